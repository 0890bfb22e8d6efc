import type { HistoryMessage } from '../../src/client/core/entries.ts';

/* What a line is to the people on it, as naively as it can be said: lists of messages, and who may read which. */

/** A message as it is now. */
export interface ModelMessage {
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  readonly sentKind: HistoryMessage['kind'];
  readonly sentText: string;
  readonly of: number | null;
  /** Of something that happened in a room: the people whom it is about. */
  readonly names: readonly string[];
  text: string;
  deleted: boolean;
  editedBy: string | null;
  /** Names by emoji. */
  readonly reactions: Map<string, string[]>;
}

/** An entry of a room: a message, or a change of one, which shows nothing itself. */
export type ModelEntry = ModelMessage | { readonly change: true };

/** Entries that somebody may read: those after a number, up to another; null: all that follow. */
export interface Stretch {
  readonly after: number;
  until: number | null;
}

/** Entries that devices are shown. */
export interface ShownStretch extends Stretch {
  /** A device that has seen the stretch before this one goes on from there, as far as it may: after this number. */
  readonly goesOnAfter: number;
}

/** A room: the lobby, a direct conversation, or one that somebody made. */
export interface ModelRoom {
  /** `lobby`, the names of the people of a conversation, sorted and joined, or a name with a number of its own. */
  readonly key: string;
  /** null: it has none. */
  readonly name: string | null;
  access: 'public' | 'private';
  readonly: boolean;
  history: 'all' | 'joined';
  topic: string;
  /** Those who are in it, those who came first, first. */
  readonly members: Map<string, 'owner' | 'member'>;
  /** The id that the server gave it; undefined before anything was said. */
  id: string | undefined;
  readonly entries: ModelEntry[];
  /** By name: what they may read. */
  readonly stretches: Map<string, Stretch[]>;
  /** By name: what their devices are shown, as it comes. */
  readonly shown: Map<string, ShownStretch[]>;
}

/** Somebody with an account. */
export interface ModelPerson {
  readonly name: string;
  isOperator: boolean;
  isBanned: boolean;
}

/** A device of a person, or a program with an app token. */
export interface ModelDevice {
  readonly id: string;
  readonly name: string;
  isOnline: boolean;
  /** A program: what it is shown, by room, begins after these entries; a room that is missing, at its beginning. */
  readonly after: ReadonlyMap<string, number>;
  /** The rooms that it is shown; undefined: all. */
  readonly only: readonly string[] | undefined;
}

/** The whole line. */
export class Model {
  readonly people = new Map<string, ModelPerson>();
  readonly devices = new Map<string, ModelDevice>();
  readonly rooms = new Map<string, ModelRoom>();
  /** Everything that was said, with where. */
  readonly said: { readonly room: ModelRoom; readonly message: ModelMessage }[] = [];

  constructor(names: readonly string[], operator: string) {
    for (const name of names) {
      this.people.set(name, { name, isOperator: name === operator, isBanned: false });
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
    this.devices.set(id, { id, name, isOnline: true, after: new Map(), only: undefined });
  }

  /** A program that comes in now: it is shown what is said from now on, in some rooms or all. */
  addProgram(id: string, name: string, only: readonly string[] | undefined): void {
    const after = new Map([...this.rooms].map(([key, { entries }]) => [key, entries.length]));
    this.devices.set(id, { id, name, isOnline: true, after, only });
  }

  /** All devices of a person lose their connection, and do not come back by themselves. */
  throwOut(name: string): void {
    for (const device of this.devices.values()) if (device.name === name) device.isOnline = false;
  }

  /** The room that `to` is to somebody: the lobby, or their conversation with a person, made when it is missing. */
  roomOf(name: string, to: string): ModelRoom {
    if (to === 'lobby') return this.rooms.get('lobby') as ModelRoom;
    const key = conversationOf(name, to);
    return this.rooms.get(key) ?? this.#addRoom(key, [name, to]);
  }

  /** The room that somebody finds under a name: one they are in, else the public one. */
  roomCalled(person: string, name: string): ModelRoom | undefined {
    const named = [...this.rooms.values()].filter((room) => room.name === name);
    return (
      named.find(({ members }) => members.has(person)) ??
      named.find(({ access }) => access === 'public')
    );
  }

  /** A room that somebody makes, and owns. */
  makeRoom(person: string, name: string, id: string): void {
    const room = this.#addRoom(`#${name} ${this.rooms.size}`, [person], name);
    room.id = id;
    room.members.set(person, 'owner');
    this.happen(room, { from: person, sentKind: 'created', sentText: '' });
  }

  enterRoom(room: ModelRoom, person: string): void {
    const last = room.entries.length;
    room.members.set(person, room.members.size === 0 ? 'owner' : 'member');
    const since = { after: room.history === 'all' ? 0 : last, until: null };
    const before = room.history === 'all' ? [] : (room.stretches.get(person) ?? []);
    room.stretches.set(person, [...before, since]);
    const shown = room.shown.get(person) ?? [];
    const goesOnAfter = room.history === 'all' ? (shown.at(-1)?.until ?? last) : last;
    room.shown.set(person, [...shown, { after: last, goesOnAfter, until: null }]);
    this.happen(room, { from: person, sentKind: 'joined', sentText: '' });
  }

  leaveRoom(room: ModelRoom, person: string): void {
    const wasOwner = room.members.get(person) === 'owner';
    room.members.delete(person);
    const heir = [...room.members.keys()][0];
    if (wasOwner && heir !== undefined && ![...room.members.values()].includes('owner')) {
      room.members.set(heir, 'owner');
      this.happen(room, { from: person, sentKind: 'role', sentText: 'owner', names: [heir] });
    }
    this.happen(room, { from: person, sentKind: 'left', sentText: '' });
    for (const stretches of [room.stretches, room.shown]) {
      const last = stretches.get(person)?.at(-1);
      if (last !== undefined) last.until = room.entries.length;
    }
  }

  /** Whether somebody has the powers of an owner in a room. */
  owns(person: string, room: ModelRoom): boolean {
    return room.members.get(person) === 'owner' || this.#rulesOver(person, room);
  }

  /** Whether somebody counts as being in a room: an operator of the line does in all that are public. */
  isInside(person: string, room: ModelRoom): boolean {
    return room.members.has(person) || this.#rulesOver(person, room);
  }

  #rulesOver(person: string, { access }: ModelRoom): boolean {
    return access === 'public' && this.person(person).isOperator;
  }

  /** Something that happens in a room is an entry of it. */
  happen(
    room: ModelRoom,
    event: Pick<ModelMessage, 'from' | 'sentKind' | 'sentText'> & Partial<ModelMessage>,
  ): void {
    room.entries.push(newMessage(room, { mid: '', of: null, ...event }));
  }

  say(room: ModelRoom, said: Omit<Parameters<typeof newMessage>[1], 'names'>): void {
    const message = newMessage(room, said);
    room.entries.push(message);
    this.said.push({ room, message });
  }

  /** The lines that somebody may read in a room; undefined: none, not even that there are any. */
  readable(room: ModelRoom, person: string): string[] | undefined {
    if (this.#rulesOver(person, room)) return linesIn(room, [everything]);
    const stretches = room.stretches.get(person);
    return stretches === undefined ? undefined : linesIn(room, stretches);
  }

  /** What a device has been shown in a room while it was online, or when it came back. */
  shown(room: ModelRoom, { name, only, after }: ModelDevice): string[] {
    if (only !== undefined && !only.includes(room.key)) return [];
    const least = after.get(room.key) ?? 0;
    const stretches = room.shown.get(name) ?? [];
    return linesIn(
      room,
      stretches.map(({ after, goesOnAfter, until }, index) => {
        const hasSeen = (stretches[index - 1]?.until ?? 0) > least;
        return { after: Math.max(hasSeen ? goesOnAfter : after, least), until };
      }),
    );
  }

  #addRoom(key: string, names: readonly string[], name: string | null = null): ModelRoom {
    const whole = { after: 0, goesOnAfter: 0, until: null };
    const fromTheBeginning = () =>
      new Map(names.map((one) => [one, [{ ...whole }] as ShownStretch[]]));
    const room: ModelRoom = {
      key,
      id: undefined,
      name,
      access: key === 'lobby' || name !== null ? 'public' : 'private',
      readonly: false,
      history: 'all',
      topic: '',
      members: new Map(names.map((one) => [one, 'member'])),
      entries: [],
      stretches: fromTheBeginning(),
      shown: fromTheBeginning(),
    };
    this.rooms.set(key, room);
    return room;
  }
}

const everything: Stretch = { after: 0, until: null };

function linesIn(room: ModelRoom, stretches: readonly Stretch[]): string[] {
  return room.entries.flatMap((entry) => {
    if ('change' in entry) return [];
    const { seq } = entry;
    const isIn = stretches.some(
      ({ after, until }) => seq > after && seq <= (until ?? Number.POSITIVE_INFINITY),
    );
    return isIn ? [lineOf(entry)] : [];
  });
}

function newMessage(
  room: ModelRoom,
  said: Pick<ModelMessage, 'mid' | 'from' | 'sentKind' | 'sentText' | 'of'> &
    Partial<Pick<ModelMessage, 'names'>>,
): ModelMessage {
  const seq = room.entries.length + 1;
  const state = { text: said.sentText, deleted: false, editedBy: null, reactions: new Map() };
  return { names: [], ...said, ...state, seq };
}

/** The key of the conversation of two people. */
export function conversationOf(one: string, other: string): string {
  return [one, other].sort().join('+');
}

/** A message in words, to be compared. */
export function lineOf(message: ModelMessage): string {
  const { seq, from, sentKind, text, of, names, editedBy, deleted, reactions } = message;
  const marks = [
    ...names,
    ...(of === null ? [] : [`re ${of}`]),
    ...(editedBy === null ? [] : [`edited by ${editedBy}`]),
    ...[...reactions].sort().map(([emoji, names]) => `${emoji} ${names.toSorted().join(' ')}`),
  ];
  return deleted
    ? `${seq} ${from} deleted`
    : `${seq} ${from} ${sentKind} ${JSON.stringify(text)} ${marks.join(', ')}`.trimEnd();
}
