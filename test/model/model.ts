import type { ErrorCode } from '../../src/base/errors.ts';
import { ModelDevice } from './model-device.ts';
import { lineOf, type ModelMessage, type ModelRole, ModelRoom } from './model-room.ts';

/* What a line is to the people on it, as naively as it can be said: lists of messages, and who may read which. */

/** Somebody with an account. */
export interface ModelPerson {
  readonly name: string;
  isOperator: boolean;
  isBanned: boolean;
  isMuted: boolean;
}

/** Something that happens in a room. */
type Happening = Parameters<ModelRoom['add']>[0];

/** The whole line. */
export class Model {
  readonly people = new Map<string, ModelPerson>();
  readonly devices = new Map<string, ModelDevice>();
  readonly rooms = new Map<string, ModelRoom>();
  /** Everything that was said, with where. */
  readonly said: { readonly room: ModelRoom; readonly message: ModelMessage }[] = [];
  /** Only operators are let in. */
  isLockedDown = false;

  constructor(names: readonly string[], operator: string) {
    for (const name of names) {
      const isOperator = name === operator;
      this.people.set(name, { name, isOperator, isBanned: false, isMuted: false });
    }
    this.#addRoom('lobby', names).id = 'lobby';
  }

  person(name: string): ModelPerson {
    const person = this.people.get(name);
    if (person === undefined) throw new Error(`the model has no ${name}`);
    return person;
  }

  device(id: string): ModelDevice {
    const device = this.devices.get(id);
    if (device === undefined) throw new Error(`the model has no device ${id}`);
    return device;
  }

  isOnline(id: string): boolean {
    return this.devices.get(id)?.isOnline ?? false;
  }

  addDevice(id: string, name: string): void {
    this.devices.set(id, new ModelDevice(id, name));
  }

  /** A program that comes in now: it is shown what is said from now on, in some rooms or all. */
  addProgram(id: string, name: string, only: readonly string[] | undefined): void {
    const program = new ModelDevice(id, name, { only });
    for (const room of this.rooms.values()) {
      if (room.members.has(name)) program.beginAtEnd(room);
    }
    this.devices.set(id, program);
  }

  /** A device takes leave: what it was shown counts as read. */
  takeLeave({ name }: ModelDevice): void {
    for (const room of this.rooms.values()) {
      if (room.name !== null && room.members.has(name)) room.read.set(name, room.last);
    }
  }

  /** All devices of a person lose their connection, and do not come back by themselves. */
  throwOut(name: string): void {
    for (const device of this.devices.values()) if (device.name === name) device.isOnline = false;
  }

  /** Tells every device that is online what it was not told. */
  tell(): void {
    for (const device of this.devices.values()) {
      for (const room of this.rooms.values()) device.tell(room);
    }
  }

  /** The room that `to` is to somebody: the lobby, or their conversation with a person, made when it is missing. */
  roomOf(name: string, to: string): ModelRoom {
    if (to === 'lobby') return this.rooms.get('lobby') as ModelRoom;
    const key = [name, to].sort().join('+');
    return this.rooms.get(key) ?? this.#addRoom(key, [name, to]);
  }

  /** The room that somebody finds under a name: one they are in or invited to, else the public one. */
  roomCalled(person: string, name: string): ModelRoom | undefined {
    const rooms = [...this.rooms.values()];
    return rooms.find(({ names }) => names.get(person) === name) ?? this.publicRoom(name);
  }

  /** The public room of a name that is in use. */
  publicRoom(name: string): ModelRoom | undefined {
    return [...this.rooms.values()].find(
      (room) => room.name === name && room.access === 'public' && !room.archived,
    );
  }

  /** A room that somebody makes, and owns. */
  makeRoom(person: string, name: string, id: string): ModelRoom {
    const room = this.#addRoom(`#${name} ${this.rooms.size}`, [person], name);
    room.id = id;
    room.members.set(person, 'owner');
    this.nameFor(person, room);
    room.add({ from: person, sentKind: 'created', sentText: '' });
    return room;
  }

  /** Somebody calls a room by its name, or where another of theirs has that, by the next that is free. */
  nameFor(person: string, room: ModelRoom): void {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? `${room.name}` : `${room.name}-${number}`;
      const taken = [...this.rooms.values()].find(({ names }) => names.get(person) === name);
      if (taken !== undefined && taken !== room) continue;
      room.names.set(person, name);
      return;
    }
  }

  enterRoom(room: ModelRoom, person: string): void {
    const { last } = room;
    const isWhole = room.history === 'all';
    const before = isWhole ? [] : (room.stretches.get(person) ?? []);
    room.stretches.set(person, [...before, { after: isWhole ? 0 : last, until: null }]);
    room.members.set(person, room.members.size === 0 ? 'owner' : 'member');
    room.invited.delete(person);
    room.haveSpoken.delete(person);
    room.read.set(person, last);
    this.nameFor(person, room);
    room.add({ from: person, sentKind: 'joined', sentText: '' });
  }

  /** Somebody leaves, or is put out; with what happens, which is the last that they are told. */
  leaveRoom(room: ModelRoom, person: string, happening: Happening): void {
    const heir = heirOf(room, person);
    if (heir !== undefined) {
      room.members.set(heir, 'owner');
      const { from } = happening;
      room.add({ from, sentKind: 'role', sentText: 'owner', names: [heir] });
    }
    room.add(happening);
    this.tell();
    room.members.delete(person);
    room.names.delete(person);
    const last = room.stretches.get(person)?.at(-1);
    if (last !== undefined) last.until = room.last;
  }

  invite(room: ModelRoom, person: string): void {
    room.invited.add(person);
    if (!room.stretches.has(person)) room.stretches.set(person, []);
    this.nameFor(person, room);
  }

  withdrawInvitation(room: ModelRoom, person: string): void {
    room.invited.delete(person);
    room.names.delete(person);
  }

  /** Whether somebody knows that there is a room. */
  knows(person: string, room: ModelRoom): boolean {
    return room.access === 'public' || room.members.has(person) || room.invited.has(person);
  }

  /** Whether somebody counts as being in a room: an operator of the line does in all that are public. */
  isInside(person: string, room: ModelRoom): boolean {
    return room.members.has(person) || this.rulesOver(person, room);
  }

  /** Whether somebody has the powers of a role in a room. */
  has(person: string, room: ModelRoom, role: ModelRole): boolean {
    return room.has(person, role) || this.rulesOver(person, room);
  }

  /** Whether somebody is an operator of the line, in a room where these rule. */
  rulesOver(person: string, { access }: ModelRoom): boolean {
    return access === 'public' && this.person(person).isOperator;
  }

  say(room: ModelRoom, said: Happening): void {
    if (room.slowMs > 0 && !this.has(said.from, room, 'operator')) room.haveSpoken.add(said.from);
    this.said.push({ room, message: room.add(said) });
  }

  /** Why somebody may not post something in a room that is new, if so. */
  refusalOfPost(
    person: string,
    room: ModelRoom,
    kind: ModelMessage['sentKind'],
  ): ErrorCode | undefined {
    if (!this.knows(person, room)) return 'room.unknown';
    const isOperator = this.has(person, room, 'operator');
    if (!this.isInside(person, room) || room.archived) return 'forbidden';
    if ((room.readonly || kind === 'announcement') && !isOperator) return 'forbidden';
    if (this.isMuted(person, room)) return 'forbidden';
    const isSlow = room.slowMs > 0 && !isOperator;
    return isSlow && room.haveSpoken.has(person) ? 'forbidden' : undefined;
  }

  isMuted(person: string, room: ModelRoom): boolean {
    return this.person(person).isMuted || room.muted.has(person);
  }

  /** The lines that somebody may read in a room; undefined: none, not even that there are any. */
  readable(room: ModelRoom, person: string): string[] | undefined {
    const isWhole = this.rulesOver(person, room);
    if (!isWhole && !room.stretches.has(person)) return undefined;
    return room.entries.flatMap((entry) => {
      if ('change' in entry) return [];
      return isWhole || room.mayRead(person, entry.seq) ? [lineOf(entry)] : [];
    });
  }

  #addRoom(key: string, people: readonly string[], name: string | null = null): ModelRoom {
    const room = new ModelRoom(key, people, name);
    this.rooms.set(key, room);
    return room;
  }
}

/** Who owns a room when its last owner leaves: of those with the most powers, who came first. */
function heirOf({ members }: ModelRoom, leaving: string): string | undefined {
  if (members.get(leaving) !== 'owner') return undefined;
  const others = [...members].filter(([name]) => name !== leaving);
  if (others.some(([, role]) => role === 'owner')) return undefined;
  const [heir] = others.find(([, role]) => role === 'operator') ?? others[0] ?? [];
  return heir;
}
