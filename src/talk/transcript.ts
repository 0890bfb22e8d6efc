import { InputError } from '../base/errors.ts';
import { withChange } from '../client/core/entries.ts';
import type { LineChange, LineMessage } from '../client/core/events.ts';
import { textOf } from '../texts/text-of.ts';
import { isMessageKind } from '../words/message-kind.ts';
import { messageLines, type View } from './render.ts';
import { changeLines } from './render-changes.ts';
import type { Marks } from './render-marks.ts';

/** A message as it stands on the screen, with the changes since. */
interface Shown {
  message: LineMessage;
  /** undefined: it was shown without one. */
  readonly number: number | undefined;
}

/** Messages that are remembered, of all rooms together. */
const maxRemembered = 1_000;
/** The short numbers: after the highest they begin anew, and a number is that of the last message that has it. */
const highestNumber = 999;

/**
 * The messages of a screen as they go by. It remembers the latest, so that changes and replies can say which one
 * they are about, and so that a person can point at one.
 */
export class Transcript {
  /** Whether messages are shown with short numbers. */
  numbered = false;
  readonly #shown = new Map<string, Shown>();
  readonly #byNumber = new Map<number, Shown>();
  #lastNumber = 0;

  /** The lines of a message, which is shown now. */
  message(message: LineMessage, view: View): string {
    return messageLines(message, view, this.shows(message));
  }

  /** A message is shown now; gives the marks that it is shown with. */
  shows(message: LineMessage): Marks {
    const about = message.of === null ? undefined : (this.#find(message.room, message.of) ?? null);
    const number = isMessageKind(message.kind) ? this.#remember(message) : undefined;
    return { number, about };
  }

  /** The lines of a change; undefined where it changes nothing. */
  change(change: LineChange, view: View): string | undefined {
    if (!change.isNews) return undefined;
    const shown = this.#find(change.room, change.of);
    if (shown === undefined) return changeLines(change, undefined, view);
    const before = { ...shown };
    shown.message = withChange(shown.message, change);
    return shown.message === before.message ? undefined : changeLines(change, before, view);
  }

  /**
   * The message that a person points at: by its short number where messages have them, else counted back in the
   * room, from 1 for the last one.
   *
   * @throws InputError when there is none
   */
  pick(roomName: string, number: number): LineMessage {
    const shown = this.numbered ? this.#byNumber.get(number) : this.#back(roomName, number);
    if (shown !== undefined) return shown.message;
    throw new InputError(
      textOf(this.numbered ? 'transcript.no-number' : 'transcript.not-so-many', { number }),
    );
  }

  /**
   * The person's own last message in a room.
   *
   * @throws InputError when there is none
   */
  lastOwn(roomName: string): LineMessage {
    const own = this.#in(roomName).find(({ message }) => message.own && !message.deleted);
    if (own !== undefined) return own.message;
    throw new InputError(textOf('transcript.no-own'));
  }

  #back(roomName: string, number: number): Shown | undefined {
    return this.#in(roomName)[number - 1];
  }

  /** The messages of a room, the last one first, in whatever order they were shown. */
  #in(roomName: string): Shown[] {
    const here = [...this.#shown.values()].filter(({ message }) => message.roomName === roomName);
    return here.sort((left, right) => right.message.seq - left.message.seq);
  }

  #find(room: string, seq: number): Shown | undefined {
    return this.#shown.get(placeOf({ room, seq }));
  }

  #remember(message: LineMessage): number | undefined {
    const number = this.numbered ? (this.#lastNumber % highestNumber) + 1 : undefined;
    const shown: Shown = { message, number };
    this.#shown.set(placeOf(message), shown);
    if (number !== undefined) {
      this.#lastNumber = number;
      this.#byNumber.set(number, shown);
    }
    if (this.#shown.size > maxRemembered) this.#forgetOldest();
    return number;
  }

  #forgetOldest(): void {
    const [place, { number }] = this.#shown.entries().next().value as [string, Shown];
    const forgotten = this.#shown.get(place);
    this.#shown.delete(place);
    if (number !== undefined && this.#byNumber.get(number) === forgotten) {
      this.#byNumber.delete(number);
    }
  }
}

function placeOf({ room, seq }: Pick<LineMessage, 'room' | 'seq'>): string {
  return `${room} ${seq}`;
}
