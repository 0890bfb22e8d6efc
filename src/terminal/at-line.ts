import type { Line } from '../client/line.ts';
import type { MessageKind } from '../words/message-kind.ts';
import type { Commands } from './commands.ts';
import type { HistoryPages } from './history-pages.ts';
import type { View } from './render.ts';
import type { Screen } from './screen.ts';
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
  /** Pages back through rooms. */
  readonly history: HistoryPages;
  /** How things are shown now. */
  view(): View;
  /** Lines go to this room from now on. */
  turnTo(room: string): void;
  /**
   * Says something in a room.
   *
   * @param names to whom it is urgent
   */
  say(
    room: string,
    kind: MessageKind,
    text: string,
    names?: readonly string[],
  ): void | Promise<void>;
  /** Does what `exit` means here. */
  exit(): void | Promise<void>;
}
