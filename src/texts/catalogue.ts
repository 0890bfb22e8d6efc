import type { en } from './en.ts';
import type { Text } from './text.ts';

/** The name of a text. */
export type TextKey = keyof typeof en;

/** All texts of one language. */
export type Catalogue = Readonly<Record<TextKey, Text>>;

type HolesIn<Form> = Form extends `${string}{${infer Name}}${infer Rest}`
  ? Name | HolesIn<Rest>
  : never;

/** The names of the values that a text takes. */
export type Holes<Key extends TextKey> = (typeof en)[Key] extends infer Form
  ? Form extends string
    ? HolesIn<Form>
    : 'count' | HolesIn<Form[keyof Form]>
  : never;
