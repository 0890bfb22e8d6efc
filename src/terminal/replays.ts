import type { LineChange, LineMessage } from '../client/core/events.ts';
import type { Notice } from '../client/core/notices.ts';
import { noticeLines, replayHeader, type View } from '../talk/render.ts';
import { textOf } from '../texts/text-of.ts';
import type { RoomState } from '../wire/messages.ts';

/** A room whose missed messages have not all been shown. */
interface Expected {
  state: RoomState;
  begun: boolean;
  /** The first message that was read on no other device either, until it is marked; undefined: none is. */
  unreadFrom: number | undefined;
}

/** Marks off what was said while a person was away: a header before it, a line where the present begins. */
export class Replays {
  readonly #print: (text: string) => void;
  readonly #view: () => View;
  /** Rooms whose missed messages have not all been shown. */
  readonly #rooms = new Map<string, Expected>();
  readonly #waiting = new Set<() => void>();
  #shownCount = 0;

  constructor(print: (text: string) => void, view: () => View) {
    this.#print = print;
    this.#view = view;
  }

  /** The line is up: what lies between `after` and `last` of each room is on its way. */
  expect(rooms: readonly RoomState[]): void {
    this.#rooms.clear();
    for (const state of rooms) this.expectOf(state);
    this.#tellShown();
  }

  /** The same of one room that the greeting did not name. */
  expectOf(state: RoomState): void {
    const { room, last, after, read = after } = state;
    if (last <= after) return;
    const unreadFrom = read > after && read < last ? read + 1 : undefined;
    this.#rooms.set(room, { state, begun: false, unreadFrom });
  }

  /** Messages shown so far. */
  get shownCount(): number {
    return this.#shownCount;
  }

  /** Resolves when everything that is expected has been shown. */
  whenShown(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      this.#tellShown();
    });
  }

  #tellShown(): void {
    if (this.#rooms.size > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Is called before a message, or a change of one, is shown. */
  before({ room, seq }: LineMessage | LineChange): void {
    const expected = this.#rooms.get(room);
    if (expected === undefined) return;
    if (!expected.begun) this.#print(replayHeader(expected.state, this.#view()));
    expected.begun = true;
    if (seq < (expected.unreadFrom ?? Number.POSITIVE_INFINITY)) return;
    expected.unreadFrom = undefined;
    this.#print(noticeLines(textOf('replay.unread'), this.#view().style));
  }

  /** Is called after a message, or a change of one, was shown, or had nothing to show. */
  after({ room, seq }: LineMessage | LineChange): void {
    this.#shownCount += 1;
    this.#reached(room, seq);
  }

  /** Entries up to this one do not come: the server does not have them. */
  passedOver({ room, through }: NonNullable<Notice['passedOver']>): void {
    const expected = this.#rooms.get(room);
    if (expected !== undefined) {
      const { state } = expected;
      expected.state = { ...state, after: Math.max(state.after, through), skipped: 0 };
    }
    this.#reached(room, through);
  }

  #reached(room: string, seq: number): void {
    const expected = this.#rooms.get(room);
    if (expected === undefined || seq < expected.state.last) return;
    this.#rooms.delete(room);
    if (expected.begun) this.#print(noticeLines(textOf('replay.end'), this.#view().style));
    this.#tellShown();
  }
}
