import { currentRoom, type TalkState } from '../model/talk-state.ts';

/** How much waits for the person: messages that call them, and whether anything is unread. */
export interface Waiting {
  readonly calls: number;
  readonly isUnread: boolean;
}

/** Counted over all rooms; every message of a direct conversation is a call. */
export function waitingIn({ rooms }: TalkState): Waiting {
  let [calls, unread] = [0, 0];
  for (const room of rooms.values()) {
    calls += room.name.startsWith('@') ? room.unread : room.mentions;
    unread += room.unread;
  }
  return { calls, isUnread: unread > 0 };
}

/** The title of the page: `(2) #ops · Night shift`; a dot stands for messages that call nobody. */
export function titleOf(state: TalkState): string {
  const { calls, isUnread } = waitingIn(state);
  const mark = calls > 0 ? `(${calls}) ` : isUnread ? '• ' : '';
  const place = [currentRoom(state).name, state.serverName].filter((part) => part !== '');
  return mark + place.join(' · ');
}
