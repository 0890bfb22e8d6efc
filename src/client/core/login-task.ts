import type { Address } from '../../wire/address.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { BindingType } from '../../words/binding-type.ts';
import type { AttachCredential, Attachment } from './attachment.ts';
import type { Answers } from './credentials.ts';
import type { Dialogue } from './dialogue.ts';
import type { Cursors } from './inbox.ts';
import type { Trust } from './pins.ts';
import type { ServerMemory } from './profile.ts';

/** What a login works with. */
export interface LoginTask {
  readonly dialogue: Dialogue;
  readonly address: Address;
  readonly trust: Trust;
  /** What names this end of the channel; see auth/binding.ts. */
  readonly binding: (type: BindingType) => Uint8Array;
  readonly memory: ServerMemory;
  /** The name this client was told to use, folded; a saved session of another name is left alone. */
  readonly name: string | undefined;
  /** Rooms' places that fit into so many bytes of JSON. */
  readonly cursors: (maxBytes: number) => Cursors;
  readonly answers: Answers;
  /** Set where the client comes in beside others, with what it presents at this attempt. */
  readonly attach: { readonly by: Attachment; readonly credential: AttachCredential } | undefined;
  readonly software: string;
  readonly deviceName: string;
  readonly signal: AbortSignal;
  /** The other side has said hello: it is a server of ours. */
  greeted(): void;
  /** The name is taken; another one is asked for next. */
  nameTaken(name: string): void;
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

/** What a registration is made with, and why. */
export type RegistrationCode =
  | { readonly reason: 'sign-up'; readonly code?: string }
  | { readonly reason: 'reset'; readonly code: string };
