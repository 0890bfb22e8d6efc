import { openLine } from '../../src/client/connect.ts';
import type { LineMessage, Posted, UnsentMessage } from '../../src/client/core/events.ts';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import type { Timing } from '../../src/client/core/timing.ts';
import type { Line } from '../../src/client/line.ts';
import type { Address } from '../../src/wire/address.ts';
import type { Placed, Sent } from '../kill/load-report.ts';

const password = 'a line that is cut off often';

/** Calls of a participant to the series. */
export interface Witness {
  posted(by: string, posted: Posted): void;
  /** Something changed that the end of a run may wait for. */
  moved(): void;
  /** An event that nobody should see, in words. */
  trouble(words: string): void;
}

/** A device of a person over all its visits: it leaves and comes back, and remembers what a profile remembers. */
export class Participant {
  readonly name: string;
  readonly device: string;
  /** In the order in which it was shown, over all visits. */
  readonly seen: Placed[] = [];
  /** By room: the place after which entries are due; a room that is missing is due from its beginning. */
  from: ReadonlyMap<string, number> | undefined;
  readonly #address: Address;
  readonly #witness: Witness;
  readonly #profile = new MemoryProfile();
  readonly #last = new Map<string, number>();
  /** By mid: said, and neither acknowledged nor told to be unsent. */
  readonly #onTheWay = new Map<string, Sent>();
  #unsent: readonly UnsentMessage[] = [];
  #line: Line | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(name: string, device: string, address: Address, witness: Witness) {
    this.name = name;
    this.device = device;
    this.#address = address;
    this.#witness = witness;
  }

  /** Last sequence number that was shown in a room, or after which it is due. */
  reached(room: string): number {
    return this.#last.get(room) ?? this.from?.get(room) ?? 0;
  }

  get isHere(): boolean {
    return this.#line !== undefined;
  }

  /** The state of its line, for words about a run that does not end. */
  get state(): string {
    return this.#line?.state.type ?? 'away';
  }

  /** Nothing of it waits for an acknowledgement. */
  get isIdle(): boolean {
    return this.#onTheWay.size === 0;
  }

  /** Begins to connect, and says again what was unsent when it left. */
  visit(readsInLoop: boolean, timing: Partial<Timing>): void {
    const { name, device } = this;
    const line = openLine({
      address: this.#address,
      name,
      deviceName: device,
      software: 'cuts/1',
      profile: this.#profile,
      credentials: {
        name: async () => name,
        password: async () => password,
        newPassword: async () => password,
        signUp: async () => true,
      },
      retryFirstConnection: true,
      timing,
    });
    this.#line = line;
    line.on('welcome', ({ rooms }) => {
      this.from ??= new Map(rooms.map(({ room, after }) => [room, after]));
      this.#witness.moved();
    });
    line.on('notice', ({ code, text }) => {
      if (code !== 'no-answer') this.#trouble(`was told: ${text}`);
    });
    line.on('closed', ({ reason, error, unsent }) => {
      this.#unsent = unsent;
      if (reason !== 'left' && reason !== 'aborted') this.#trouble(`ended, ${reason}: ${error}`);
    });
    if (readsInLoop) this.#reading = this.#read(line);
    else line.on('message', (message) => this.#note(message));
    for (const { mid, room, content } of this.#unsent) this.#send(line, room, content.text, mid);
  }

  /** Says something that nobody has said before. */
  say(message: Sent): void {
    if (this.#line === undefined) throw new Error(`${this.name} is not here.`);
    this.#onTheWay.set(message.mid, message);
    const room = message.to === 'lobby' ? 'lobby' : `@${message.to}`;
    this.#send(this.#line, room, message.text, message.mid);
  }

  /** Ends the visit with a goodbye, or as a program that is ended does. */
  async leave(how: 'close' | 'abort'): Promise<void> {
    const line = this.#line;
    if (line === undefined) return;
    this.#line = undefined;
    // A goodbye that the line does not let through is not waited for.
    if (how === 'close') void line.close(50);
    else line.abort();
    await line.whenClosed();
    await this.#reading;
    const kept = this.#unsent.map(({ mid }) => mid).join();
    const due = [...this.#onTheWay.keys()].join();
    if (kept !== due) this.#trouble(`has ${kept} unsent where ${due} was due`);
  }

  #send(line: Line, room: string, text: string, mid: string): void {
    line.send(text, { room, mid }).then(
      (posted) => {
        this.#onTheWay.delete(mid);
        this.#witness.posted(this.name, posted);
      },
      (error: Error) => {
        if (line === this.#line) this.#trouble(`could not say "${text.slice(0, 20)}": ${error}`);
      },
    );
  }

  /** Takes messages one by one and slowly, as a program does that works on each. */
  async #read(line: Line): Promise<void> {
    try {
      for await (const message of line.messages()) {
        this.#note(message);
        await new Promise((next) => setImmediate(next));
      }
    } catch (error) {
      if (line === this.#line) this.#trouble(`read no further: ${error}`);
    }
  }

  #note({ room, seq, from, mid, text }: LineMessage): void {
    this.seen.push({ room, seq, from, mid, text });
    this.#last.set(room, seq);
    this.#witness.moved();
  }

  #trouble(words: string): void {
    this.#witness.trouble(`${this.name} on the ${this.device} ${words}`);
  }
}
