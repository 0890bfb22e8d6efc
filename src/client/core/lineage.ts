import { PartylineError } from '../../base/errors.ts';
import { limits } from '../../words/limits.ts';

/* The terms of a server's history, as a client knows them: the latest first. */

/** The answer to how far the history that a client knows is the server's. */
export interface CommonHistory {
  /** The latest term in common; null: there is none, and numbers say nothing. */
  readonly term: string | null;
  /** The last number in common, by room, where the client knows of more. */
  readonly parted: Readonly<Record<string, number>>;
}

/** Asks the server how far places are in its history. Rejects as requests do. */
export type CompareHistory = (
  terms: readonly string[],
  places: Readonly<Record<string, number>>,
) => Promise<CommonHistory>;

/**
 * The terms that a client knows once it was told the server's latest.
 *
 * @param known those it knew before
 * @param told the server's
 * @param common the latest in common, where it had to be asked for
 */
export function lineageOf(
  known: readonly string[],
  told: readonly string[],
  common: string | null = told.find((term) => known.includes(term)) ?? null,
): string[] {
  const older = common === null ? [] : known.slice(known.indexOf(common));
  const newer =
    common !== null && told.includes(common) ? told.slice(0, told.indexOf(common)) : told;
  return [...newer, ...older].slice(0, limits.termsCompared);
}

/**
 * Puts a comparison of many rooms as requests that each have room for some.
 *
 * @throws (by rejection) PartylineError `message.unexpected` for an answer to another question
 */
export function inRequests(ask: CompareHistory): CompareHistory {
  return async (terms, places) => {
    const entries = Object.entries(places);
    const asked: Promise<CommonHistory>[] = [];
    for (let first = 0; first === 0 || first < entries.length; first += limits.roomsCompared) {
      const some = entries.slice(first, first + limits.roomsCompared);
      asked.push(checked(ask, terms, Object.fromEntries(some)));
    }
    const answers = await Promise.all(asked);
    const parted = Object.assign({}, ...answers.map((answer) => answer.parted));
    return { term: answers[0]?.term ?? null, parted };
  };
}

async function checked(
  ask: CompareHistory,
  terms: readonly string[],
  places: Readonly<Record<string, number>>,
): Promise<CommonHistory> {
  const answer = await ask(terms, places);
  const isNamed = answer.term === null || terms.includes(answer.term);
  const isWithin = ([room, seq]: [string, number]) => seq < (places[room] ?? 0);
  if (isNamed && Object.entries(answer.parted).every(isWithin)) return answer;
  throw new PartylineError(
    'message.unexpected',
    'The server compared histories that it was not asked about.',
  );
}
