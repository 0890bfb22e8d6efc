import { openLine } from '../../src/client/connect.ts';
import { type HistoryMessage, withChange } from '../../src/client/core/entries.ts';
import type { LineMessage } from '../../src/client/core/events.ts';
import type { LineOptions } from '../../src/client/core/options.ts';
import type { Line } from '../../src/client/line.ts';
import { quickTiming } from '../support/test-client.ts';
import { within } from '../support/within.ts';

/** Longest time for something to come that has to, in milliseconds. */
const patienceMs = 10_000;

/** A person's client, or a program, over all its visits, and what it shows. */
export class Device {
  readonly name: string;
  /** The messages by the room's id, as they are after the changes that were told. */
  readonly #shown = new Map<string, Map<number, LineMessage>>();
  /** Last sequence number that was told, by room. */
  readonly #last = new Map<string, number>();
  readonly #options: LineOptions;
  /** What was told twice, or out of order. */
  readonly troubles: string[] = [];
  #line: Line | undefined;
  #wake = () => {};

  constructor(name: string, options: LineOptions) {
    this.name = name;
    this.#options = options;
  }

  /** The line of the present visit. */
  get line(): Line {
    if (this.#line === undefined) throw new Error(`${this.name} has no line`);
    return this.#line;
  }

  get state(): string {
    return this.#line?.state.type ?? 'closed';
  }

  /** Joins, and goes on when it is cut; resolves when it is online, rejects when it is not let in. */
  async visit(): Promise<void> {
    const line = openLine({ software: 'model/1', ...this.#options, timing: quickTiming });
    this.#line = line;
    line.on('message', (message) => {
      this.#order(message);
      this.#roomOf(message).set(message.seq, message);
      this.#wake();
    });
    line.on('change', (change) => {
      this.#order(change);
      const room = this.#roomOf(change);
      const message = room.get(change.of);
      if (message !== undefined && change.isNews) room.set(change.of, withChange(message, change));
      this.#wake();
    });
    line.on('state', () => this.#wake());
    await within(patienceMs, `${this.name} coming in`, line.whenOnline());
  }

  /** Leaves with a goodbye, or without. */
  async leave(how: 'close' | 'abort'): Promise<void> {
    if (how === 'close') await this.line.close();
    else this.line.abort();
    await this.line.whenClosed();
  }

  /** The messages of a room as it shows them. */
  messages(room: string): HistoryMessage[] {
    return [...(this.#shown.get(room)?.values() ?? [])];
  }

  /** Resolves when the condition holds, or patience has ended. */
  async until(holds: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = () => {
      if (holds()) resolve();
    };
    this.#wake();
    // What has not come by then is for the comparison to tell.
    await within(patienceMs, 'rest', promise).catch(() => {});
  }

  #order({ room, seq }: { readonly room: string; readonly seq: number }): void {
    const last = this.#last.get(room) ?? 0;
    if (seq <= last) this.troubles.push(`${seq} of ${room} was told after ${last}`);
    this.#last.set(room, seq);
  }

  #roomOf({ room }: { readonly room: string }): Map<number, LineMessage> {
    const shown = this.#shown.get(room) ?? new Map<number, LineMessage>();
    this.#shown.set(room, shown);
    return shown;
  }
}

/** A message in words, as the model puts it. */
export function lineOf(message: HistoryMessage): string {
  const { seq, from, kind, text, of, names, edited, editedBy, deleted, reactions } = message;
  const marks = [
    ...names,
    ...(of === null ? [] : [`re ${of}`]),
    ...(edited === null ? [] : [`edited by ${editedBy ?? from}`]),
    ...reactions.map(({ emoji, names }) => `${emoji} ${names.join(' ')}`),
  ];
  return deleted
    ? `${seq} ${from} deleted`
    : `${seq} ${from} ${kind} ${JSON.stringify(text)} ${marks.join(', ')}`.trimEnd();
}
