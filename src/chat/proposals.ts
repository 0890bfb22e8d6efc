import type { PartylineError } from '../base/errors.ts';
import type { Grant } from '../words/grant.ts';
import type { MessageKind } from '../words/message-kind.ts';
import type { Role } from '../words/role.ts';
import type { SignUpMode } from '../words/sign-up-mode.ts';
import type { Account, Session } from './tables.ts';

/**
 * What someone asks to happen. Everything that is not in the state comes inside the proposal: time
 * (`at`, milliseconds since 1970 UTC), random ids, hashes. So the rules give the same outcome on
 * every machine that applies the same proposals in the same order.
 */
export type Proposal =
  | Post
  | CreateAccount
  | OpenSession
  | RotateDeviceToken
  | AttachSession
  | CreateToken
  | LeaveSession
  | RevokeSessions
  | ReplaceRecord
  | Ban
  | Unban
  | Admit
  | IssueReset
  | IssueInvite
  | ChangeSignUp;

/** Says something in a room, or to one person: the direct conversation is made when it is missing. */
export interface Post {
  readonly type: 'post';
  readonly at: number;
  readonly account: number;
  /** A room by number, or an account by number. */
  readonly to: { readonly room: number } | { readonly account: number };
  readonly mid: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** A new device of an account that has proved its password. */
export interface NewSession {
  readonly id: string;
  readonly device: string;
  readonly tokenHash: string;
  readonly address: string;
}

/** Makes an account once its first login has succeeded, with that login's session. */
export interface CreateAccount {
  readonly type: 'account.create';
  readonly at: number;
  readonly uid: string;
  readonly name: string;
  readonly role: Role;
  /** null: an account nobody can log in to over the network (the operator's, at first). */
  readonly record: string | null;
  /**
   * `operator`: made at the server itself, whatever the mode. Else the mode the sign-up was begun
   * under; the one in force when the rules are applied decides.
   */
  readonly mode: SignUpMode | 'operator';
  /** SHA-256 of the invitation code; one that is given must be good, in every mode. */
  readonly inviteHash: string | null;
  /** null when no device comes with it. */
  readonly session: NewSession | null;
}

/** Opens a session for an account that has proved its password. */
export interface OpenSession {
  readonly type: 'session.open';
  readonly at: number;
  readonly account: number;
  /** The record the password was proved against; refused if it was replaced meanwhile. */
  readonly record: string;
  readonly session: NewSession;
}

/** A device comes back with its token and gets the next one. */
export interface RotateDeviceToken {
  readonly type: 'session.rotate';
  readonly at: number;
  readonly session: string;
  readonly presentedHash: string;
  readonly nextHash: string;
  readonly address: string;
}

/**
 * Another connection of a session that goes on as it is: an app token is used, or a program of the
 * person's uses the device's session beside the client. Nothing is rotated; a token that is neither the
 * session's present nor its previous one is refused, and the session stays.
 */
export interface AttachSession {
  readonly type: 'session.attach';
  readonly at: number;
  readonly session: string;
  readonly presentedHash: string;
  readonly address: string;
}

/** Makes an app token: a session with a fixed secret and a grant. */
export interface CreateToken {
  readonly type: 'token.create';
  readonly at: number;
  readonly account: number;
  readonly id: string;
  /** Unique among the account's live tokens. */
  readonly name: string;
  readonly tokenHash: string;
  readonly grant: Grant;
}

/** A device's connection ended: when, and how far it had been served. */
export interface LeaveSession {
  readonly type: 'session.leave';
  readonly at: number;
  readonly session: string;
  readonly seen: readonly { readonly room: number; readonly seq: number }[];
}

/** Ends sessions of an account: one, all, or all but one. */
export interface RevokeSessions {
  readonly type: 'session.revoke';
  readonly at: number;
  readonly actor: number;
  readonly account: number;
  readonly sessions: 'all' | { readonly only: string } | { readonly except: string };
}

/** Replaces the OPAQUE record: a changed password, or one set anew with a reset code. */
export interface ReplaceRecord {
  readonly type: 'account.record';
  readonly at: number;
  readonly account: number;
  readonly record: string;
  readonly proof:
    | {
        /** The session that proved the old password; it stays, those of other devices are revoked. */
        readonly session: string;
        /** The record it was proved against. */
        readonly replaces: string;
      }
    | {
        /** SHA-256 of the one-time reset code; all sessions are revoked, and this one is opened. */
        readonly resetHash: string;
        readonly session: NewSession;
      };
}

export interface Ban {
  readonly type: 'account.ban';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
  /** When it ends; Infinity: never. */
  readonly until: number;
  readonly reason: string;
}

export interface Unban {
  readonly type: 'account.unban';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
}

/** Lets a waiting account in (sign-up mode `approve`). */
export interface Admit {
  readonly type: 'account.admit';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
}

/** Gives an account a one-time code with which a person sets a new password. */
export interface IssueReset {
  readonly type: 'account.reset';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
  readonly codeHash: string;
  readonly expiresAt: number;
}

/** Makes a one-time code that lets a newcomer in at once, in every mode but `closed`. */
export interface IssueInvite {
  readonly type: 'invite.create';
  readonly at: number;
  readonly actor: number;
  readonly codeHash: string;
  /** The only name it is good for; null: any. */
  readonly name: string | null;
  readonly expiresAt: number;
}

export interface ChangeSignUp {
  readonly type: 'sign-up.change';
  readonly at: number;
  readonly actor: number;
  readonly mode: SignUpMode;
}

/** What each proposal gives when it is accepted. */
export interface Accepted {
  readonly post: {
    readonly room: number;
    readonly seq: number;
    readonly at: number;
    /** The mid was used before for the same message: this is its first place, and nothing is new. */
    readonly repeated: boolean;
    /** The room was made by this message. */
    readonly created: boolean;
  };
  readonly 'account.create': { readonly account: Account };
  readonly 'session.open': { readonly session: Session; readonly revoked: readonly string[] };
  readonly 'session.rotate':
    | {
        readonly resumed: true;
        readonly session: Session;
        readonly previouslySeenAt: number;
        readonly previousAddress: string;
      }
    /** An old token was replayed: the session was revoked by this very proposal. */
    | { readonly resumed: false; readonly revoked: readonly string[]; readonly account: number };
  readonly 'session.attach': { readonly session: Session };
  /** Tokens that had expired were ended by it. */
  readonly 'token.create': { readonly session: Session; readonly revoked: readonly string[] };
  readonly 'session.leave': Record<string, never>;
  readonly 'session.revoke': { readonly revoked: readonly string[] };
  readonly 'account.record': {
    readonly account: Account;
    readonly revoked: readonly string[];
    readonly session: Session | null;
  };
  readonly 'account.ban': { readonly account: Account };
  readonly 'account.unban': { readonly account: Account };
  readonly 'account.admit': { readonly account: Account };
  readonly 'account.reset': { readonly account: Account };
  readonly 'invite.create': Record<string, never>;
  readonly 'sign-up.change': { readonly mode: SignUpMode };
}

/** What became of a proposal: accepted with its result, or refused and nothing changed. */
export type Outcome<Type extends keyof Accepted = keyof Accepted> =
  | { readonly ok: true; readonly value: Accepted[Type] }
  | { readonly ok: false; readonly code: PartylineError['code']; readonly message?: string };

/** The outcome of one kind of proposal. */
export type OutcomeOf<P extends Proposal> = Outcome<P['type']>;
