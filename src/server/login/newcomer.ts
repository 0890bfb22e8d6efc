import type { Log } from '../../base/log.ts';
import type { Account } from '../../chat/tables.ts';
import type { Turn } from '../../chat/turn.ts';
import type { BindingType } from '../../words/binding-type.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';
import type { Attempts } from './attempts.ts';

/* The state of somebody who has said hello and is not logged in. */

/** Payload bytes of both hellos, for the transcript. */
export interface Hellos {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** A name that is being registered, and why. */
export interface Registration {
  readonly name: string;
  readonly uid: string;
  readonly purpose: NewAccount | NewPassword;
}

/** The name becomes an account's. */
export interface NewAccount {
  readonly type: 'create';
  readonly mode: SignUpMode;
  readonly inviteHash: string | null;
}

/** The account of the name gets a new password, by a reset code. */
export interface NewPassword {
  readonly type: 'reset';
  readonly account: Account;
  readonly codeHash: string;
}

/** A login between its two steps. */
export interface Challenge {
  readonly name: string;
  readonly uid: string;
  /** The server's state of OPAQUE. */
  readonly state: string;
  /** The record it runs against; null for a name nobody has. */
  readonly record: string | null;
  /** Set if the record was registered on this connection just now. */
  readonly registration: Registration | undefined;
  readonly loginStart: Uint8Array;
  readonly loginChallenge: Uint8Array;
}

/** How far a login has come; each step holds what only it needs. */
export type LoginStep =
  | { readonly step: 'idle' }
  | { readonly step: 'registering'; readonly registration: Registration }
  | {
      readonly step: 'registered';
      readonly registration: Registration;
      readonly record: string;
    }
  | { readonly step: 'challenged'; readonly challenge: Challenge };

/** Someone who has said hello and is not logged in, as the handlers of requests before login know them. */
export interface Newcomer {
  /** Where they come from: an IP address. */
  readonly address: string;
  readonly log: Log;
  /** Channel bindings of the connection, strongest first. */
  readonly bindings: readonly BindingType[];
  /** The bytes of a binding of `bindings`. */
  binding(type: BindingType): Uint8Array;
  readonly hellos: Hellos;
  readonly attempts: Attempts;
  /** The connection's place among those that were greeted. */
  readonly turn: Turn;
  /** Whether the connection has ended meanwhile. */
  isGone(): boolean;
  /** Changed by the handlers, which run one at a time. */
  login: LoginStep;
}
