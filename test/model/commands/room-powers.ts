import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import type { Rooms } from '../../../src/client/core/rooms.ts';
import type { Model } from '../model.ts';
import type { ModelRole, ModelRoom } from '../model-room.ts';
import { comesTo, names, type Real } from '../real.ts';
import type { Step } from '../step.ts';
import { called, InRoom, someone } from './in-room.ts';

/** Somebody does something to somebody in a room, or tries to. */
abstract class OnPerson extends InRoom {
  protected readonly whom: string;

  constructor(device: string, called: string, whom: string) {
    super(device, called);
    this.whom = whom;
  }

  async act(model: Model, real: Real): Promise<void> {
    const room = this.room(model);
    const refusal = room ? this.refusal(model, room) : 'room.unknown';
    await comesTo(refusal, this.order(this.rooms(real), this.reference));
    if (refusal === undefined && room !== undefined) this.happen(model, room);
  }

  protected abstract refusal(model: Model, room: ModelRoom): ErrorCode | undefined;
  protected abstract order(rooms: Rooms, room: string): Promise<void>;
  protected abstract happen(model: Model, room: ModelRoom): void;
  protected abstract readonly power: string;

  get verb(): string {
    return `${this.power} ${this.whom} in`;
  }

  /** Why they have no power over people in the room, if so. */
  protected powerless(model: Model, room: ModelRoom): ErrorCode | undefined {
    return room.archived ? 'forbidden' : this.refusalBelow(model, room, 'operator');
  }

  /** Why they may not act on somebody of this role, if so. */
  protected below(model: Model, room: ModelRoom, role: ModelRole): ErrorCode | undefined {
    if (this.whom === this.who) return 'forbidden';
    if (model.rulesOver(this.who, room)) return undefined;
    if (model.rulesOver(this.whom, room)) return 'forbidden';
    return room.has(this.who, role) ? undefined : 'forbidden';
  }

  protected role(room: ModelRoom): ModelRole {
    return room.members.get(this.whom) ?? 'member';
  }

  protected about(
    sentKind: 'invited' | 'kicked' | 'banned' | 'unbanned' | 'muted' | 'unmuted' | 'role',
    sentText = '',
  ) {
    return { from: this.who, sentKind, sentText, names: [this.whom] };
  }
}

class Invite extends OnPerson {
  readonly power = 'invites';

  refusal(model: Model, room: ModelRoom): ErrorCode | undefined {
    const { who, whom } = this;
    const isOpen = room.access === 'public' || model.has(who, room, 'operator');
    if (!model.isInside(who, room) || room.archived || !isOpen) return 'forbidden';
    const isThere = room.members.has(whom) || room.invited.has(whom);
    return !isThere && room.banned.has(whom) ? 'forbidden' : undefined;
  }

  order(rooms: Rooms, room: string): Promise<void> {
    return rooms.invite(room, this.whom);
  }

  happen(model: Model, room: ModelRoom): void {
    if (room.members.has(this.whom) || room.invited.has(this.whom)) return;
    model.invite(room, this.whom);
    room.add(this.about('invited'));
  }
}

class Kick extends OnPerson {
  readonly power = 'kicks';

  refusal(model: Model, room: ModelRoom): ErrorCode | undefined {
    const powerless = this.powerless(model, room);
    if (powerless !== undefined) return powerless;
    if (!room.members.has(this.whom)) return 'name.unknown';
    return this.below(model, room, this.role(room));
  }

  order(rooms: Rooms, room: string): Promise<void> {
    return rooms.kick(room, this.whom, 'noise');
  }

  happen(model: Model, room: ModelRoom): void {
    model.leaveRoom(room, this.whom, this.about('kicked', 'noise'));
  }
}

class Ban extends OnPerson {
  readonly power = 'bans';

  refusal(model: Model, room: ModelRoom): ErrorCode | undefined {
    return this.powerless(model, room) ?? this.below(model, room, this.role(room));
  }

  order(rooms: Rooms, room: string): Promise<void> {
    return rooms.ban(room, this.whom, null, 'noise');
  }

  happen(model: Model, room: ModelRoom): void {
    room.banned.add(this.whom);
    const told = this.about('banned', 'noise');
    if (room.members.has(this.whom)) {
      model.leaveRoom(room, this.whom, told);
      return;
    }
    if (room.invited.has(this.whom)) model.withdrawInvitation(room, this.whom);
    room.add(told);
  }
}

class Mute extends OnPerson {
  readonly power = 'mutes';

  refusal(model: Model, room: ModelRoom): ErrorCode | undefined {
    return this.powerless(model, room) ?? this.below(model, room, this.role(room));
  }

  order(rooms: Rooms, room: string): Promise<void> {
    return rooms.mute(room, this.whom, null, 'noise');
  }

  happen(_model: Model, room: ModelRoom): void {
    room.muted.add(this.whom);
    room.add(this.about('muted', 'noise'));
  }
}

class Unban extends OnPerson {
  readonly power = 'unbans';

  refusal(model: Model, room: ModelRoom): ErrorCode | undefined {
    return this.powerless(model, room);
  }

  order(rooms: Rooms, room: string): Promise<void> {
    return rooms.unban(room, this.whom);
  }

  happen(_model: Model, room: ModelRoom): void {
    if (room.banned.delete(this.whom)) room.add(this.about('unbanned'));
  }
}

class Unmute extends OnPerson {
  readonly power = 'unmutes';

  refusal(model: Model, room: ModelRoom): ErrorCode | undefined {
    return this.powerless(model, room);
  }

  order(rooms: Rooms, room: string): Promise<void> {
    return rooms.unmute(room, this.whom);
  }

  happen(_model: Model, room: ModelRoom): void {
    if (room.muted.delete(this.whom)) room.add(this.about('unmuted'));
  }
}

class ChangeRole extends OnPerson {
  readonly #role: ModelRole;

  constructor(device: string, called: string, whom: string, role: ModelRole) {
    super(device, called, whom);
    this.#role = role;
  }

  get power(): string {
    return `makes an ${this.#role} of`;
  }

  refusal(model: Model, room: ModelRoom): ErrorCode | undefined {
    const powerless = this.powerless(model, room);
    if (powerless !== undefined) return powerless;
    const own = room.members.get(this.whom);
    if (own === undefined) return 'name.unknown';
    if (own === this.#role) return undefined;
    if (this.whom === this.who) return this.#stepsDown(room) ? undefined : 'forbidden';
    return this.below(model, room, own) ?? this.below(model, room, this.#role);
  }

  #stepsDown(room: ModelRoom): boolean {
    if (!room.has(this.who, this.#role)) return false;
    const owners = [...room.members].filter(([, role]) => role === 'owner');
    return !room.has(this.who, 'owner') || owners.length > 1;
  }

  order(rooms: Rooms, room: string): Promise<void> {
    return rooms.changeRole(room, this.whom, this.#role);
  }

  happen(_model: Model, room: ModelRoom): void {
    if (room.members.get(this.whom) === this.#role) return;
    room.members.set(this.whom, this.#role);
    room.add(this.about('role', this.#role));
  }
}

const deed = fc.tuple(someone, called, fc.constantFrom(...names));
const role = fc.constantFrom('owner' as const, 'operator' as const, 'member' as const);

/** Steps by which people rule rooms, or try to. */
export const roomRuling: fc.Arbitrary<Step>[] = [
  deed.map((given) => new Invite(...given)),
  deed.map((given) => new Kick(...given)),
  deed.map((given) => new Ban(...given)),
  deed.map((given) => new Mute(...given)),
  fc.oneof(
    deed.map((given) => new Unban(...given)),
    deed.map((given) => new Unmute(...given)),
  ),
  fc.tuple(deed, role).map(([given, one]) => new ChangeRole(...given, one)),
];
