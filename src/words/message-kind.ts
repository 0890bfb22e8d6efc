/** All kinds of messages. */
export const messageKinds = ['text', 'action', 'announcement'] as const;

/** The kind of a message: a line of talk, an action (`/me`), or an announcement of an operator. */
export type MessageKind = (typeof messageKinds)[number];
