import { InputError } from '../base/errors.ts';
import { foldName, nameCharacters } from './name.ts';

/** A room as people write it: `lobby`, `@ana` for the conversation with ana, `#ops` for a named room. */
export type RoomReference =
  | { readonly type: 'lobby' }
  | { readonly type: 'person'; readonly name: string }
  | { readonly type: 'named'; readonly name: string };

/** A room reference whose name is folded, as `formatRoomReference` writes it. */
export const roomReferencePattern = new RegExp(`^(lobby|[@#]${nameCharacters})$`);

/**
 * Reads what a person typed for a room, and folds its name.
 *
 * @throws InputError for a text that names no room, or whose name cannot be one
 */
export function parseRoomReference(text: string): RoomReference {
  if (text.toLowerCase() === 'lobby') return { type: 'lobby' };
  if (text.startsWith('@')) return { type: 'person', name: nameIn(text) };
  if (text.startsWith('#')) return { type: 'named', name: nameIn(text) };
  throw new InputError(
    `There is no room ${JSON.stringify(text)}: write lobby, or @NAME for a person.`,
  );
}

function nameIn(text: string): string {
  try {
    return foldName(text.slice(1));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${text}: ${error.message}`);
  }
}

/** `lobby`, `@ana` or `#ops`. */
export function formatRoomReference(room: RoomReference): string {
  if (room.type === 'lobby') return 'lobby';
  return `${room.type === 'person' ? '@' : '#'}${room.name}`;
}
