import type { Account } from '../chat/tables.ts';
import type { ServerMessages } from '../wire/messages.ts';
import type { Line } from './line.ts';

/** Someone who has been let in, and what they are greeted with. */
export interface Admission {
  readonly account: Account;
  readonly sessionId: string;
  readonly deviceToken: string;
  /** The server's proof, after a password login. */
  readonly proof: string | null;
  /** The account was made by this login. */
  readonly created: boolean;
  readonly resumed: boolean;
  readonly lastSeen: ServerMessages['welcome']['lastSeen'];
  /** What the device has shown already, by room key; empty when it does not say. */
  readonly cursors: ReadonlyMap<string, number>;
}

/** When and from where an account was last here, over all its sessions. */
export function lastSeenOf({ directory }: Line, account: Account): Admission['lastSeen'] {
  const last = directory.lastSessionOf(account.id);
  return last === undefined ? null : { at: last.lastSeenAt, address: last.address };
}
