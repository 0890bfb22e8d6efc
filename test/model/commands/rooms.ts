import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import { MidSource } from '../../../src/base/mid-source.ts';
import type { Rooms } from '../../../src/client/core/rooms.ts';
import type { Model, ModelRoom } from '../model.ts';
import { comesTo, type Real } from '../real.ts';
import { Step } from '../step.ts';

const mids = new MidSource();

/** Somebody does something about the room that they find under a name. */
abstract class InRoom extends Step {
  protected readonly who: string;
  protected readonly called: string;

  constructor(who: string, called: string) {
    super();
    this.who = who;
    this.called = called;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.who);
  }

  protected room(model: Model): ModelRoom | undefined {
    return model.roomCalled(this.who, this.called);
  }

  protected rooms(real: Real): Rooms {
    return real.device(this.who).line.rooms;
  }

  protected get reference(): string {
    return `#${this.called}`;
  }
}

/** Somebody joins a room, or makes it. */
class Join extends InRoom {
  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const state = await this.rooms(real).join(this.reference);
    if (room === undefined) {
      model.makeRoom(this.who, this.called, state.room);
      return;
    }
    assert.equal(state.room, room.id);
    if (!room.members.has(this.who)) model.enterRoom(room, this.who);
  }

  toString(): string {
    return `${this.who} joins ${this.reference}`;
  }
}

/** Somebody leaves a room. */
class Part extends InRoom {
  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const refusal = this.#refusal(model, room);
    await comesTo(refusal, this.rooms(real).part(this.reference));
    if (refusal === undefined) model.leaveRoom(room as ModelRoom, this.who);
  }

  #refusal(model: Model, room: ModelRoom | undefined): ErrorCode | undefined {
    if (room === undefined) return 'room.unknown';
    if (room.members.has(this.who)) return undefined;
    return model.isInside(this.who, room) ? 'room.unknown' : 'forbidden';
  }

  toString(): string {
    return `${this.who} parts from ${this.reference}`;
  }
}

/** Somebody says something in a room, in it or not. */
class SayThere extends InRoom {
  readonly #text: string;

  constructor(who: string, called: string, text: string) {
    super(who, called);
    this.#text = text;
  }

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const mid = mids.next(Date.now());
    const { line } = real.device(this.who);
    const posted = await comesTo(
      this.#refusal(model, room),
      line.send(this.#text, { room: this.reference, mid }),
    );
    if (posted === undefined) return;
    const said = { mid, from: this.who, sentKind: 'text', sentText: this.#text, of: null } as const;
    model.say(room as ModelRoom, said);
    assert.deepEqual([posted.room, posted.seq], [room?.id, room?.entries.length]);
  }

  #refusal(model: Model, room: ModelRoom | undefined): ErrorCode | undefined {
    if (room === undefined) return 'room.unknown';
    if (!model.isInside(this.who, room)) return 'forbidden';
    return room.readonly && !model.owns(this.who, room) ? 'forbidden' : undefined;
  }

  toString(): string {
    return `${this.who} says ${JSON.stringify(this.#text)} in ${this.reference}`;
  }
}

/** Somebody sets the topic of a room, or tries to. */
class SetTopic extends InRoom {
  readonly #topic: string;

  constructor(who: string, called: string, topic: string) {
    super(who, called);
    this.#topic = topic;
  }

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const refusal = refusalOfOwner(model, this.who, room);
    await comesTo(refusal, this.rooms(real).setTopic(this.reference, this.#topic));
    if (refusal !== undefined || room === undefined || room.topic === this.#topic) return;
    room.topic = this.#topic;
    model.happen(room, { from: this.who, sentKind: 'topic', sentText: this.#topic });
  }

  toString(): string {
    return `${this.who} sets the topic of ${this.reference} to ${this.#topic}`;
  }
}

type Setting =
  | { readonly access: ModelRoom['access'] }
  | { readonly readonly: boolean }
  | { readonly history: ModelRoom['history'] };

/** Somebody changes what a room is, or tries to. */
class Change extends InRoom {
  readonly #setting: Setting;

  constructor(who: string, called: string, setting: Setting) {
    super(who, called);
    this.#setting = setting;
  }

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const isSame = room !== undefined && isSet(room, this.#setting);
    const refusal =
      refusalOfOwner(model, this.who, room) ??
      (!isSame && this.#isTaken(model, room) ? 'room.name-taken' : undefined);
    await comesTo(refusal, this.rooms(real).change(this.reference, this.#setting));
    if (refusal !== undefined || room === undefined || isSame) return;
    Object.assign(room, this.#setting);
    model.happen(room, { from: this.who, sentKind: 'changed', sentText: wordsOf(this.#setting) });
  }

  #isTaken(model: Model, room: ModelRoom | undefined): boolean {
    if (!('access' in this.#setting) || this.#setting.access === 'private') return false;
    return [...model.rooms.values()].some(
      (other) => other !== room && other.name === this.called && other.access === 'public',
    );
  }

  toString(): string {
    return `${this.who} makes ${this.reference} ${wordsOf(this.#setting)}`;
  }
}

function refusalOfOwner(
  model: Model,
  who: string,
  room: ModelRoom | undefined,
): ErrorCode | undefined {
  if (room === undefined) return 'room.unknown';
  return model.owns(who, room) ? undefined : 'forbidden';
}

function isSet(room: ModelRoom, setting: Setting): boolean {
  const [[name, value]] = Object.entries(setting) as [[keyof ModelRoom, unknown]];
  return room[name] === value;
}

function wordsOf(setting: Setting): string {
  if ('access' in setting) return setting.access;
  if ('readonly' in setting) return `readonly ${setting.readonly ? 'on' : 'off'}`;
  return `history ${setting.history}`;
}

// Each with one device: what a second one, away at the time, is shown of a room is the account's read position.
const who = fc.constantFrom('ann', 'cyd', 'dan');
const called = fc.oneof({ weight: 3, arbitrary: fc.constant('ops') }, fc.constant('den'));
const setting: fc.Arbitrary<Setting> = fc.oneof(
  fc.record({ access: fc.constantFrom('public' as const, 'private' as const) }),
  fc.record({ readonly: fc.boolean() }),
  fc.record({ history: fc.constantFrom('all' as const, 'joined' as const) }),
);

/** Steps by which people make rooms, and come and go in them. */
export const roaming: fc.Arbitrary<Step>[] = [
  fc.tuple(who, called).map((given) => new Join(...given)),
  fc.tuple(who, called).map((given) => new Join(...given)),
  fc.tuple(who, called).map((given) => new Part(...given)),
  fc.tuple(who, called, fc.constantFrom('yes', 'no')).map((given) => new SayThere(...given)),
  fc.tuple(who, called, fc.constantFrom('yes', 'no')).map((given) => new SayThere(...given)),
  fc.tuple(who, called, fc.constantFrom('', 'tea')).map((given) => new SetTopic(...given)),
  fc.tuple(who, called, setting).map((given) => new Change(...given)),
];
