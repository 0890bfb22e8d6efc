import type { Entry } from './room-entries.ts';

/** When an entry was made, in milliseconds since 1970 UTC. */
export function timeOf(entry: Entry): number {
  return entry.type === 'message' ? entry.message.at : entry.at;
}

/** From when to when a day is where this machine is: the one that was asked about last, as most entries are of one day. */
let day = { begin: 0, end: 0 };

/** Whether two entries are of the same day where this machine is. */
export function isSameDay(left: Entry, right: Entry): boolean {
  const [at, other] = [timeOf(left), timeOf(right)];
  if (at < day.begin || at >= day.end) day = dayOf(new Date(at));
  return other >= day.begin && other < day.end;
}

function dayOf(time: Date): typeof day {
  const [year, month, date] = [time.getFullYear(), time.getMonth(), time.getDate()];
  const begin = new Date(year, month, date).getTime();
  return { begin, end: new Date(year, month, date + 1).getTime() };
}
