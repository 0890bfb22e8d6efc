/** Who finds a room: everybody, or only those who are in it or invited. */
export const roomAccesses = ['public', 'private'] as const;
/** What those who join from now on may read: everything, or what comes from then on. */
export const roomHistories = ['all', 'joined'] as const;

/** Longest time between two posts of a member of a slow room, in milliseconds: a day. */
export const longestSlowMs = 24 * 3_600_000;

/** What the owners of a room set. */
export interface RoomSettings {
  readonly access: (typeof roomAccesses)[number];
  /** Only owners and operators post. */
  readonly readonly: boolean;
  /** Milliseconds that lie between two posts of a member; 0: none need. */
  readonly slowMs: number;
  readonly history: (typeof roomHistories)[number];
  /** Nobody posts, and it is listed no more; it can be read by those who are in it. */
  readonly archived: boolean;
}

/** A change of one setting, or of the name. */
export type RoomChange =
  | { readonly name: string }
  | { readonly [Setting in keyof RoomSettings]: Pick<RoomSettings, Setting> }[keyof RoomSettings];

/** The settings of a room that nobody has changed: public, and with its whole history for everybody. */
export const defaultSettings: RoomSettings = {
  access: 'public',
  readonly: false,
  slowMs: 0,
  history: 'all',
  archived: false,
};
