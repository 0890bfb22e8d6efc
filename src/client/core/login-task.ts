import type { Address } from '../../wire/address.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { BindingType } from '../../words/binding-type.ts';
import type { Answers } from './answers.ts';
import type { Dialogue } from './dialogue.ts';
import type { Trust } from './pins.ts';
import type { ServerMemory } from './profile.ts';
import type { ReadPositions } from './read-positions.ts';
import type { ResolvedOptions } from './resolved-options.ts';
import type { Route } from './route.ts';
import type { Transport } from './transport.ts';
import type { Attach, AttachCredential, Local, LogIn } from './way-in.ts';

/* The types that the steps of one attempt to come in share. */

/** The objects that an attempt works with. */
export interface AttemptTask {
  readonly options: ResolvedOptions;
  readonly route: Route;
  readonly memory: ServerMemory;
  readonly positions: ReadPositions;
  readonly answers: Answers;
  readonly signal: AbortSignal;
  progress(step: 'securing' | 'authenticating'): void;
  /** The other side has said hello: it is a server of ours. */
  greeted(): void;
  /** The name is taken; another one is asked for next. */
  nameTaken(name: string): void;
}

/** An attempt with a connection, before the login. */
export interface LoginTask extends AttemptTask {
  /** Where the connection leads. */
  readonly address: Address;
  readonly wayIn: LogIn | PresentedAttach | Local;
  readonly dialogue: Dialogue;
  readonly transport: Transport;
  readonly trust: Trust;
}

/** Coming in beside others, with what is presented on this connection. */
export interface PresentedAttach extends Attach {
  readonly presented: AttachCredential;
}

export type ServerHello = ServerMessages['hello'];

/** A login that succeeded. */
export interface LoggedIn {
  readonly hello: ServerHello;
  readonly welcome: ServerMessages['welcome'];
  readonly resumed: boolean;
  /** Rooms in which the server starts from this device's cursor. */
  readonly honoured: ReadonlySet<string>;
}

/** A login after the hellos. */
export interface GreetedTask extends LoginTask {
  readonly hello: ServerHello;
  readonly clientHello: Uint8Array;
  readonly serverHello: Uint8Array;
  readonly bindingType: BindingType;
}

/** The reason for a registration, and its code. */
export type RegistrationCode =
  | { readonly reason: 'sign-up'; readonly code?: string }
  | { readonly reason: 'reset'; readonly code: string };
