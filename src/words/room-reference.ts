import { InputError } from '../base/errors.ts';
import { foldName } from './name.ts';
import { peopleInConversation, roomNameCharacters } from './room-id.ts';

/**
 * A room as people write it: `lobby`, `@ana` for the conversation with ana, `@ana,bob` for that with both, `#ops`
 * for a named room.
 */
export type RoomReference =
  | { readonly type: 'lobby' }
  | { readonly type: 'person'; readonly name: string }
  /** Two or more, each once and in order. */
  | { readonly type: 'people'; readonly names: readonly string[] }
  | { readonly type: 'named'; readonly name: string };

/** A room reference whose names are folded, as `formatRoomReference` writes it. */
export const roomReferencePattern = new RegExp(`^(lobby|${roomNameCharacters})$`);

/**
 * Reads what a person typed for a room, and folds its name.
 *
 * @throws InputError for a text that names no room, or whose name cannot be one
 */
export function parseRoomReference(text: string): RoomReference {
  if (text.toLowerCase() === 'lobby') return { type: 'lobby' };
  if (text.startsWith('@')) return withPeople(text);
  if (text.startsWith('#')) return { type: 'named', name: nameIn(text, text.slice(1)) };
  throw new InputError(
    `There is no room ${JSON.stringify(text)}: write lobby, #ROOM, or @NAME for a person.`,
  );
}

function withPeople(text: string): RoomReference {
  const reference = peopleReference(
    text
      .slice(1)
      .split(',')
      .map((name) => nameIn(text, name)),
  );
  if (reference.type === 'person' || reference.names.length < peopleInConversation) {
    return reference;
  }
  throw new InputError(
    `${text}: a conversation has at most ${peopleInConversation} people, yourself included.`,
  );
}

/**
 * The conversation with these people.
 *
 * @param names folded; at least one
 */
export function peopleReference(
  names: readonly string[],
): Extract<RoomReference, { readonly type: 'person' | 'people' }> {
  const [first = '', ...others] = [...new Set(names)].sort();
  return others.length === 0
    ? { type: 'person', name: first }
    : { type: 'people', names: [first, ...others] };
}

function nameIn(text: string, name: string): string {
  try {
    return foldName(name);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${text}: ${error.message}`);
  }
}

/** `lobby`, `@ana`, `@ana,bob` or `#ops`. */
export function formatRoomReference(room: RoomReference): string {
  switch (room.type) {
    case 'lobby':
      return 'lobby';
    case 'person':
      return `@${room.name}`;
    case 'people':
      return `@${room.names.join()}`;
    case 'named':
      return `#${room.name}`;
  }
}
