import type { Posted } from '../client/core/events.ts';
import type { Line } from '../client/line.ts';
import type { TextKind } from '../words/message-kind.ts';
import type { Commands } from './commands.ts';
import type { HistoryPages } from './history-pages.ts';
import type { View } from './render.ts';
import type { Screen } from './screen.ts';
import type { Transcript } from './transcript.ts';
import type { Transfers } from './transfers.ts';
import type { UrgentMessages } from './urgents.ts';

/** Where a person is asked for passwords; undefined when they think better of it. */
export interface PasswordQuestions {
  current(name: string): Promise<string | undefined>;
  next(name: string): Promise<string | undefined>;
}

/** The object that commands work on: a line with a screen in front of it. */
export interface AtLine {
  readonly screen: Screen;
  readonly client: Line;
  /** The commands there are. */
  readonly commands: Commands<AtLine>;
  /** undefined where nobody can be asked. */
  readonly passwords: PasswordQuestions | undefined;
  /** Name of the room that lines go to: `lobby`, `@ana`. */
  readonly room: string;
  /** The urgent messages that wait for the person. */
  readonly urgents: UrgentMessages;
  /** The session of this device was ended by the person at it. */
  loggedOut: boolean;
  /** The server is being stopped by what was typed here. */
  stopsServer: boolean;
  /** Files on their way; undefined where this machine's cannot be had by their paths, as in a page. */
  readonly transfers: Transfers | undefined;
  /** Pages back through rooms. */
  readonly history: Pick<HistoryPages, 'show'>;
  /** How things are shown now. */
  view(): View;
  /** Lines go to this room from now on. */
  turnTo(room: string): void;
  /** The messages that were shown here. */
  readonly transcript: Transcript;
  /**
   * Hands over what a person typed or did for a room, without waiting; what becomes of it is shown when it is known.
   *
   * @param text is shown where it is refused
   * @param how `isTyped`: the person typed the text, and so can mend it; true if left out
   */
  handOver(
    room: string,
    text: string,
    work: () => Promise<Posted>,
    how?: { readonly isTyped: boolean },
  ): void | Promise<void>;
  /** Says something to a person, or to the lobby. */
  say(room: string, kind: TextKind, text: string): void | Promise<void>;
  /** Does what `exit` means here. */
  exit(): void | Promise<void>;
}
