import type { RoomReference } from '../words/room-reference.ts';

/** Which line a command for scripts works on, and as whom. */
export interface LineChoice {
  /** As typed; the server last joined if missing. */
  readonly server?: string;
  /** An app token; the saved session of `partyline join` if missing. */
  readonly token?: string;
  /** Absolute path of the folder of saved sessions. */
  readonly data: string;
}

/** What `partyline send` runs with. */
export interface SendOptions {
  readonly line: LineChoice;
  readonly to: RoomReference;
  /** From the arguments; standard input if missing. */
  readonly text?: string;
  /** A message a line of standard input. */
  readonly lines: boolean;
  /** Cuts a text that is too long at line ends. */
  readonly split: boolean;
  /** Longest wait for the next acknowledgement, connecting included, in milliseconds. */
  readonly timeoutMs: number;
  /** Prints acknowledgements. */
  readonly json: boolean;
}

/** What `partyline tail` runs with. */
export interface TailOptions {
  readonly line: LineChoice;
  /** Empty: all rooms. */
  readonly rooms: readonly RoomReference[];
  /** Messages after this sequence number, or from this time on; if missing, those from now on. */
  readonly since?: number | Date;
  /** How many messages to print; Infinity if missing. */
  readonly count: number;
  readonly json: boolean;
}

/** What `partyline token create` runs with. */
export interface TokenCreateOptions {
  readonly line: LineChoice;
  readonly name: string;
  readonly read: boolean;
  readonly write: boolean;
  /** Empty: all of the account's. */
  readonly rooms: readonly RoomReference[];
  /** How long it is good for, in milliseconds; for good if missing. */
  readonly lifetimeMs?: number;
}

/** What `partyline token list` runs with. */
export interface TokenListOptions {
  readonly line: LineChoice;
  readonly json: boolean;
}

/** What `partyline token revoke` runs with. */
export interface TokenRevokeOptions {
  readonly line: LineChoice;
  readonly name: string;
}
