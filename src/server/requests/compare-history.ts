import { PartylineError } from '../../base/errors.ts';
import type { Term } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import { caughtUp } from '../login/caught-up.ts';
import type { AnswerBody, Handler, Requester } from './handler.ts';

/**
 * `history.compare`: how far the history that a client knows is this one. Copies of a store have their terms
 * in common up to the moment of the copy: so the latest term that both know is the last one in common, and
 * only as far as it goes here. A room that the account is not in has nothing in common.
 */
export function compareHistory(parts: {
  readonly directory: Directory;
  readonly journal: Pick<Journal, 'catchUp'>;
}): Handler<'history.compare'> {
  const { directory, journal } = parts;
  return async (requester, request) => {
    const compared = compare(directory, requester, request);
    if (compared.term !== null && Object.keys(compared.parted).length === 0) return compared;
    // The client may have been served by a node that is ahead of this one.
    await caughtUp(journal);
    return compare(directory, requester, request);
  };
}

function compare(
  directory: Directory,
  requester: Requester,
  { terms, cursors }: Pick<Request<'history.compare'>, 'terms' | 'cursors'>,
): AnswerBody<'history.compare'> {
  const common = firstKnown(directory, terms);
  if (common === undefined) return { term: null, parted: {} };
  const next = directory.termAfter(common);
  const parted = Object.entries(cursors).flatMap(([key, seq]): [string, number][] => {
    const last = lastInCommon(directory, requester, key, next);
    return seq > last ? [[key, last]] : [];
  });
  return { term: common.id, parted: Object.fromEntries(parted) };
}

function firstKnown(directory: Directory, terms: readonly string[]): Term | undefined {
  for (const id of terms) {
    const term = directory.term(id);
    if (term !== undefined) return term;
  }
  return undefined;
}

/** @param next the term that followed on the last one in common; undefined: that is the present one */
function lastInCommon(
  directory: Directory,
  { permissions }: Requester,
  key: string,
  next: Term | undefined,
): number {
  try {
    const room = permissions.roomFor('read', key);
    if (next !== undefined) return directory.lastSeqBefore(next, room);
    return directory.room(room)?.lastSeq ?? 0;
  } catch (error) {
    if (error instanceof PartylineError) return 0;
    throw error;
  }
}
