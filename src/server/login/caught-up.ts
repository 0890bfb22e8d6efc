import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { Journal } from '../../journal/journal.ts';

/** An order that does not answer for so long counts as out of reach, in milliseconds. */
const patienceMs = 5_000;

/**
 * Resolves when this node has what any node has acknowledged so far; at once on one machine.
 *
 * @throws PartylineError (by rejection) `server.busy` when it cannot be had in time: another node may have it
 */
export async function caughtUp(journal: Pick<Journal, 'catchUp'>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.reject(outOfReach()), patienceMs);
  try {
    await Promise.race([journal.catchUp(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The refusal of a node that cannot reach the order: clients go to another. */
export function outOfReach(): PartylineError {
  return new PartylineError('server.busy', worded('node.alone'), { retryAfterMs: 1_000 });
}
