import type { Grant, Session } from './tables.ts';

/** Whether the grant lets its holder read: this room, or if none is named, anything at all. */
export function mayRead(grant: Grant | null, room?: string): boolean {
  return grant === null || (grant.read && covers(grant, room));
}

/** Whether the grant lets its holder post: in this room, or if none is named, anywhere at all. */
export function mayWrite(grant: Grant | null, room?: string): boolean {
  return grant === null || (grant.write && covers(grant, room));
}

function covers({ rooms }: Grant, room: string | undefined): boolean {
  return room === undefined || rooms === null || rooms.includes(room);
}

/** When the session ends by itself, in milliseconds since 1970 UTC; Infinity for a device. */
export function expiryOf({ grant }: Pick<Session, 'grant'>): number {
  return grant?.expiresAt ?? Number.POSITIVE_INFINITY;
}
