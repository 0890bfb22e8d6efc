import type { Entry } from './room-entries.ts';
import type { RoomView } from './room-view.ts';

/** Whether what is new to the person begins with the entry at a place: their own doings are no news to them. */
export function isFirstUnread({ rule, entries: { list } }: RoomView, place: number): boolean {
  if (rule === undefined || !isNews(list[place], rule)) return false;
  for (let earlier = place - 1; earlier >= 0; earlier -= 1) {
    const one = list[earlier];
    if (one?.type === 'message' && one.message.seq <= rule) return true;
    if (isNews(one, rule)) return false;
  }
  return true;
}

/** Whether an entry shows something of somebody else that came behind the rule. */
function isNews(entry: Entry | undefined, rule: number): boolean {
  if (entry?.type !== 'message' || entry.isHidden) return false;
  return !entry.message.own && entry.message.seq > rule;
}
