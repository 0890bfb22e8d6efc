import type { Clock } from '../../base/clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import { defaultPreferences } from '../../words/preferences.ts';
import type { TypingNotices } from '../delivery/typing-notices.ts';
import { propose } from '../propose.ts';
import type { Handler, Requester } from './handler.ts';
import { roomKey } from './room-address.ts';

/* Answers `idle`, `typing`, `preferences.read` and `preferences.change`. */

/** Least time between two notices that somebody types, in milliseconds. */
export const typingEveryMs = 2_000;

/** `idle`: the person at this connection has not typed for a while, or types again. */
export function idle({ clock }: { readonly clock: Clock }): Handler<'idle'> {
  return (requester, { idleMs }) => {
    requester.isIdle(idleMs === 0 ? null : Math.max(0, clock.now() - idleMs));
    return {};
  };
}

/** `typing`: tells those who are in the room. Notices that come too fast are told to nobody. */
export function typing(parts: {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly typing: Pick<TypingNotices, 'tell'>;
}): Handler<'typing'> {
  const { clock, directory } = parts;
  const toldAt = new WeakMap<Requester, number>();
  return (requester, { room: address }) => {
    const room = requester.permissions.roomFor('post', roomKey(directory, requester, address));
    const now = clock.elapsed();
    if (now - (toldAt.get(requester) ?? Number.NEGATIVE_INFINITY) < typingEveryMs) return {};
    toldAt.set(requester, now);
    const { account, name } = requester;
    parts.typing.tell({ room, account, name });
    return {};
  };
}

/** `preferences.read`: those of the account. */
export function readPreferences(parts: {
  readonly directory: Directory;
}): Handler<'preferences.read'> {
  return ({ account }) => {
    const { account: _, ...preferences } = {
      account,
      ...(parts.directory.preferences(account) ?? defaultPreferences),
    };
    return { preferences };
  };
}

/** `preferences.change`: the devices of the account are told once it is stored. */
export function changePreferences(parts: {
  readonly journal: Journal;
  readonly clock: Clock;
}): Handler<'preferences.change'> {
  const { journal, clock } = parts;
  return async (requester, { type, id: _id, token: _token, ...change }) => {
    // A level is taken back for a room that is gone, too.
    if (change.room?.notify) requester.permissions.roomFor('read', change.room.room);
    const { account } = requester;
    await propose(journal, { type, at: clock.now(), account, change });
    return {};
  };
}
