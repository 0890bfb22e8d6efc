import { PartylineError } from '../base/errors.ts';
import { createToken } from './app-tokens.ts';
import { attachSession } from './attach.ts';
import { admit, ban, unban } from './moderation.ts';
import { issueReset, replaceRecord } from './password-record.ts';
import { post } from './post.ts';
import type { Accepted, OutcomeOf, Proposal } from './proposals.ts';
import { changeRole } from './roles.ts';
import { leaveSession, openSession, revokeSessions, rotateDeviceToken } from './sessions.ts';
import { changeSignUp, createAccount, issueInvite } from './sign-up.ts';
import type { Tables } from './tables.ts';

/** A rule checks all it has to check before it writes, so that a refusal leaves no trace. */
type Rules = {
  readonly [Type in keyof Accepted]: (
    tables: Tables,
    proposal: Extract<Proposal, { type: Type }>,
  ) => Accepted[Type];
};

const rules: Rules = {
  post,
  'account.create': createAccount,
  'account.record': replaceRecord,
  'account.ban': ban,
  'account.unban': unban,
  'account.admit': admit,
  'account.role': changeRole,
  'account.reset': issueReset,
  'session.open': openSession,
  'session.rotate': rotateDeviceToken,
  'session.attach': attachSession,
  'session.leave': leaveSession,
  'session.revoke': revokeSessions,
  'token.create': createToken,
  'invite.create': issueInvite,
  'sign-up.change': changeSignUp,
};

/**
 * Decides on a proposal and writes what it changes. The same proposals in the same order give the same
 * outcomes and the same tables everywhere: nothing but the arguments is looked at. A refused proposal
 * changes nothing, and its outcome always has a sentence. Throws only what the tables throw; the
 * caller then undoes what this proposal wrote.
 *
 * @param tables made ready by `initialise`
 */
export function apply<P extends Proposal>(tables: Tables, proposal: P): OutcomeOf<P> {
  // The table pairs each type with its own rule, which the compiler cannot follow through `P`.
  const rule: (tables: Tables, proposal: never) => unknown = rules[proposal.type];
  try {
    return { ok: true, value: rule(tables, proposal as never) as Accepted[P['type']] };
  } catch (error) {
    if (!(error instanceof PartylineError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}
