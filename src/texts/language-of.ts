import type { Language } from './text.ts';

/** The variables of the environment that name the language of messages (POSIX, 8.2), the first one first. */
const variables = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** The language that the environment asks for; English where there are no texts in it. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const set = variables.map((name) => environment[name]).find((value) => value);
  return /^ru([_.@-]|$)/i.test(set ?? '') ? 'ru' : 'en';
}
