import { type DroppedHistory, droppedWords } from '../client/core/dropped-history.ts';
import { noteOutage } from './outages.ts';

/** Tells a person on standard error that the beginning of a room, which was asked for, is gone. */
export function noteDropped(roomName: string, dropped: DroppedHistory): void {
  noteOutage(`${droppedWords(`Older messages of ${roomName} were`, dropped)}.`);
}
