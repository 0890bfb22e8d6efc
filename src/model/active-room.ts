import type { TalkState } from './talk-state.ts';

/** The room where something calls the person, else where something is unread, else the one before. */
export function activeRoom({ order, rooms, current, previous }: TalkState): string | undefined {
  const others = order.filter((room) => room !== current).map((room) => rooms.get(room));
  const active =
    others.find((room) => (room?.mentions ?? 0) > 0) ??
    others.find((room) => (room?.unread ?? 0) > 0);
  return active?.room ?? previous;
}
