import { errorSentences, PartylineError } from '../base/errors.ts';
import { ruErrors } from './ru-errors.ts';
import { SpokenError } from './spoken-error.ts';
import { spoken } from './text-of.ts';

/**
 * An error in the language that is spoken. The server words its errors in English: their codes are translated, and
 * a sentence with more to it than its code's own stays behind that in brackets. Not yet harmless.
 */
export function errorWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isForeign = error instanceof PartylineError && !(error instanceof SpokenError);
  if (spoken() === 'en' || !isForeign) return message;
  const translated = ruErrors[error.code];
  return message === errorSentences[error.code] ? translated : `${translated} (${message})`;
}
