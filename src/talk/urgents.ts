import { InputError } from '../base/errors.ts';
import { quietTimer } from '../base/quiet-timer.ts';
import type { LineChange, LineMessage } from '../client/core/events.ts';
import type { Line } from '../client/line.ts';
import { textOf } from '../texts/text-of.ts';
import { urgentLine, type View } from './render.ts';
import type { Screen } from './screen.ts';

/** How often urgent messages are repeated, in milliseconds. */
const repeatEveryMs = 60_000;
/** Open messages that are kept; the server keeps as many. */
const maxOpen = 32;

/** An urgent message that the person has yet to acknowledge. */
export type ShownUrgent = Pick<LineMessage, 'room' | 'roomName' | 'seq' | 'from' | 'at' | 'text'>;

/** The line, and the screen that urgent messages are repeated on. */
export interface UrgentParts {
  readonly client: Line;
  readonly screen: Screen;
  view(): View;
  /** Whether the messages of somebody are not to be shown. */
  ignores(name: string): boolean;
  /** Whether a message that waits rings the bell. */
  rings(): boolean;
}

/** The urgent messages that wait for the person at a screen: repeated, until they are acknowledged. */
export class UrgentMessages {
  readonly #parts: UrgentParts;
  readonly #open = new Map<string, ShownUrgent>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: UrgentParts) {
    this.#parts = parts;
    parts.client
      .on('change', (change) => this.#changed(change))
      .on('closed', () => clearInterval(this.#timer));
  }

  /** A message came, perhaps one that was missed. */
  came(message: LineMessage): void {
    const { client, ignores } = this.#parts;
    const { kind, own, names, of } = message;
    if (kind === 'ack' && own) this.#close(keyOf(message.room, of ?? 0));
    if (kind !== 'urgent' || own || message.deleted || ignores(message.from)) return;
    if (names.length === 0 || names.includes(client.name)) this.#add(message);
  }

  /** The line is up: shows what waits. */
  async open(): Promise<void> {
    await this.#read();
    this.#repeat();
  }

  /** Asks for what waits, and forgets what was acknowledged elsewhere meanwhile. */
  async #read(): Promise<void> {
    const { client, ignores } = this.#parts;
    const waiting = (await client.attention.urgents()).filter(({ from }) => !ignores(from));
    const keys = new Set(waiting.map(({ room, seq }) => keyOf(room, seq)));
    for (const key of this.#open.keys()) if (!keys.has(key)) this.#close(key);
    for (const urgent of waiting) {
      if (this.#open.has(keyOf(urgent.room, urgent.seq))) continue;
      const { room, seq } = urgent;
      const { messages } = await client.history(room, { after: seq - 1, limit: 1 });
      this.#add({ ...urgent, text: messages[0]?.text ?? '' });
    }
  }

  /**
   * Acknowledges the message with a number, or the only one; resolves when that is stored.
   *
   * @param number as `repeat` shows it, from 1; undefined: the only one
   * @throws InputError where nothing waits, or it is not said which
   */
  async acknowledge(number: number | undefined): Promise<ShownUrgent> {
    if (this.#open.size === 0) await this.#read();
    const open = [...this.#open.values()];
    if (open.length === 0) throw new InputError(textOf('urgents.none'));
    if (number === undefined && open.length > 1) {
      this.#repeat();
      throw new InputError(textOf('urgents.which', { count: open.length }));
    }
    const urgent = open[(number ?? 1) - 1];
    if (urgent === undefined) {
      throw new InputError(textOf('urgents.no-number', { number: number ?? 1, last: open.length }));
    }
    await this.#parts.client.acknowledge(urgent);
    this.#close(keyOf(urgent.room, urgent.seq));
    return urgent;
  }

  #add(urgent: ShownUrgent): void {
    const key = keyOf(urgent.room, urgent.seq);
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size >= maxOpen) this.#open.delete(oldest);
    this.#open.set(key, urgent);
    if (!this.#parts.screen.interactive) return;
    this.#timer ??= quietTimer(setInterval(() => this.#repeat(), repeatEveryMs));
  }

  #close(key: string): void {
    this.#open.delete(key);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #changed({ kind, room, of }: LineChange): void {
    if (kind === 'deletion') this.#close(keyOf(room, of));
  }

  /** Shows what waits, each with its number. */
  #repeat(): void {
    const { screen, view, rings } = this.#parts;
    if (this.#open.size === 0) return;
    for (const [index, urgent] of [...this.#open.values()].entries()) {
      screen.print(urgentLine(urgent, index + 1, view()));
    }
    screen.call({ bell: rings(), desktop: undefined });
  }
}

function keyOf(room: string, seq: number): string {
  return `${room} ${seq}`;
}
