/* What a line is to the people on it, as naively as it can be said: lists of messages, and who may read which. */

/** A message as it is now. */
export interface ModelMessage {
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  readonly sentKind: 'text' | 'action' | 'announcement';
  readonly sentText: string;
  readonly of: number | null;
  text: string;
  deleted: boolean;
  editedBy: string | null;
  /** Names by emoji, those who did it first, first. */
  readonly reactions: Map<string, string[]>;
}

/** An entry of a room: a message, or a change of one, which shows nothing itself. */
export type ModelEntry = ModelMessage | { readonly change: true };

/** Entries that somebody may read: those after a number, up to another; null: all that follow. */
export interface Stretch {
  readonly after: number;
  until: number | null;
}

/** A room: the lobby, or a direct conversation. */
export interface ModelRoom {
  /** `lobby`, or the names of the people of a conversation, sorted and joined. */
  readonly key: string;
  /** The id that the server gave it; undefined before anything was said. */
  id: string | undefined;
  readonly entries: ModelEntry[];
  /** By name. */
  readonly stretches: Map<string, Stretch[]>;
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
    this.#addRoom('lobby', names);
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

  say(
    room: ModelRoom,
    said: Omit<ModelMessage, 'seq' | 'text' | 'deleted' | 'editedBy' | 'reactions'>,
  ): void {
    const seq = room.entries.length + 1;
    const text = said.sentText;
    const message = { ...said, seq, text, deleted: false, editedBy: null, reactions: new Map() };
    room.entries.push(message);
    this.said.push({ room, message });
  }

  /** The lines that somebody may read in a room. */
  readable(room: ModelRoom, name: string): string[] {
    return this.#linesAfter(room, name, 0);
  }

  /** What a device has been shown in a room while it was online, or when it came back. */
  shown(room: ModelRoom, { name, only, after }: ModelDevice): string[] {
    if (only !== undefined && !only.includes(room.key)) return [];
    return this.#linesAfter(room, name, after.get(room.key) ?? 0);
  }

  #linesAfter(room: ModelRoom, name: string, after: number): string[] {
    const stretches = room.stretches.get(name) ?? [];
    return room.entries.flatMap((entry) => {
      if ('change' in entry || entry.seq <= after) return [];
      const isReadable = stretches.some(
        (one) => entry.seq > one.after && entry.seq <= (one.until ?? Number.POSITIVE_INFINITY),
      );
      return isReadable ? [lineOf(entry)] : [];
    });
  }

  #addRoom(key: string, names: readonly string[]): ModelRoom {
    const stretches = new Map(names.map((name) => [name, [{ after: 0, until: null }]]));
    const room: ModelRoom = { key, id: undefined, entries: [], stretches };
    this.rooms.set(key, room);
    return room;
  }
}

/** The key of the conversation of two people. */
export function conversationOf(one: string, other: string): string {
  return [one, other].sort().join('+');
}

/** A message in words, to be compared. */
export function lineOf(message: ModelMessage): string {
  const { seq, from, sentKind, text, of, editedBy, deleted, reactions } = message;
  const marks = [
    ...(of === null ? [] : [`re ${of}`]),
    ...(editedBy === null ? [] : [`edited by ${editedBy}`]),
    ...[...reactions].sort().map(([emoji, names]) => `${emoji} ${names.join(' ')}`),
  ];
  return deleted
    ? `${seq} ${from} deleted`
    : `${seq} ${from} ${sentKind} ${JSON.stringify(text)} ${marks.join(', ')}`.trimEnd();
}
