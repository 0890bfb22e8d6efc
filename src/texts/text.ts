/** The languages that there are texts in. */
export const languages = ['en', 'ru'] as const;

/** A language that a person is spoken to in. */
export type Language = (typeof languages)[number];

/** The forms of a text by the plural of its `count` (CLDR). */
export type Plural = { readonly other: string } & {
  readonly [Rule in Exclude<Intl.LDMLPluralRule, 'other'>]?: string;
};

/** A text, with holes such as `{name}` for values. */
export type Text = string | Plural;
