import { InputError } from '../../base/errors.ts';
import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import type { CommonHistory, CompareHistory } from './lineage.ts';
import { historyChanged, type Notice, placesOutdated } from './notices.ts';
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
  /** The terms of that history, the latest first: by them an older copy that was put back is known. */
  readonly terms?: readonly string[] | undefined;
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
  findPlace(room: RoomState, at: number): Promise<number>;
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

/**
 * The places, by room id, after which a program wants messages; rooms it does not name are left out.
 *
 * @param common see `commonOf`: places that are not in common go back to where the histories part
 */
export async function placesSince(
  beginning: Beginning,
  history: ServerHistory,
  common?: CommonHistory,
): Promise<Cursors> {
  if (isPlaces(beginning) && isOutdated(beginning, history.epoch, common)) return {};
  const found = history.rooms.map(async (room): Promise<[string, number][]> => {
    const since = common?.parted[room.room] ?? sinceOf(beginning, room, history);
    if (since === undefined) return [];
    const seq = typeof since === 'number' ? since : await find(history, room, since);
    return [[room.room, Math.min(seq, room.last)]];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/**
 * How far the places that a program has kept are in the history; undefined where there is no doubt: for
 * any other beginning, and for places of the server's present term.
 *
 * @param options.terms the server's, the present one first
 */
export async function commonOf(
  beginning: Beginning,
  options: { readonly terms: readonly string[]; readonly compare: CompareHistory },
): Promise<CommonHistory | undefined> {
  if (!isPlaces(beginning)) return undefined;
  const { terms = [], rooms } = beginning;
  const isCertain = terms.length === 0 || terms[0] === options.terms[0];
  return isCertain ? undefined : await options.compare(terms, rooms);
}

/** Tells a person that the places of `since` are not those of the history that the server has. */
export function noticeOfBeginning(
  beginning: Beginning,
  epoch: string,
  common: CommonHistory | undefined,
  nameOf: (room: string) => string | undefined,
): Notice | undefined {
  if (!isPlaces(beginning)) return undefined;
  if (isOutdated(beginning, epoch, common)) return placesOutdated;
  const parted = Object.entries(common?.parted ?? {}).map(([room, last]) => {
    return { room, gone: (beginning.rooms[room] ?? 0) - last, own: 0 };
  });
  return parted.length === 0 ? undefined : historyChanged(parted, nameOf);
}

/** Whether places are of another history than the server has: they say nothing then. */
function isOutdated(places: Places, epoch: string, common: CommonHistory | undefined): boolean {
  return places.epoch !== epoch || common?.term === null;
}

function sinceOf(
  beginning: Beginning,
  { room, name }: RoomState,
  { rooms }: ServerHistory,
): Since | undefined {
  if (isSince(beginning)) return beginning;
  if (!isPlaces(beginning)) return beginning[room] ?? beginning[name];
  // A conversation that is new since then is read from its start, if the list of them was not cut.
  return beginning.rooms[room] ?? (rooms.length < limits.roomsGreeted ? 0 : undefined);
}

function find(
  { findPlace, now }: ServerHistory,
  room: RoomState,
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
