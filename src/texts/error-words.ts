import { errorSentences, PartylineError, WordedError } from '../base/errors.ts';
import type { SentenceFacts, Worded } from '../base/worded.ts';
import { keptWords } from './dropped-words.ts';
import { SpokenError } from './spoken-error.ts';
import type { Text } from './text.ts';
import { filled, spoken, spokenSentences, textOf } from './text-of.ts';

/**
 * An error in the language that is spoken. Servers word theirs in English: named sentences are said with their facts,
 * others by the error's code, with the English behind it in brackets where it says more than the code does. Not yet
 * harmless.
 */
export function errorWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const sentences = spokenSentences();
  if (sentences === undefined || !(error instanceof WordedError) || error instanceof SpokenError)
    return message;
  const said = error.worded && translated(error.worded);
  if (said !== undefined) return said;
  if (error.cause instanceof WordedError && error.cause.message === message)
    return errorWords(error.cause);
  if (!(error instanceof PartylineError)) return message;
  const byCode = sentences.byCode[error.code];
  return message === errorSentences[error.code] ? byCode : `${byCode} (${message})`;
}

/** A sentence in the language that is spoken; in English where it has no name, or one that is not known. Not yet harmless. */
export function sentenceWords(sentence: {
  readonly text: string;
  readonly worded?: Worded;
}): string {
  const { text, worded } = sentence;
  return (worded && translated(worded)) ?? text;
}

/** undefined in English, and for a sentence that is not known, or comes without one of its facts. */
function translated({ detail, facts }: Worded): string | undefined {
  const { byDetail = {} } = spokenSentences() ?? {};
  if (!Object.hasOwn(byDetail, detail)) return undefined;
  const text = byDetail[detail] as Text;
  const isWhole = holesOf(text).every((name) => name in optional || Object.hasOwn(facts, name));
  if (!isWhole) return undefined;
  const extra = Object.entries(optional).map(([name, words]) => [name, words(facts)]);
  return filled(text, { ...facts, ...Object.fromEntries(extra) });
}

/** The names of the facts in a text. */
export function holesOf(text: Text): string[] {
  const forms: readonly string[] = typeof text === 'string' ? [text] : Object.values(text);
  const holes = forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []);
  return [...new Set(holes)].map((hole) => hole.slice(1, -1));
}

/** SentenceFacts that may be missing, each with how it is said where it stands in a sentence. */
const optional: Readonly<Record<string, (facts: SentenceFacts) => string>> = {
  until: ({ until }) =>
    until === undefined ? '' : textOf('until', { time: momentWords(Number(until)) }),
  reason: ({ reason }) => (reason === undefined ? '.' : `: ${reason}`),
  kept: ({ keepMs, keepBytes }) => {
    const kept = keptWords({
      ...(keepMs === undefined ? {} : { keepMs: Number(keepMs) }),
      ...(keepBytes === undefined ? {} : { keepBytes: Number(keepBytes) }),
    });
    return kept === undefined ? '' : textOf('history.kept', { kept });
  },
};

/** `5 Jan, 23:59`, where this machine is. */
function momentWords(at: number): string {
  const parts = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(spoken(), parts).format(at);
}
