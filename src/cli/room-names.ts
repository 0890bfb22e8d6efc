import { foldName } from '../auth/names.ts';
import { InputError } from '../base/errors.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { Kind } from './kinds.ts';

/** The lobby, or the conversation with a person of this folded name. */
export type Room = { readonly type: 'lobby' } | { readonly type: 'person'; readonly name: string };

/** A room as it is named on the command line: `lobby` or `@NAME`. */
export const room: Kind<Room> = { read: parseRoom, offer: ['lobby'] };

function parseRoom(text: string): Room {
  if (text.toLowerCase() === 'lobby') return { type: 'lobby' };
  if (text.startsWith('@')) return { type: 'person', name: personOf(text) };
  throw new CommandError(
    exitCodes.usage,
    `There is no room ${JSON.stringify(text)}: write lobby, or @NAME for a person.`,
  );
}

function personOf(text: string): string {
  try {
    return foldName(text.slice(1));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new CommandError(exitCodes.usage, `${text}: ${error.message}`);
  }
}

/** `lobby` or `@ana`. */
export function roomName(room: Room): string {
  return room.type === 'lobby' ? 'lobby' : `@${room.name}`;
}
