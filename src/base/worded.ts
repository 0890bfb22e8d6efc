import { sentences } from './sentences.ts';

/** The facts in a sentence, by name. Numbers are decimal, times milliseconds since 1970 UTC. */
export type SentenceFacts = Readonly<Record<string, string>>;

/** A sentence for a person that can be said in other languages too: by its name, with the facts in it. */
export interface Worded {
  /** Which sentence it is: `muted.room`. A server of another version may have sentences that are not known here. */
  readonly detail: string;
  readonly facts: SentenceFacts;
  /** The sentence in English. */
  readonly text: string;
}

/** A sentence of an error: one that has a name, or one that is only known in English. */
export type Words = string | Worded;

/** The name of a sentence. */
export type Detail = keyof typeof sentences;

type HolesIn<Form> = Form extends `${string}{${infer Name}}${infer Rest}`
  ? Name | HolesIn<Rest>
  : never;

/** SentenceFacts that may be missing, each with how it is written where it stands in a sentence. */
const optional = {
  until: (at?: string) => (at === undefined ? '' : ` until ${minuteOf(Number(at))} UTC`),
  reason: (reason?: string) => (reason === undefined ? '.' : `: ${reason}`),
} as const satisfies Readonly<Record<string, (fact?: string) => string>>;

type Given<Name extends string> = {
  readonly [Each in Exclude<Name, keyof typeof optional>]: string | number;
} & { readonly [Each in Extract<Name, keyof typeof optional>]?: string | number };

/** The facts that a sentence takes. `until` and `reason` may be missing. */
export type FactsOf<Name extends Detail> = Given<HolesIn<(typeof sentences)[Name]>>;

/** A sentence with its facts. */
export function worded<Name extends Detail>(
  detail: Name,
  ...[given]: HolesIn<(typeof sentences)[Name]> extends never ? [] : [FactsOf<Name>]
): Worded {
  const entries = Object.entries<string | number | undefined>(given ?? {});
  const facts = Object.fromEntries(
    entries.flatMap(([name, fact]) => (fact === undefined ? [] : [[name, String(fact)]])),
  );
  return { detail, facts, text: inEnglish(sentences[detail], facts) };
}

/** The English of a sentence. */
export function englishOf(words: Words): string {
  return typeof words === 'string' ? words : words.text;
}

function inEnglish(sentence: string, facts: SentenceFacts): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const fact = facts[name];
    return name in optional ? optional[name as keyof typeof optional](fact) : (fact ?? hole);
  });
}

/** `2026-01-31 23:59`, the minute in which a moment lies. */
function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
