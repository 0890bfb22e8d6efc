import type { LineMessage } from '../client/core/events.ts';
import type { RoomState } from '../wire/messages.ts';
import { limits } from '../words/limits.ts';
import type { Role } from '../words/role.ts';

/** What somebody may do about a message, as far as a page can tell: the server decides. */
export interface MessagePowers {
  readonly edit: boolean;
  readonly delete: boolean;
}

/**
 * @param at `room`: the message's, undefined where it is not known; `role`: the reader's on the line; `now`: milliseconds
 *   since 1970 UTC by the server's clock
 */
export function powersOver(
  { own, kind, deleted, at: saidAt }: Pick<LineMessage, 'own' | 'kind' | 'deleted' | 'at'>,
  {
    room,
    role,
    now,
  }: {
    readonly room: Pick<RoomState, 'name' | 'access' | 'role'> | undefined;
    readonly role: Role;
    readonly now: number;
  },
): MessagePowers {
  if (deleted) return { edit: false, delete: false };
  const isOperator =
    room !== undefined &&
    !room.name.startsWith('@') &&
    (room.role !== 'member' || (role === 'operator' && room.access === 'public'));
  const isInTime = own && now - saidAt <= limits.amendableMs;
  return {
    edit: own && kind !== 'file' && (isInTime || isOperator),
    delete: isInTime || isOperator,
  };
}
