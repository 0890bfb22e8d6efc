/** Which messages call a person: none, those that are for them or about them, or all. */
export const notifyLevels = ['none', 'mention', 'all'] as const;

/** Which messages call a person. */
export type NotifyLevel = (typeof notifyLevels)[number];

/** The wishes of a person that all their devices share. */
export interface Preferences {
  /** Why the person is away, and since when (milliseconds since 1970 UTC); null: they are not. */
  readonly away: { readonly text: string; readonly since: number } | null;
  /** The messages that call the person in rooms that have no level of their own. */
  readonly notify: NotifyLevel;
  /** The level of single rooms, by their ids. */
  readonly rooms: Readonly<Record<string, NotifyLevel>>;
  /** Words that call the person wherever they stand in a message, except where the level is `none`. */
  readonly words: readonly string[];
  /** Names of the people whose messages are not shown. */
  readonly ignored: readonly string[];
  /** Whether a call rings the terminal's bell. */
  readonly bell: boolean;
  /** Whether a call shows a notification on the desktop (OSC 9). */
  readonly desktop: boolean;
  /** Whether the others of a direct conversation are told what the person was brought, and has read. */
  readonly receipts: boolean;
  /** Whether others are told that the person types, and the person is told of others. */
  readonly typing: boolean;
}

/** The preferences of whoever has changed none. */
export const defaultPreferences: Preferences = {
  away: null,
  notify: 'mention',
  rooms: {},
  words: [],
  ignored: [],
  bell: true,
  desktop: false,
  receipts: true,
  typing: true,
};

/** A change of preferences: fields that are left out stay as they are. */
export interface PreferencesChange {
  /** null: back. */
  readonly away?: string | null | undefined;
  readonly notify?: NotifyLevel | undefined;
  /** The level of one room, by its id; null: as in other rooms. */
  readonly room?: { readonly room: string; readonly notify: NotifyLevel | null } | undefined;
  readonly addWord?: string | undefined;
  readonly removeWord?: string | undefined;
  readonly ignore?: string | undefined;
  readonly unignore?: string | undefined;
  readonly bell?: boolean | undefined;
  readonly desktop?: boolean | undefined;
  readonly receipts?: boolean | undefined;
  readonly typing?: boolean | undefined;
}
