import { nameCharacters } from './name.ts';

/** 16 characters of base64url behind a letter, so that none is a name that every object has. */
const idCharacters = 'lobby|r[A-Za-z0-9_-]{16}';

/** A room's id on the wire: only the server that gave it knows what it says. */
export const roomIdPattern = new RegExp(`^(?:${idCharacters})$`);

/** Most people in a direct conversation. */
export const peopleInConversation = 16;

/** The characters of the name of a conversation or a room, as people write it, to be put into a pattern. */
export const roomNameCharacters = `#${nameCharacters}|@${nameCharacters}(?:,${nameCharacters}){0,${peopleInConversation - 2}}`;

/** The characters of a room's id or name in a request, to be put into a pattern. */
export const roomAddressCharacters = `${idCharacters}|${roomNameCharacters}`;

/** A room in a request: by its id, or as people write it (`@ana`, `@ana,bob`, `#ops`), with the names folded. */
export const roomAddressPattern = new RegExp(`^(?:${roomAddressCharacters})$`);

/** Id of the lobby, which every line has. */
export const lobbyRoomId = 'lobby';
