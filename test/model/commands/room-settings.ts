import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import type { HistoryMessage } from '../../../src/client/core/entries.ts';
import type { Model } from '../model.ts';
import type { ModelRoom } from '../model-room.ts';
import { comesTo, type Real } from '../real.ts';
import { Step } from '../step.ts';
import { called, InRoom, someone } from './in-room.ts';

/** Time between two messages in a slow room. */
const slowMs = 600_000;

/** Somebody sets the topic of a room, or tries to. */
class SetTopic extends InRoom {
  readonly #topic: string;

  constructor(device: string, called: string, topic: string) {
    super(device, called);
    this.#topic = topic;
  }

  get verb(): string {
    return `writes the topic "${this.#topic}" of`;
  }

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const refusal =
      this.refusalBelow(model, room, 'operator') ?? (room?.archived ? 'forbidden' : undefined);
    await comesTo(refusal, this.rooms(real).setTopic(this.reference, this.#topic));
    if (refusal !== undefined || room === undefined || room.topic === this.#topic) return;
    room.topic = this.#topic;
    room.add({ from: this.who, sentKind: 'topic', sentText: this.#topic });
  }
}

type Setting =
  | { readonly name: string }
  | { readonly access: ModelRoom['access'] }
  | { readonly readonly: boolean }
  | { readonly slowMs: number }
  | { readonly archived: boolean }
  | { readonly history: ModelRoom['history'] };

/** Somebody changes what a room is, or tries to. */
class Change extends InRoom {
  readonly #setting: Setting;

  constructor(device: string, called: string, setting: Setting) {
    super(device, called);
    this.#setting = setting;
  }

  get verb(): string {
    return `says "${wordsOf(this.#setting).join(' ')}" of`;
  }

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const isSame = room !== undefined && isSet(room, this.#setting);
    const refusal =
      this.refusalBelow(model, room, 'owner') ?? (isSame ? undefined : this.#taken(model, room));
    await comesTo(refusal, this.rooms(real).change(this.reference, this.#setting));
    if (refusal !== undefined || room === undefined || isSame) return;
    Object.assign(room, this.#setting);
    if ('name' in this.#setting) {
      // In the order in which they have come to the line.
      for (const person of [...room.names.keys()].sort()) model.nameFor(person, room);
    }
    const [sentKind, sentText] = wordsOf(this.#setting);
    room.add({ from: this.who, sentKind, sentText });
  }

  /** A public room in use has its name for itself. */
  #taken(model: Model, room: ModelRoom | undefined): ErrorCode | undefined {
    if (room === undefined) return undefined;
    const { name, access, archived } = { ...room, ...this.#setting } as ModelRoom;
    if (name === null || access === 'private' || archived) return undefined;
    const other = model.publicRoom(name);
    return other === undefined || other === room ? undefined : 'room.name-taken';
  }
}

function isSet(room: ModelRoom, setting: Setting): boolean {
  const [[name, value]] = Object.entries(setting) as [[keyof ModelRoom, unknown]];
  return room[name] === value;
}

function wordsOf(setting: Setting): [HistoryMessage['kind'], string] {
  if ('name' in setting) return ['renamed', setting.name];
  if ('archived' in setting) return ['archived', setting.archived ? '' : 'off'];
  if ('access' in setting) return ['changed', setting.access];
  if ('readonly' in setting) return ['changed', `readonly ${setting.readonly ? 'on' : 'off'}`];
  if ('slowMs' in setting) return ['changed', `slow ${setting.slowMs || 'off'}`];
  return ['changed', `history ${setting.history}`];
}

/** So much time passes that everybody may speak again in slow rooms. */
class Wait extends Step {
  check(): boolean {
    return true;
  }

  async act(model: Model, real: Real): Promise<void> {
    real.letPass(slowMs);
    for (const { haveSpoken } of model.rooms.values()) haveSpoken.clear();
  }

  toString(): string {
    return 'time passes';
  }
}

const setting: fc.Arbitrary<Setting> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ access: fc.constantFrom('public', 'private') }) },
  { weight: 2, arbitrary: fc.record({ readonly: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ history: fc.constantFrom('joined', 'all') }) },
  { weight: 2, arbitrary: fc.record({ slowMs: fc.constantFrom(slowMs, 0) }) },
  { weight: 1, arbitrary: fc.record({ archived: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ name: called }) },
);

/** Steps by which people change what a room is. */
export const settling: fc.Arbitrary<Step>[] = [
  fc.tuple(someone, called, setting).map((given) => new Change(...given)),
  fc.tuple(someone, called, setting).map((given) => new Change(...given)),
  fc.oneof(
    fc.constant(new Wait()),
    fc.tuple(someone, called, fc.constantFrom('', 'tea')).map((given) => new SetTopic(...given)),
  ),
];
