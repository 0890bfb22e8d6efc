import assert from 'node:assert/strict';
import type { RawClient } from '../support/raw-client.ts';
import type { StartedLine } from '../support/started-line.ts';

/** Two members who talk without pause, one message after the other; whatever disturbs them is an error. */
export class Witnesses {
  readonly #speaker: RawClient;
  readonly #reader: RawClient;
  #said = 0;
  #stopped = false;
  #talk: Promise<void> | undefined;
  #moved = Promise.withResolvers<void>();

  private constructor(speaker: RawClient, reader: RawClient) {
    this.#speaker = speaker;
    this.#reader = reader;
  }

  static async join(line: StartedLine): Promise<Witnesses> {
    const { client: speaker } = await line.signUp('wanda');
    const { client: reader } = await line.signUp('wim');
    return new Witnesses(speaker, reader);
  }

  /** Messages that both have read: all that the lobby holds. */
  get said(): number {
    return this.#said;
  }

  start(): void {
    this.#stopped = false;
    this.#talk = this.#sayOn();
    this.#talk.catch(() => this.#moved.resolve());
  }

  /** Resolves after three more messages, of which the last two were begun after the call. */
  async goOn(): Promise<void> {
    const from = this.#said;
    while (this.#said < from + 3 && !this.#stopped) await this.#moved.promise;
    if (this.#stopped) await this.#talk;
  }

  /** Stops after the present message; rejects if anything disturbed the talk. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#talk;
  }

  async #sayOn(): Promise<void> {
    try {
      while (!this.#stopped) await this.#sayOne(this.#said + 1);
    } finally {
      this.#stopped = true;
    }
  }

  async #sayOne(seq: number): Promise<void> {
    const posted = await this.#speaker.say(`no. ${seq}`);
    assert.equal(posted.seq, seq);
    for (const client of [this.#speaker, this.#reader]) {
      const message = await client.expect('message');
      assert.deepEqual([message.seq, message.text], [seq, `no. ${seq}`]);
    }
    this.#said = seq;
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }
}
