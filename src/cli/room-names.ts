import { InputError } from '../base/errors.ts';
import { parseRoomReference, type RoomReference } from '../words/room-reference.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Reads a room from the command line. Throws CommandError. */
export function parseRoom(text: string): RoomReference {
  try {
    return parseRoomReference(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new CommandError(exitCodes.usage, error.message);
  }
}
