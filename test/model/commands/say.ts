import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import { MidSource } from '../../../src/base/mid-source.ts';
import type { MessageKind } from '../../../src/words/message-kind.ts';
import type { Model } from '../model.ts';
import type { ModelMessage, ModelRoom } from '../model-room.ts';
import { comesTo, devices, names, ownerOf, type Real } from '../real.ts';
import { Step } from '../step.ts';

type PostedKind = Extract<MessageKind, 'text' | 'action' | 'announcement'>;

const mids = new MidSource();

/** Somebody says something in the lobby or to a person, perhaps about an earlier message. */
class Say extends Step {
  readonly #device: string;
  readonly #to: string;
  readonly #kind: PostedKind;
  readonly #text: string;
  readonly #of: number | null;

  constructor(device: string, to: string, kind: PostedKind, text: string, of: number | null) {
    super();
    this.#device = device;
    this.#to = to;
    this.#kind = kind;
    this.#text = text;
    this.#of = of;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device) && this.#to !== ownerOf(this.#device);
  }

  async act(model: Model, real: Real): Promise<void> {
    const from = ownerOf(this.#device);
    const room = model.roomOf(from, this.#to);
    const mid = mids.next(Date.now());
    const refusal = this.#refusal(model, room, from);
    const to = this.#to === 'lobby' ? { room: 'lobby' } : { to: this.#to };
    const about = this.#of === null ? {} : { of: this.#of };
    const { line } = real.device(this.#device);
    const posted = await comesTo(
      refusal,
      line.send(this.#text, { ...to, ...about, mid, kind: this.#kind }),
    );
    if (posted === undefined) return;
    const said = { mid, from, sentKind: this.#kind, sentText: this.#text, of: this.#of };
    model.say(room, said);
    room.id ??= posted.room;
    assert.deepEqual([posted.room, posted.seq], [room.id, room.last]);
  }

  #refusal(model: Model, room: ModelRoom, from: string): ErrorCode | undefined {
    const refusal = model.refusalOfPost(from, room, this.#kind);
    if (refusal !== undefined) return refusal;
    return this.#of !== null && this.#of > room.last ? 'message.invalid' : undefined;
  }

  toString(): string {
    const about = this.#of === null ? '' : ` about ${this.#of}`;
    return `${this.#device} says ${JSON.stringify(this.#text)} (${this.#kind}) to ${this.#to}${about}`;
  }
}

/** Somebody sends a message of theirs again under its id, as after an acknowledgement that was lost. */
class SendAgain extends Step {
  readonly #device: string;
  readonly #which: number;
  readonly #changes: boolean;

  constructor(device: string, which: number, changes: boolean) {
    super();
    this.#device = device;
    this.#which = which;
    this.#changes = changes;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device) && this.#own(model).length > 0;
  }

  async act(model: Model, real: Real): Promise<void> {
    const own = this.#own(model);
    const { room, message } = own[this.#which % own.length] as (typeof own)[number];
    const { mid, sentText, of } = message;
    const kind = message.sentKind as PostedKind;
    const text = this.#changes ? `${sentText}, or not` : sentText;
    const about = of === null ? {} : { of };
    const { line } = real.device(this.#device);
    const options = { room: room.id as string, mid, kind, ...about };
    const posted = await comesTo(this.#refusal(model, room, message), line.send(text, options));
    if (posted !== undefined) assert.equal(posted.seq, message.seq);
  }

  #own(model: Readonly<Model>) {
    const name = ownerOf(this.#device);
    return model.said.filter(({ message }) => message.from === name);
  }

  #refusal(model: Model, room: ModelRoom, message: ModelMessage): ErrorCode | undefined {
    const { from, sentKind, editedBy, deleted } = message;
    // A text that is gone from the store cannot be told from another.
    if (!this.#changes || editedBy !== null || deleted) return undefined;
    return model.refusalOfPost(from, room, sentKind) ?? 'message.mid-reused';
  }

  toString(): string {
    return `${this.#device} sends message ${this.#which} again${this.#changes ? ', changed' : ''}`;
  }
}

const device = fc.constantFrom(...devices);
const to = fc.oneof({ weight: 2, arbitrary: fc.constant('lobby') }, fc.constantFrom(...names));
const kind = fc.oneof(
  { weight: 6, arbitrary: fc.constant('text' as const) },
  fc.constantFrom('action' as const, 'announcement' as const),
);
const text = fc.oneof(
  fc.constantFrom('yes', 'no', 'schön 🎈'),
  fc.string({ minLength: 1 }).filter((some) => some.trim() !== ''),
);
const of = fc.option(fc.integer({ min: 1, max: 6 }), { freq: 4 });

/** Steps by which people talk. */
export const talking: fc.Arbitrary<Step>[] = [
  fc.tuple(device, to, kind, text, of).map((given) => new Say(...given)),
  fc.tuple(device, to, kind, text, of).map((given) => new Say(...given)),
  fc.tuple(device, fc.nat(), fc.boolean()).map((given) => new SendAgain(...given)),
];
