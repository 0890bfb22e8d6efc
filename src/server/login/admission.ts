import type { Account, Session } from '../../chat/tables.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { Grant } from '../../words/grant.ts';

/** Someone who has been let in, and what they are greeted with. */
export interface Admission {
  readonly account: Account;
  readonly sessionId: string;
  /**
   * By a password, a device token, or an app token; `attach`: by a device's token beside its client;
   * `local`: by the door at the server itself.
   */
  readonly kind: 'password' | 'resume' | 'attach' | 'app-token' | 'local';
  /** null: everything; else what the app token may do. */
  readonly grant: Grant | null;
  /**
   * null: this is the session's own connection, in place of the one before. Else it goes on beside it,
   * and this is what the program wants.
   */
  readonly attached: Attachment | null;
  /** For the next time; null where the session goes on as it was. */
  readonly deviceToken: string | null;
  /** The server's proof, after a password login. */
  readonly proof: string | null;
  /** The account was made by this login. */
  readonly created: boolean;
  readonly lastSeen: ServerMessages['welcome']['lastSeen'];
  /** Last sequence number that the device has shown, by room; empty when it does not say. */
  readonly cursors: ReadonlyMap<string, number>;
}

/** How a program takes part beside the session's own connection. */
export interface Attachment {
  /** It is shown messages and who comes and goes. */
  readonly receive: boolean;
  /** The account counts as here through it. */
  readonly present: boolean;
  /** Messages that it is shown count as read by the account, and missed ones come first. */
  readonly notesReading: boolean;
}

/** When and from where an account was last here, over all its devices. */
export function lastSeenOf(
  directory: { lastDeviceOf(account: number): Session | undefined },
  account: Account,
): Admission['lastSeen'] {
  const last = directory.lastDeviceOf(account.id);
  return last === undefined ? null : { at: last.lastSeenAt, address: last.address };
}
