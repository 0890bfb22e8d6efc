import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import { MidSource } from '../../../src/base/mid-source.ts';
import type { Model } from '../model.ts';
import type { ModelRoom } from '../model-room.ts';
import { comesTo, type Real } from '../real.ts';
import type { Step } from '../step.ts';
import { called, InRoom, someone } from './in-room.ts';

const mids = new MidSource();

/** Somebody joins a room, or makes it. */
class Join extends InRoom {
  readonly verb = 'joins';

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const refusal = room && this.#refusal(room);
    const state = await comesTo(refusal, this.rooms(real).join(this.reference));
    if (state === undefined) return;
    if (room === undefined) {
      model.makeRoom(this.who, this.called, state.room);
      return;
    }
    assert.equal(state.room, room.id);
    if (!room.members.has(this.who)) model.enterRoom(room, this.who);
  }

  #refusal(room: ModelRoom): ErrorCode | undefined {
    if (room.archived) return 'forbidden';
    return !room.members.has(this.who) && room.banned.has(this.who) ? 'forbidden' : undefined;
  }
}

/** Somebody leaves a room, or turns an invitation down. */
class Part extends InRoom {
  readonly verb = 'parts from';

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const refusal = this.#refusal(model, room);
    await comesTo(refusal, this.rooms(real).part(this.reference));
    if (refusal !== undefined || room === undefined) return;
    const { who } = this;
    if (room.invited.has(who)) model.withdrawInvitation(room, who);
    else model.leaveRoom(room, who, { from: who, sentKind: 'left', sentText: '' });
  }

  #refusal(model: Model, room: ModelRoom | undefined): ErrorCode | undefined {
    if (room === undefined) return 'room.unknown';
    if (room.members.has(this.who) || room.invited.has(this.who)) return undefined;
    return model.isInside(this.who, room) ? 'room.unknown' : 'forbidden';
  }
}

/** Somebody says something in a room, in it or not. */
class SayThere extends InRoom {
  readonly #text: string;

  constructor(device: string, called: string, text: string) {
    super(device, called);
    this.#text = text;
  }

  get verb(): string {
    return `says ${JSON.stringify(this.#text)} in`;
  }

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const mid = mids.next(Date.now());
    const refusal = room ? model.refusalOfPost(this.who, room, 'text') : 'room.unknown';
    const posted = await comesTo(
      refusal,
      this.line(real).send(this.#text, { room: this.reference, mid }),
    );
    if (posted === undefined || room === undefined) return;
    model.say(room, { mid, from: this.who, sentKind: 'text', sentText: this.#text });
    assert.deepEqual([posted.room, posted.seq], [room.id, room.last]);
  }
}

/** Steps by which people make rooms, come, go and talk in them. */
export const roaming: fc.Arbitrary<Step>[] = [
  fc.tuple(someone, called).map((given) => new Join(...given)),
  fc.tuple(someone, called).map((given) => new Join(...given)),
  fc.tuple(someone, called).map((given) => new Part(...given)),
  fc.tuple(someone, called, fc.constantFrom('yes', 'no')).map((given) => new SayThere(...given)),
  fc.tuple(someone, called, fc.constantFrom('yes', 'no')).map((given) => new SayThere(...given)),
];
