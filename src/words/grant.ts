/** The rights of an app token. */
export interface Grant {
  /** Receives messages, asks for history and for who is here. */
  readonly read: boolean;
  /** Posts. */
  readonly write: boolean;
  /** Keys of the only rooms it is good for; null: all of the account's. */
  readonly rooms: readonly string[] | null;
  /** Milliseconds since 1970 UTC; null: never. */
  readonly expiresAt: number | null;
}

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

/** When a session ends by itself, for comparing, in milliseconds since 1970 UTC; Infinity: never. */
export function expiryOf({ grant }: { readonly grant: Grant | null }): number {
  return grant?.expiresAt ?? Number.POSITIVE_INFINITY;
}
