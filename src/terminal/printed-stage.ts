import { setTimeout as delay } from 'node:timers/promises';
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
import { HistoryPages } from '../talk/history-pages.ts';
import {
  attentionLine,
  errorLines,
  hereLine,
  pendingLines,
  pendingWords,
  presenceLines,
  typistsWords,
  unsentLine,
} from '../talk/render.ts';
import { destinationWords } from '../talk/room-words.ts';
import type { Handed, Stage, StageParts } from '../talk/stage.ts';
import { textOf } from '../texts/text-of.ts';
import type { RoomState } from '../wire/messages.ts';
import { Replays } from './replays.ts';

/** A pipe that has ended is given what it missed until nothing has come for so long, in milliseconds. */
const replayTimeoutMs = 5_000;

/** The stage of a screen that only prints. */
export function printedStage(parts: StageParts): Stage {
  return new PrintedStage(parts);
}

/** Shows what happens on a line as lines, one below the other. */
class PrintedStage implements Stage {
  readonly history: HistoryPages;
  readonly #parts: StageParts;
  readonly #replays: Replays;

  constructor(parts: StageParts) {
    this.#parts = parts;
    const { client, screen, transcript, view } = parts;
    const print = (text: string) => screen.print(text);
    this.#replays = new Replays(print, view);
    this.history = new HistoryPages(client, { transcript, print, view });
  }

  welcomed({ rooms }: Welcome): void {
    this.#replays.expect(rooms);
  }

  message(message: LineMessage, { isIgnored }: { readonly isIgnored: boolean }): boolean {
    const { screen, transcript, view } = this.#parts;
    this.#replays.before(message);
    if (!isIgnored) screen.print(transcript.message(message, view()));
    this.#replays.after(message);
    this.history.shown(message);
    return true;
  }

  change(change: LineChange, isIgnored: boolean): void {
    const { screen, transcript, view } = this.#parts;
    const lines = transcript.change(change, view());
    if (lines !== undefined && !isIgnored) {
      this.#replays.before(change);
      screen.print(lines);
    }
    this.#replays.after(change);
  }

  here({ people, more }: People): void {
    const { client, screen, view } = this.#parts;
    screen.note(hereLine(people, more, client.name, view()));
  }

  presence(changes: readonly PresenceChange[]): void {
    const { client, screen, view } = this.#parts;
    const others = changes.filter(({ name }) => name !== client.name);
    for (const line of presenceLines(others, view())) screen.print(line);
  }

  away(name: string, away: string | null): void {
    const { screen, view } = this.#parts;
    screen.print(attentionLine(name, away, view()));
  }

  passedOver(passed: NonNullable<Notice['passedOver']>): void {
    this.#replays.passedOver(passed);
  }

  pending({ room, content }: UnsentMessage): void {
    const { screen, view } = this.#parts;
    if (!screen.interactive) return;
    screen.print(pendingLines({ room, text: pendingWords(content) }, view()));
  }

  refused(_roomName: string, { text }: Handed, error: unknown): void {
    const { screen, view } = this.#parts;
    const { style } = view();
    screen.note(`${errorLines(error, style)} ${style.faint(textOf('screen.not-sent'))}`);
    screen.note(unsentLine(text, view()));
  }

  entered(room: RoomState, isNew: boolean): void {
    if (isNew) this.#replays.expectOf(room);
  }

  left({ missed }: RoomLeft): void {
    if (missed !== undefined) this.#replays.expectOf(missed);
  }

  turned(roomName: string, typists: readonly string[], isLineEmpty: boolean): void {
    const { screen, view } = this.#parts;
    const where = destinationWords(roomName, view().style);
    const others = isLineEmpty ? typistsWords(typists, view()) : '';
    screen.prompt(`${where}${others}> `);
  }

  members(): void {}

  async untilShown(): Promise<void> {
    const limit = new AbortController();
    const { signal } = limit;
    const stop = () => limit.abort();
    void Promise.race([this.#replays.whenShown(), this.#parts.client.whenClosed()]).then(stop);
    let shown: number;
    do {
      shown = this.#replays.shownCount;
      await delay(replayTimeoutMs, undefined, { signal }).catch(() => {});
    } while (!signal.aborted && this.#replays.shownCount > shown);
  }

  closed(): void {}
}
