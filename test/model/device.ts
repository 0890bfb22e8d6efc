import { openLine } from '../../src/client/connect.ts';
import { type HistoryMessage, withChange } from '../../src/client/core/entries.ts';
import type { LineMessage } from '../../src/client/core/events.ts';
import type { LineOptions } from '../../src/client/core/options.ts';
import type { Line } from '../../src/client/line.ts';
import { quickTiming } from '../support/test-client.ts';
import { within } from '../support/within.ts';
import { conversationOf } from './model.ts';

/** Longest time for something to come that has to, in milliseconds. */
const patienceMs = 10_000;

/** A person's client, or a program, over all its visits, and what it shows. */
export class Device {
  readonly name: string;
  /** The messages by room, as the model calls it, as they are after the changes that were told. */
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

  #order({ roomName, seq }: { readonly roomName: string; readonly seq: number }): void {
    const last = this.#last.get(roomName) ?? 0;
    if (seq <= last) this.troubles.push(`${seq} of ${roomName} was told after ${last}`);
    this.#last.set(roomName, seq);
  }

  #roomOf({ roomName }: { readonly roomName: string }): Map<number, LineMessage> {
    const key = roomName.startsWith('@') ? conversationOf(this.name, roomName.slice(1)) : roomName;
    const room = this.#shown.get(key) ?? new Map<number, LineMessage>();
    this.#shown.set(key, room);
    return room;
  }
}

/** A message in words, as the model puts it. */
export function lineOf(message: HistoryMessage): string {
  const { seq, from, kind, text, of, edited, editedBy, deleted, reactions } = message;
  const marks = [
    ...(of === null ? [] : [`re ${of}`]),
    ...(edited === null ? [] : [`edited by ${editedBy ?? from}`]),
    ...reactions.map(({ emoji, names }) => `${emoji} ${names.join(' ')}`),
  ];
  return deleted
    ? `${seq} ${from} deleted`
    : `${seq} ${from} ${kind} ${JSON.stringify(text)} ${marks.join(', ')}`.trimEnd();
}
