import { PartylineError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { Line } from '../client/line.ts';
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

async function unknownRoom(client: Pick<Line, 'rooms'>, room: string): Promise<PartylineError> {
  const hint = didYouMean(room, await roomsInSight(client), safeLine);
  const advice = hint === '' ? ' /list shows those that there are.' : hint;
  return new PartylineError('room.unknown', `There is no room ${safeLine(room)} for you.${advice}`);
}

/** Names of the rooms that the account is in, and of others that it may see. */
export async function roomsInSight({ rooms }: Pick<Line, 'rooms'>): Promise<string[]> {
  // A line that is down, and an app token that may not read, have no list.
  const listed = await rooms.list().catch(() => []);
  const names = [...rooms.all, ...listed].map(({ name }) => name);
  return [...new Set(names)].filter(isNamedRoom);
}
