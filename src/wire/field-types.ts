import Type from 'typebox';
import { bindingTypes } from '../words/binding-type.ts';
import { fileHashPattern, mediaTypePattern } from '../words/file.ts';
import { limits } from '../words/limits.ts';
import { postKinds } from '../words/message-kind.ts';
import { nameCharacters, namePattern } from '../words/name.ts';
import { notifyLevels } from '../words/preferences.ts';
import { roles } from '../words/role.ts';
import { roomAddressPattern, roomIdPattern } from '../words/room-id.ts';
import { roomReferencePattern } from '../words/room-reference.ts';
import { roomRoles } from '../words/room-role.ts';
import { longestSlowMs, roomAccesses, roomHistories } from '../words/room-settings.ts';
import { signUpModes } from '../words/sign-up-mode.ts';

/*
 * The types of fields that messages are made of. Descriptions stand in the schemas themselves: they are
 * published, see tools/schema.ts.
 */

export const RequestId = Type.Integer({
  minimum: 1,
  maximum: 2 ** 31 - 1,
  description: "The sender's number of a request; unique among its unanswered requests.",
});
/** An account's name. */
export const Name = Type.String({
  pattern: namePattern.source,
  description: "An account's name, already folded to lower case.",
});
export const Id16 = Type.String({
  pattern: '^[A-Za-z0-9_-]{22}$',
  description: '16 bytes in base64url.',
});
export const Bytes32 = Type.String({
  pattern: '^[A-Za-z0-9_-]{43}$',
  description: '32 bytes in base64url: tokens and proofs.',
});
export const Mark = Type.String({
  pattern: '^[A-Za-z0-9_-]{8}$',
  description: 'A mark in the stream of messages to a client, in base64url.',
});
export const OpaqueMessage = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,1024}$',
  description: 'A message of OPAQUE in base64url.',
});
export const RoomId = Type.String({
  pattern: roomIdPattern.source,
  description: 'A room, as the server has named it; the lobby is `lobby`.',
});
/** A room in a request. */
export const RoomAddress = Type.String({
  pattern: roomAddressPattern.source,
  description: 'A room by its id, or as people write it: @ana, @ana,bob, #ops.',
});
export const RoomReference = Type.String({
  pattern: roomReferencePattern.source,
  description:
    'The lobby, the direct conversation with people (@ana, @ana,bob), or a named room (#ops).',
});
export const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'A sequence number; 0 stands before the first message.',
});
export const FirstSeq = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Number of an entry in its room; they count from 1.',
});
/** The last day that a `Date` knows (ECMA-262, 21.4.1.1). */
const lastTime = 8.64e15;
export const Time = Type.Integer({
  minimum: 0,
  maximum: lastTime,
  description: 'Milliseconds since 1970-01-01 UTC.',
});
/** As far as a timer counts: a longer one would fire at once. */
export const Delay = Type.Integer({
  minimum: 0,
  maximum: 2 ** 31 - 1,
  description: 'Milliseconds to wait.',
});
/** How many. */
export const Count = Type.Integer({ minimum: 0 });
/** Commits of the store, and how long they took, in microseconds. */
export const CommitsShape = Type.Object(
  { count: Count, p50Us: Count, p99Us: Count, maxUs: Count },
  { additionalProperties: false },
);
/** A short text on one line, without control characters; counted in code points. */
export const label = (maxLength: number, description: string) =>
  Type.String({ pattern: `^[^\\x00-\\x1f\\x7f-\\x9f]{1,${maxLength}}$`, description });
export const DeviceName = label(limits.deviceNameLength, 'Name of a device, or of an app token.');
export const SoftwareName = label(64, 'A program and its version.');
/** Texts that are empty or too long have error codes of their own. */
export const Text = Type.String();
export const Code = Type.String({
  pattern: '^[a-z0-9-]{1,64}$',
  description: 'A one-time invitation or reset code.',
});

/** A word or a phrase of a search. */
export const SearchTerm = label(
  limits.searchTermLength,
  'A word or a phrase that is looked for, without any syntax.',
);

/** Told to whom it concerns; may be empty. */
export const Reason = Type.String({
  pattern: `^[^\\x00-\\x1f\\x7f-\\x9f]{0,${limits.reasonLength}}$`,
  description: 'Why an operator does something.',
});

/** Networks are read by `parseNetwork`. */
export const NetworkText = Type.String({
  pattern: '^[0-9A-Fa-f.:]{2,45}(/[0-9]{1,3})?$',
  description: 'An IP address, or a network in CIDR notation: 192.0.2.7, 2001:db8::/32.',
});

/** An account or a network: one of the two. */
export const target = {
  name: Type.Optional(Name),
  network: Type.Optional(NetworkText),
};

const RateShape = Type.Object(
  {
    /** Posts that may come at once. */
    burst: Count,
    /** Time after which one more is allowed. */
    refillMs: Delay,
  },
  {
    additionalProperties: false,
    description: 'So many posts at once, and one more after each time.',
  },
);

export const FloodLimitsShape = Type.Object(
  {
    /** Of this session. */
    session: RateShape,
    /** Of all sessions of the account together. */
    account: RateShape,
    /** Of everybody in one room together. */
    room: RateShape,
  },
  { additionalProperties: false },
);

export const LockdownShape = Type.Object(
  {
    /** Accounts made at this time or later are kept out; null: none. */
    newcomersSince: Type.Union([Time, Type.Null()]),
    /** Time between two messages of an account; 0: as ever. */
    slowMs: Delay,
  },
  { additionalProperties: false },
);

export const RoleName = Type.Enum(roles);
export const Binding = Type.Enum(bindingTypes);
export const SignUp = Type.Enum(signUpModes);

export const NotifyLevelName = Type.Enum(notifyLevels);
export const AwayText = label(limits.awayLength, 'Why somebody is away.');
export const Keyword = label(limits.wordLength, 'A word that calls somebody.');

/** The wishes of a person that all their devices share. */
export const PreferencesShape = Type.Object(
  {
    /** null: the person is not away. */
    away: Type.Union([
      Type.Object({ text: AwayText, since: Time }, { additionalProperties: false }),
      Type.Null(),
    ]),
    notify: NotifyLevelName,
    /** The level of single rooms. */
    rooms: Type.Record(RoomId, NotifyLevelName, {
      maxProperties: limits.roomLevelsPerAccount,
      additionalProperties: false,
    }),
    words: Type.Immutable(Type.Array(Keyword, { maxItems: limits.wordsPerAccount })),
    ignored: Type.Immutable(Type.Array(Name, { maxItems: limits.ignoredPerAccount })),
    bell: Type.Boolean(),
    desktop: Type.Boolean(),
    receipts: Type.Boolean(),
    typing: Type.Boolean(),
  },
  { additionalProperties: false },
);

export const TermId = Type.String({
  pattern: '^[A-Za-z0-9_-]{11}$',
  description: 'A term of the history: the time from one start of the server to the next.',
});

/** Where a node of the line listens. */
export const NodeAddress = Type.String({
  pattern: '^[^\\x00-\\x20\\x7f-\\x9f]{1,280}$',
  description: 'A host and a port, HOST:PORT or [IPv6]:PORT.',
});

/** The name of a sentence. */
export const DetailName = Type.String({
  pattern: '^[a-z][a-z0-9.-]{0,63}$',
  description: 'A sentence by its name: which of the cases of a code or a reason it is.',
});
const FactName = Type.String({
  pattern: '^[a-z]{1,10}$',
  description: 'The name of a fact in a sentence.',
});
/** The facts in a sentence, by name. */
export const FactsShape = Type.Record(FactName, Type.String(), {
  maxProperties: 8,
  additionalProperties: false,
});

/** Last sequence number that a device has shown, by room. */
export const Cursors = Type.Record(RoomId, Seq, {
  maxProperties: 1_000,
  additionalProperties: false,
});

export const GrantShape = Type.Object(
  {
    read: Type.Boolean(),
    write: Type.Boolean(),
    /** The only rooms; null: all of the account's. */
    rooms: Type.Union([
      Type.Immutable(Type.Array(RoomReference, { maxItems: limits.roomsPerToken })),
      Type.Null(),
    ]),
    /** null: never. */
    expiresAt: Type.Union([Time, Type.Null()]),
  },
  { additionalProperties: false, description: 'The rights of an app token.' },
);

export const FileHash = Type.String({
  pattern: fileHashPattern.source,
  description: 'SHA-256 of the bytes of a file, in hexadecimal digits.',
});
/** Length of a file, or a place in it. */
export const FileBytes = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'A number of bytes.',
});
export const FileData = Type.String({
  pattern: `^[A-Za-z0-9_-]{0,${Math.ceil((limits.fileChunkBytes * 4) / 3)}}$`,
  description: `Up to ${limits.fileChunkBytes} bytes of a file in base64url.`,
});
/** Names that could mislead somebody are refused besides: see `isFileName`. */
export const FileName = label(limits.fileNameBytes, 'The name of a file, without a path.');
const FileFacts = Type.Object(
  {
    name: FileName,
    bytes: FileBytes,
    hash: FileHash,
    type: Type.String({
      pattern: mediaTypePattern.source,
      description: 'A media type, as the sender took it to be.',
    }),
  },
  { additionalProperties: false, description: 'A file that was sent.' },
);

/** A content as it is posted. A text that is empty or too long has error codes of its own. */
export const Content = Type.Object(
  {
    kind: Type.Enum(postKinds),
    text: Type.String(),
    /** To whom it is urgent. */
    names: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: limits.urgentAddressees })),
    /** With the kind `file`: the file, which the account has sent before. */
    file: Type.Optional(FileFacts),
  },
  { additionalProperties: false, description: 'The content of an entry; only operators announce.' },
);

/** A content as readers take it: those of later versions may have kinds and fields that are new. */
export const AnyContent = Type.Object(
  { kind: Type.String() },
  {
    additionalProperties: true,
    description: 'A content of any kind; of the kinds of a post, as that.',
  },
);

const AfterMs = Type.Integer({
  minimum: -lastTime,
  maximum: lastTime,
  description: "Milliseconds from the run's `at` to the time of the entry; 0 if it is left out.",
});

/** The people who reacted to an entry with one emoji. */
const EntryReactions = Type.Object(
  { emoji: label(64, 'An emoji.'), names: Type.Array(Name, { minItems: 1 }) },
  { additionalProperties: false },
);

/** Entries of one room that follow on each other, by runs of one sender. */
export const Runs = Type.Array(
  Type.Object(
    {
      from: Name,
      at: Time,
      entries: Type.Array(
        Type.Object(
          {
            mid: Id16,
            afterMs: Type.Optional(AfterMs),
            content: Type.Optional(AnyContent),
            /** In place of the content, where that is of the kind `text` and has nothing else. */
            text: Type.Optional(Type.String()),
            /** The earlier entry of the room that it is about. */
            of: Type.Optional(FirstSeq),
            reactions: Type.Optional(Type.Array(EntryReactions, { minItems: 1 })),
          },
          { additionalProperties: false },
        ),
        { minItems: 1 },
      ),
    },
    { additionalProperties: false },
  ),
  { description: 'Entries of one room, in the order of their numbers and without holes.' },
);

export const DroppedShape = Type.Object(
  {
    /** The entries of the room up to this one were dropped. */
    through: FirstSeq,
    /** Milliseconds that a message is kept; missing: however old it is. */
    keepMs: Type.Optional(Count),
    /** Bytes of the database beyond which the oldest messages are dropped; missing: however many. */
    keepBytes: Type.Optional(Count),
  },
  {
    additionalProperties: false,
    description: 'Entries that the line has not kept, and how much it keeps now.',
  },
);

export const RoomName = Type.String({
  pattern: `^#${nameCharacters}$`,
  description: 'A named room, as the account calls it.',
});

export const Topic = Type.String({
  pattern: `^[^\\x00-\\x1f\\x7f-\\x9f]{0,${limits.topicLength}}$`,
  description: 'The topic of a room; empty: none.',
});

export const RoleInRoom = Type.Enum(roomRoles);

const slowMs = Type.Integer({ minimum: 0, maximum: longestSlowMs });

/** The settings of a room, as fields of what is told of it. */
export const RoomSettingFields = {
  /** A private room is found by those who are in it, or invited. */
  access: Type.Enum(roomAccesses),
  /** Only owners and operators post. */
  readonly: Type.Boolean(),
  /** Milliseconds between two posts of a member; 0: none. */
  slowMs,
  /** What those who join from now on may read. */
  history: Type.Enum(roomHistories),
  /** Nobody posts any more. */
  archived: Type.Boolean(),
};

export const RoomChangeShape = Type.Object(
  {
    /** Without the #. */
    name: Type.Optional(Type.String({ pattern: namePattern.source })),
    access: Type.Optional(RoomSettingFields.access),
    readonly: Type.Optional(RoomSettingFields.readonly),
    slowMs: Type.Optional(slowMs),
    history: Type.Optional(RoomSettingFields.history),
    archived: Type.Optional(RoomSettingFields.archived),
  },
  { additionalProperties: false, description: 'One setting of a room, or its name.' },
);

/** Messages of a room that an account may read. */
const StretchShape = Type.Object(
  {
    /** Those with a higher number. */
    after: Seq,
    /** Up to this one; null: all that come. */
    through: Type.Union([Seq, Type.Null()]),
  },
  { additionalProperties: false },
);

export const RoomStateShape = Type.Object(
  {
    room: RoomId,
    /** How the account calls it. */
    name: RoomReference,
    topic: Topic,
    ...RoomSettingFields,
    /** The account's. */
    role: RoleInRoom,
    /** Sequence number of the room's last message. */
    last: Seq,
    /** Messages after this one are sent without being asked for. */
    after: Seq,
    /** The account has read up to this one on another device; left out where that is no further than `after`. */
    read: Type.Optional(Seq),
    /** Messages older than that which the device has not seen and which are not sent by themselves. */
    skipped: Seq,
    /** The only messages that the account may read, first to last. */
    stretches: Type.Optional(Type.Array(StretchShape, { minItems: 1 })),
  },
  { additionalProperties: false },
);

/** How far somebody has come in a direct conversation. */
export const ReceiptFields = {
  name: Name,
  /** The last entry that a device of theirs has taken. */
  delivered: Seq,
  /** The last entry that they have read. */
  read: Seq,
};

export const SessionInfoShape = Type.Object(
  {
    session: Id16,
    device: DeviceName,
    address: Type.String(),
    createdAt: Time,
    lastSeenAt: Time,
    online: Type.Boolean(),
    current: Type.Boolean(),
    /** null: a device; else an app token, whose name stands in `device`. */
    grant: Type.Union([GrantShape, Type.Null()]),
    /** null: it lives. App tokens are listed for a while after they were ended. */
    endedAt: Type.Union([Time, Type.Null()]),
  },
  { additionalProperties: false },
);

export const AccountInfoShape = Type.Object(
  {
    name: Name,
    role: RoleName,
    online: Type.Boolean(),
    /** Waits for an operator to admit it. */
    pending: Type.Boolean(),
    /** null: not banned; `until` null: for good. */
    ban: Type.Union([
      Type.Object(
        { until: Type.Union([Time, Type.Null()]), reason: Type.String() },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    createdAt: Time,
  },
  { additionalProperties: false },
);

/** A ban or a mute in force. */
export const SanctionShape = Type.Object(
  {
    kind: Type.Enum(['ban', 'mute']),
    /** The account's name, or a network; the other is left out. */
    ...target,
    until: Type.Union([Time, Type.Null()]),
    reason: Type.String(),
    /** Who imposed it; null: not known. */
    by: Type.Union([Name, Type.Null()]),
    at: Time,
  },
  { additionalProperties: false },
);

/** Something that was done, as operators are shown it. */
export const ActShape = Type.Object(
  {
    /** Its number among all that was stored. */
    position: FirstSeq,
    at: Time,
    /** Who did it; null: the line itself, or an account that is gone. */
    by: Type.Union([Name, Type.Null()]),
    /** The request, such as `account.ban`. */
    act: Type.String(),
    /** To whom: an account, or a network; neither: to the line, or to an account that is gone. */
    ...target,
    /** Of a ban or a mute; null: not by itself. */
    until: Type.Optional(Type.Union([Time, Type.Null()])),
    reason: Type.String(),
    /** Whatever else there is to know. */
    facts: Type.Array(
      Type.Object({ name: Type.String(), value: Type.String() }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);
