import { PartylineError } from '../base/errors.ts';
import type { Accepted, Outcome, Proposal } from '../chat/proposals.ts';
import type { Journal } from '../journal/journal.ts';

/** Hands in a proposal; resolves when it is stored. Rejects with the rules' PartylineError if it is refused. */
export async function propose<P extends Proposal>(
  journal: Journal,
  proposal: P,
): Promise<Accepted[P['type']]> {
  const outcome: Outcome = await journal.request(proposal as Proposal);
  if (!outcome.ok) throw new PartylineError(outcome.code, outcome.message);
  return outcome.value as Accepted[P['type']];
}
