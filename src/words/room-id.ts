import { nameCharacters } from './name.ts';

const idCharacters = '[A-Za-z0-9_-]{1,22}';

/** A room's id on the wire: only the server that gave it knows what it says. */
export const roomIdPattern = new RegExp(`^${idCharacters}$`);

/** A room in a request: by its id, or as people write it (`@ana`, `#ops`), with the name folded. */
export const roomAddressPattern = new RegExp(`^(?:${idCharacters}|[@#]${nameCharacters})$`);

/** Id of the lobby, which every line has. */
export const lobbyRoomId = 'lobby';
