import { InputError } from '../base/errors.ts';
import { type Worded, worded } from '../base/worded.ts';
import { foldName, nameCharacters, nameLength } from './name.ts';

/**
 * A room as people write it: `lobby`, `@ana` for the conversation with ana, `@ana,bob` for that with several
 * people, `#ops` for a named room.
 */
export type RoomReference =
  | { readonly type: 'lobby' }
  | ConversationReference
  | { readonly type: 'named'; readonly name: string };

/** The direct conversation with one person, or with several. */
export interface ConversationReference {
  readonly type: 'people';
  /** Folded and sorted, each once, without whoever writes: 1 to 15. */
  readonly names: readonly string[];
}

/** Most people in a direct conversation. */
export const mostInConversation = 16;

/** The characters of a room reference whose names are folded, to be put into a pattern. */
export const roomReferenceCharacters = `lobby|#${nameCharacters}|@${nameCharacters}(?:,${nameCharacters}){0,${mostInConversation - 2}}`;

/** A room reference whose names are folded, as `formatRoomReference` writes it. */
export const roomReferencePattern = new RegExp(`^(?:${roomReferenceCharacters})$`);

/**
 * Reads what a person typed for a room, and folds its names.
 *
 * @throws InputError for a text that names no room, or whose names cannot be any
 */
export function parseRoomReference(text: string): RoomReference {
  if (text.toLowerCase() === 'lobby') return { type: 'lobby' };
  if (text.startsWith('@')) return conversationWith(text, text.slice(1).split(','));
  if (text.startsWith('#')) return { type: 'named', name: nameIn(text, text.slice(1)) };
  throw new InputError(worded('room.form', { text: JSON.stringify(text), name: nameFor(text) }));
}

/**
 * The conversation with these people.
 *
 * @param names as people write them, with or without the @
 * @throws InputError for what cannot be a name, and for too many
 */
export function conversationOf(names: readonly string[]): ConversationReference {
  return conversationWith(`@${names.join(',')}`, names);
}

/** `lobby`, `@ana`, `@ana,bob` or `#ops`. */
export function formatRoomReference(room: RoomReference): string {
  switch (room.type) {
    case 'lobby':
      return 'lobby';
    case 'people':
      return `@${room.names.join(',')}`;
    case 'named':
      return `#${room.name}`;
  }
}

function conversationWith(text: string, given: readonly string[]): ConversationReference {
  const folded = given.map((name) => nameIn(text, name.replace(/^@/, '')));
  const names = [...new Set(folded)].sort();
  if (names.length < mostInConversation) return { type: 'people', names };
  throw new InputError(
    worded('conversation.full', { most: mostInConversation, count: names.length }),
  );
}

function nameIn(text: string, name: string): string {
  try {
    return foldName(name);
  } catch (error) {
    const detail = error instanceof InputError && error.worded?.detail;
    if (detail !== 'name.empty' && detail !== 'name.wrong') throw error;
    const { facts } = (error as InputError).worded as Worded;
    throw new InputError(
      worded(`${detail}-in`, { most: nameLength, name: facts.name ?? '', room: text }),
    );
  }
}

/** The name in the forms of a room that are proposed: the text itself if it can be one. */
function nameFor(text: string): string {
  const fits = roomReferencePattern.test(`#${text.toLowerCase()}`);
  return fits ? text.toLowerCase() : 'NAME';
}
