import { roomReferenceCharacters } from './room-reference.ts';

/** 16 characters of base64url behind a letter, so that none is a name that every object has. */
const idCharacters = 'r[A-Za-z0-9_-]{16}';

/** A room's id on the wire: only the server that gave it knows what it says. */
export const roomIdPattern = new RegExp(`^(?:lobby|${idCharacters})$`);

/** The characters of a room's id or name in a request, to be put into a pattern. */
export const roomAddressCharacters = `${idCharacters}|${roomReferenceCharacters}`;

/** A room in a request: by its id, or as people write it (`@ana`, `@ana,bob`, `#ops`), with the names folded. */
export const roomAddressPattern = new RegExp(`^(?:${roomAddressCharacters})$`);

/** Id of the lobby, which every line has. */
export const lobbyRoomId = 'lobby';
