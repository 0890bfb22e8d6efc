import type { ErrorCode } from '../base/errors.ts';
import type { Catalogue } from './catalogue.ts';
import { en } from './en.ts';
import type { Language, Text } from './text.ts';

/** All that is said in one language. */
export interface Voice {
  readonly language: Language;
  readonly texts: Catalogue;
  /** The sentences of errors and notices; undefined in English, in which they come. */
  readonly sentences:
    | {
        readonly byCode: Readonly<Record<ErrorCode, string>>;
        readonly byDetail: Readonly<Record<string, Text>>;
      }
    | undefined;
}

/** What is said as long as nothing else is chosen. */
export const english: Voice = { language: 'en', texts: en, sentences: undefined };
