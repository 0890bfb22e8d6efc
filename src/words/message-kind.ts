/** The facts of a kind of entry. */
interface KindFacts {
  /** Who makes it: people, or only operators, by posting; the rules, of what happens; pages of the history. */
  readonly madeBy: 'people' | 'operators' | 'rules' | 'history';
  /** Whether it is about an earlier entry of its room. */
  readonly about: 'always' | 'perhaps' | 'never';
  /** Whether it counts as unread to the others. */
  readonly unread: boolean;
  /**
   * How it is shown: as a `message` (`talk/render.ts`), as an `event` of the room
   * (`talk/render-events.ts`), or as a `change` of the message that it is about.
   */
  readonly shownAs: 'message' | 'event' | 'change';
}

/** Something that happened in a room: the rules make the entry, `from` did it. */
const event = { madeBy: 'rules', about: 'never', unread: false, shownAs: 'event' } as const;

/** All kinds of entries: the one place that says what each is. */
export const entryKinds = {
  /** A line of talk; about another, it is a reply. */
  text: { madeBy: 'people', about: 'perhaps', unread: true, shownAs: 'message' },
  /** What somebody does (`/me`). */
  action: { madeBy: 'people', about: 'perhaps', unread: true, shownAs: 'message' },
  /** An announcement of an operator. */
  announcement: { madeBy: 'operators', about: 'perhaps', unread: true, shownAs: 'message' },
  /** A file with a text about it, which is the file's name where nothing else was said. */
  file: { madeBy: 'people', about: 'perhaps', unread: true, shownAs: 'message' },
  /** A message that is repeated to those whom it names, or all others in the room, until they acknowledge it. */
  urgent: { madeBy: 'people', about: 'perhaps', unread: true, shownAs: 'message' },
  /** Acknowledges an urgent message; its text is empty. */
  ack: { madeBy: 'people', about: 'always', unread: false, shownAs: 'event' },
  /** The room was made. */
  created: event,
  /** Came in. */
  joined: event,
  /** Went out. */
  left: event,
  /** Invited the person in `names`. */
  invited: event,
  /** Put the person in `names` out of the room; `text` says why, and may be empty. So for the next four. */
  kicked: event,
  banned: event,
  unbanned: event,
  muted: event,
  unmuted: event,
  /** Gave the person in `names` the role in `text`. */
  role: event,
  /** Set the topic to `text`; empty: none. */
  topic: event,
  /** Gave the room the name in `text`, without the `#`. */
  renamed: event,
  /** Set what `text` says, as the command `/room` takes it: `private`, `readonly on`, `slow 10000`, `history joined`. */
  changed: event,
  /** Archived the room, or with the `text` `off` took it up again. */
  archived: event,
  /** The place of a message that was deleted, as pages of the history tell it. */
  deleted: { madeBy: 'history', about: 'perhaps', unread: false, shownAs: 'message' },
  /** Another text for a message; an empty one where a later edit, or a deletion, has taken its place. */
  edit: { madeBy: 'people', about: 'always', unread: false, shownAs: 'change' },
  /** Takes a message's text away, for good. */
  deletion: { madeBy: 'people', about: 'always', unread: false, shownAs: 'change' },
  /** Answers a message with an emoji, which is its text. */
  reaction: { madeBy: 'people', about: 'always', unread: false, shownAs: 'change' },
  /** Takes a reaction back: the text is its emoji. */
  unreaction: { madeBy: 'people', about: 'always', unread: false, shownAs: 'change' },
} as const satisfies Readonly<Record<string, KindFacts>>;

/** The kind of an entry. */
export type EntryKind = keyof typeof entryKinds;

/** The kinds that have these facts. */
type KindsWith<Facts> = {
  [Kind in EntryKind]: (typeof entryKinds)[Kind] extends Facts ? Kind : never;
}[EntryKind];

type Posted = { readonly madeBy: 'people' | 'operators' };

function kindsWith<Facts>(fits: (facts: KindFacts) => boolean): readonly KindsWith<Facts>[] {
  const all = Object.keys(entryKinds) as EntryKind[];
  return all.filter((kind): kind is KindsWith<Facts> => fits(entryKinds[kind]));
}

function isPosted({ madeBy }: KindFacts): boolean {
  return madeBy === 'people' || madeBy === 'operators';
}

/** All kinds of entries that somebody posts. */
export const postKinds = kindsWith<Posted>(isPosted);
/** The kind of an entry that somebody posts. */
export type PostKind = (typeof postKinds)[number];

/** All kinds of messages that somebody posts. */
export const messageKinds = kindsWith<Posted & { readonly shownAs: 'message' }>(
  (facts) => isPosted(facts) && facts.shownAs === 'message',
);
/** The kind of a message that somebody posts: a line of talk, an action (`/me`), an announcement of an operator. */
export type MessageKind = (typeof messageKinds)[number];

/** A kind of message that is posted with nothing but a text. */
export type TextKind = Exclude<MessageKind, 'file'>;
/** All of them. */
export const textKinds = messageKinds.filter((kind): kind is TextKind => kind !== 'file');

/** The kind of an entry that tells what happened in a room. */
export type EventKind = KindsWith<{ readonly shownAs: 'event' }>;

/** Whether an entry of this kind tells what happened to its room. */
export function isEventKind(kind: string): kind is EventKind {
  const known = entryKindOf(kind);
  return known !== undefined && entryKinds[known].shownAs === 'event';
}

/** All kinds of changes of messages that somebody posts. */
export const changeKinds = kindsWith<Posted & { readonly shownAs: 'change' }>(
  (facts) => isPosted(facts) && facts.shownAs === 'change',
);
/** The kind of a change of an earlier message. */
export type ChangeKind = (typeof changeKinds)[number];

const changes: ReadonlySet<string> = new Set(changeKinds);

/** Whether an entry of this kind changes how an earlier message is shown, and is not shown itself. */
export function isChangeKind(kind: string): kind is ChangeKind {
  return changes.has(kind);
}

/** Whether an entry of this kind is a message: it can be edited, deleted and reacted to. */
export function isMessageKind(kind: string): boolean {
  const known = entryKindOf(kind);
  return known !== undefined && entryKinds[known].shownAs === 'message';
}

/** The kind of this name; undefined for one that this version does not know. */
export function entryKindOf(name: unknown): EntryKind | undefined {
  return typeof name === 'string' && Object.hasOwn(entryKinds, name)
    ? (name as EntryKind)
    : undefined;
}

/** The kind of an entry that is urgent, or acknowledges one that is. */
export type UrgencyKind = 'urgent' | 'ack';

/** Whether an entry of this kind is urgent, or acknowledges one that is. */
export function isUrgencyKind(kind: string): kind is UrgencyKind {
  return kind === 'urgent' || kind === 'ack';
}
