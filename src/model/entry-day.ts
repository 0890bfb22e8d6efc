import type { Entry } from './room-entries.ts';

/** When an entry was made, in milliseconds since 1970 UTC. */
export function timeOf(entry: Entry): number {
  return entry.type === 'message' ? entry.message.at : entry.at;
}

/** Whether two entries are of the same day where this machine is. */
export function isSameDay(left: Entry, right: Entry): boolean {
  return new Date(timeOf(left)).toDateString() === new Date(timeOf(right)).toDateString();
}
