import type { PartylineError } from '../base/errors.ts';
import type { Words } from '../base/worded.ts';
import { admitRules } from './admit.ts';
import { appTokenRules } from './app-tokens.ts';
import { attachRules } from './attach.ts';
import { attachmentRules } from './attachments.ts';
import { conversationRules } from './conversations.ts';
import { deviceTokenRules } from './device-token.ts';
import { historyRules } from './history-drop.ts';
import { lineRules } from './line.ts';
import { localSessionRules } from './local-session.ts';
import { moderationRules } from './moderation.ts';
import { passwordRules } from './password-record.ts';
import { postRules } from './post.ts';
import { preferencesRules } from './preferences.ts';
import { readRules } from './read-marks.ts';
import { roleRules } from './roles.ts';
import { roomInviteRules } from './room-invite.ts';
import { roomJoinRules } from './room-join.ts';
import { roomModerationRules } from './room-moderation.ts';
import { roomRoleRules } from './room-roles.ts';
import { roomSettingsRules } from './room-settings.ts';
import { sessionRules } from './sessions.ts';
import { signUpRules } from './sign-up.ts';

/*
 * Everything that can be proposed. A subject's file declares its proposals and what each gives when it is
 * accepted, beside the rules that decide; here they come together.
 */

/**
 * The rule for each type of proposal. A rule checks all it has to check before it writes, so that a
 * refusal leaves no trace.
 */
export const rules = {
  ...lineRules,
  ...postRules,
  ...readRules,
  ...historyRules,
  ...sessionRules,
  ...deviceTokenRules,
  ...localSessionRules,
  ...attachRules,
  ...appTokenRules,
  ...signUpRules,
  ...passwordRules,
  ...moderationRules,
  ...admitRules,
  ...roleRules,
  ...preferencesRules,
  ...attachmentRules,
  ...conversationRules,
  ...roomJoinRules,
  ...roomSettingsRules,
  ...roomInviteRules,
  ...roomModerationRules,
  ...roomRoleRules,
} as const;

type Rules = typeof rules;

/**
 * A wish that the rules decide on. Everything that is not in the state comes inside the proposal: time
 * (`at`, milliseconds since 1970 UTC), random ids, hashes. So the rules give the same outcome on
 * every machine that applies the same proposals in the same order.
 */
export type Proposal = Parameters<Rules[keyof Rules]>[1];

/** The result of each type of proposal when it is accepted. */
export type Accepted = { readonly [Type in keyof Rules]: ReturnType<Rules[Type]> };

/** The outcome of a proposal: accepted with its result, or refused and nothing changed. */
export type Outcome<Type extends keyof Accepted = keyof Accepted> =
  | { readonly ok: true; readonly value: Accepted[Type] }
  | { readonly ok: false; readonly code: PartylineError['code']; readonly message?: Words };

/** The outcome of one kind of proposal. */
export type OutcomeOf<P extends Proposal> = Outcome<P['type']>;
