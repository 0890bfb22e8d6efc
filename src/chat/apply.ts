import { PartylineError } from '../base/errors.ts';
import { type Accepted, type OutcomeOf, type Proposal, rules } from './proposals.ts';
import type { Tables } from './tables.ts';

/**
 * Decides on a proposal and writes what it changes. The same proposals in the same order give the same
 * outcomes and the same tables everywhere: nothing but the arguments is looked at. A refused proposal
 * changes nothing, and its outcome always has a sentence. Throws only what the tables throw; the
 * caller then undoes what this proposal wrote.
 *
 * @param tables in which `line.create` was applied before anything else
 */
export function apply<P extends Proposal>(tables: Tables, proposal: P): OutcomeOf<P> {
  // The table pairs each type with its own rule, which the compiler cannot follow through `P`.
  const rule: (tables: Tables, proposal: never) => unknown = rules[proposal.type];
  try {
    return { ok: true, value: rule(tables, proposal as never) as Accepted[P['type']] };
  } catch (error) {
    if (!(error instanceof PartylineError)) throw error;
    return { ok: false, code: error.code, message: error.words };
  }
}
