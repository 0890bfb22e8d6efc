import { InputError } from '../../base/errors.ts';
import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import type { Cursors } from './read-positions.ts';

/* The option `since`: its forms, and the places that they stand for. */

/** So long ago by the server's clock. */
export interface Ago {
  /** A length of time in milliseconds. */
  readonly agoMs: number;
}

/** A sequence number: messages after it. Or a time, or how long ago it is: messages from then on. */
export type Since = number | Date | Ago;

/**
 * How far a program has read; plain JSON, to be kept and given to `connect` as `since` the next time.
 */
export interface Places {
  /** The server's history that the numbers belong to. */
  readonly epoch: string;
  /** Last sequence number read, by room id. */
  readonly rooms: Readonly<Record<string, number>>;
}

/** Where messages begin: in all rooms, in some rooms (`lobby`, `@ana`), or where a program left off. */
export type Beginning = Since | Readonly<Record<string, Since>> | Places;

/** The history that a beginning is looked for in. */
export interface ServerHistory {
  readonly epoch: string;
  readonly rooms: readonly RoomState[];
  /** The server's clock, in milliseconds since 1970 UTC. */
  now(): number;
  /** The place in a room after which messages are from a time or later. */
  findPlace(room: string, at: number): Promise<number>;
}

/** @throws InputError for a number that is no sequence number, and a time that is none */
export function assertBeginning(beginning: Beginning): void {
  if (typeof beginning !== 'object' || beginning === null) {
    assertSince(beginning);
  } else if (isPlaces(beginning)) {
    for (const seq of Object.values(beginning.rooms)) assertSince(seq);
  } else if (isSince(beginning)) {
    assertSince(beginning);
  } else {
    for (const since of Object.values(beginning)) assertSince(since);
  }
}

/** The places, by room id, after which a program wants messages; rooms it does not name are left out. */
export async function placesSince(beginning: Beginning, history: ServerHistory): Promise<Cursors> {
  const found = history.rooms.map(async (room): Promise<[string, number][]> => {
    const since = sinceOf(beginning, room, history);
    if (since === undefined) return [];
    const seq = typeof since === 'number' ? since : await find(history, room, since);
    return [[room.room, Math.min(seq, room.last)]];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/** Whether `since` names places of another history than the server has: they say nothing then. */
export function isOutdated(beginning: Beginning, epoch: string): boolean {
  return isPlaces(beginning) && beginning.epoch !== epoch;
}

function sinceOf(
  beginning: Beginning,
  { room, name }: RoomState,
  { epoch, rooms }: ServerHistory,
): Since | undefined {
  if (isSince(beginning)) return beginning;
  if (!isPlaces(beginning)) return beginning[room] ?? beginning[name];
  if (beginning.epoch !== epoch) return undefined;
  // A conversation that is new since then is read from its start, if the list of them was not cut.
  return beginning.rooms[room] ?? (rooms.length < limits.roomsGreeted ? 0 : undefined);
}

function find(
  { findPlace, now }: ServerHistory,
  { room }: RoomState,
  since: Date | Ago,
): Promise<number> {
  const at = since instanceof Date ? since.getTime() : now() - since.agoMs;
  return findPlace(room, Math.max(0, Math.trunc(at)));
}

function isSince(beginning: Beginning): beginning is Since {
  return typeof beginning === 'number' || beginning instanceof Date || isAgo(beginning);
}

function isAgo(since: unknown): since is Ago {
  return typeof since === 'object' && since !== null && 'agoMs' in since;
}

function isPlaces(beginning: Beginning): beginning is Places {
  return typeof beginning === 'object' && 'epoch' in beginning && 'rooms' in beginning;
}

function assertSince(since: unknown): void {
  if (since instanceof Date && !Number.isNaN(since.getTime())) return;
  if (isAgo(since) && Number.isFinite(since.agoMs) && since.agoMs >= 0) return;
  if (Number.isSafeInteger(since) && (since as number) >= 0) return;
  throw new InputError(
    `Cannot begin at ${String(since)}: "since" takes a sequence number (0 for everything), a Date, a length of time such as { agoMs: 600000 }, or one of them by room.`,
  );
}
