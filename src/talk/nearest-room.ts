import { PartylineError } from '../base/errors.ts';
import type { Line } from '../client/line.ts';
import { didYouMean } from '../texts/did-you-mean.ts';
import { SpokenError } from '../texts/spoken-error.ts';
import { textOf } from '../texts/text-of.ts';
import { isNamedRoom } from './room-words.ts';
import { safeLine } from './safe-text.ts';

/**
 * Does something in a room. Where there is no such room, the error names the nearest that the account may see.
 *
 * @param room its name, as it was typed: `#ops`
 * @throws (by rejection) as `work` does; PartylineError `room.unknown` with the nearest room in its sentence
 */
export async function inRoom<Result>(
  client: Pick<Line, 'rooms'>,
  room: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isUnknown = error instanceof PartylineError && error.code === 'room.unknown';
    throw isUnknown && isNamedRoom(room) ? await unknownRoom(client, room) : error;
  }
}

/**
 * Refuses a room with a name that the account is not in.
 *
 * @param room its name: `#ops`
 * @throws (by rejection) PartylineError `forbidden` for one that it may see, else `room.unknown` with the nearest
 */
export async function assertIn(client: Pick<Line, 'rooms'>, room: string): Promise<void> {
  // A greeting does not name all rooms of somebody who is in very many.
  if (client.rooms.all.some(({ name }) => name === room)) return;
  const found = (await client.rooms.list()).find(({ name }) => name === room);
  if (found === undefined) throw await unknownRoom(client, room);
  if (found.state === 'in') return;
  throw new SpokenError('forbidden', textOf('rooms.not-in', { room }));
}

async function unknownRoom(client: Pick<Line, 'rooms'>, room: string): Promise<PartylineError> {
  const hint = didYouMean(room, await roomsInSight(client), safeLine);
  const advice = hint === '' ? ` ${textOf('rooms.list-hint')}` : hint;
  return new SpokenError('room.unknown', textOf('rooms.unknown', { room: safeLine(room), advice }));
}

/** Names of the rooms that the account is in, and of others that it may see. */
export async function roomsInSight({ rooms }: Pick<Line, 'rooms'>): Promise<string[]> {
  // A line that is down, and an app token that may not read, have no list.
  const listed = await rooms.list().catch(() => []);
  const names = [...rooms.all, ...listed].map(({ name }) => name);
  return [...new Set(names)].filter(isNamedRoom);
}
