import type {
  LineChange,
  LineMessage,
  PresenceChange,
  RoomLeft,
  UnsentMessage,
  Welcome,
} from '../client/core/events.ts';
import type { People } from '../client/core/line-parameters.ts';
import type { Notice } from '../client/core/notices.ts';
import type { Line } from '../client/line.ts';
import type { RoomState } from '../wire/messages.ts';
import type { HistoryPages } from './history-pages.ts';
import type { View } from './render.ts';
import type { Screen } from './screen.ts';
import type { Transcript } from './transcript.ts';

/** The parts that a stage works with. */
export interface StageParts {
  readonly client: Line;
  readonly screen: Screen;
  /** Remembers the messages that are shown, for commands about them. */
  readonly transcript: Transcript;
  view(): View;
  /** Lines go to this room from now on. */
  turnTo(roomName: string): void;
  /** Whether the messages of somebody are not to be shown. */
  ignores(name: string): boolean;
}

/** Something for a room, as it is shown where it is refused. */
export interface Handed {
  readonly text: string;
  /** The person typed the text, and so can mend it. */
  readonly isTyped: boolean;
}

/** Where a talk shows what happens on its line: as printed lines, or on a screen with a place for everything. */
export interface Stage {
  /** Pages back through rooms. */
  readonly history: Pick<HistoryPages, 'show'>;
  /** The line is up, the first time or again. */
  welcomed(welcome: Welcome): void;
  /**
   * A message came.
   *
   * @param how `isIgnored`: the person does not want to see it; `calls`: it is for them
   * @returns whether it was read, as far as a program can tell
   */
  message(
    message: LineMessage,
    how: { readonly isIgnored: boolean; readonly calls: boolean },
  ): boolean;
  /** A message was changed; the person does not want to see what those do whom they ignore. */
  change(change: LineChange, isIgnored: boolean): void;
  /** The people who are on the line. */
  here(here: People): void;
  presence(changes: readonly PresenceChange[]): void;
  /** Somebody else went away, for this reason, or is back (null). */
  away(name: string, away: string | null): void;
  /** Entries of a room do not come, as the server does not have them. */
  passedOver(passed: NonNullable<Notice['passedOver']>): void;
  /** A message waits for the line to come up, or for an acknowledgement that is late. */
  pending(message: UnsentMessage): void;
  /** Something for a room was refused; `again` hands it over once more. */
  refused(roomName: string, handed: Handed, error: unknown, again: () => void): void;
  /** The account is in a room from now on, or calls it by another name. */
  entered(room: RoomState, isNew: boolean): void;
  /** The account is not in this room any more. What it `missed` of it follows. */
  left(left: RoomLeft): void;
  /**
   * Lines go to this room, and these people type there. The first call begins to take lines.
   *
   * @param isLineEmpty nothing is typed, so that there is room beside the prompt
   */
  turned(roomName: string, typists: readonly string[], isLineEmpty: boolean): void;
  /** These people are in a room. */
  members(roomName: string, names: readonly string[]): void;
  /** Resolves when everything that was missed has been shown, as long as it goes on coming. */
  untilShown(): Promise<void>;
  /** The line has ended. */
  closed(): void;
}
