import type { ScreenAction } from './actions.ts';

/** Where lines are only printed, some keys enter a command. */
export const commandsOfKeys: Readonly<Partial<Record<ScreenAction, string>>> = {
  help: '/keys',
  'page-up': '/history',
  'list-rooms': '/list',
  'list-members': '/who',
};

/**
 * The room that a key leads to: one by its place in the list, or the one beside the present room, round and
 * round; undefined for a key that leads nowhere.
 */
export function roomOfKey(
  action: ScreenAction,
  rooms: readonly string[],
  present: string,
): string | undefined {
  const [, place] = /^room-(\d)$/.exec(action) ?? [];
  if (place !== undefined) return rooms[Number(place) - 1];
  const step = action === 'room-next' ? 1 : action === 'room-previous' ? -1 : 0;
  if (step === 0) return undefined;
  return rooms[(rooms.indexOf(present) + step + rooms.length) % rooms.length];
}
