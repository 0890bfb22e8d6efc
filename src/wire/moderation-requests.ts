import Type from 'typebox';
import { limits } from '../words/limits.ts';
import {
  ActShape,
  Count,
  FirstSeq,
  LockdownShape,
  Name,
  Reason,
  SanctionShape,
  Time,
  target,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

/** The fields of a ban or a mute. */
export const sanction = {
  /** null: not by itself. */
  until: Type.Union([Time, Type.Null()]),
  reason: Reason,
};

/** A place in the list of sanctions. */
export const SanctionPlace = Type.String({
  pattern: '^(ban|mute) (account|network):[0-9a-f.:/]{1,64}$',
  description: 'A place in the list of bans and mutes, as the server has named it.',
});

/** The answer to a request for bans and mutes. */
export const sanctionsAnswer = {
  sanctions: {
    sanctions: Type.Array(SanctionShape),
    /** Where to go on; null: there are no more. */
    next: Type.Union([SanctionPlace, Type.Null()]),
  },
};

/** Requests by which operators keep people out, or from posting, and see what operators did. */
export const moderationRequests = {
  /** Ends all connections of an account, or from a network; people may come back. */
  'account.kick': {
    right: 'operator',
    fields: { ...target, reason: Reason },
    answer: { kicked: { connections: Count } },
  },
  /** Shuts an account or a network out. */
  'account.ban': {
    right: 'operator',
    fields: {
      ...target,
      ...sanction,
      /** Also a network that holds the operator's own address, or nearly everybody. */
      force: Type.Optional(Type.Boolean()),
    },
    answer: { done: {} },
  },
  'account.unban': { right: 'operator', fields: target, answer: { done: {} } },
  /** Lets an account or a network read, and not post. */
  'account.mute': { right: 'operator', fields: { ...target, ...sanction }, answer: { done: {} } },
  'account.unmute': { right: 'operator', fields: target, answer: { done: {} } },
  /** The bans and mutes in force on the line, as many as fit into one answer. */
  sanctions: {
    right: 'operator',
    fields: { after: Type.Optional(SanctionPlace) },
    answer: sanctionsAnswer,
  },
  /** The acts of operators and what was done to whom, newest first. */
  audit: {
    right: 'operator',
    fields: {
      /** Only those that this account did, or that were done to it. */
      name: Type.Optional(Name),
      /** Only those before this one. */
      before: Type.Optional(FirstSeq),
      /** Acts in the answer at the most; without it, 100. */
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.actsListed })),
    },
    answer: {
      audit: {
        acts: Type.Array(ActShape),
        /** There are more before the last of these. */
        more: Type.Boolean(),
      },
    },
  },
  /** Begins a lockdown, changes it, or ends it (null). */
  'line.lockdown': {
    right: 'operator',
    fields: { lockdown: Type.Union([LockdownShape, Type.Null()]) },
    answer: { done: {} },
  },
} satisfies Record<string, RequestRow>;
