/** All kinds of messages. */
export const messageKinds = ['text', 'action', 'announcement'] as const;

/** What a message is: a line of talk, an action (`/me`), or an announcement of an operator. */
export type MessageKind = (typeof messageKinds)[number];
