import Type from 'typebox';
import { bindingTypes } from '../words/binding-type.ts';
import { limits } from '../words/limits.ts';
import { messageKinds } from '../words/message-kind.ts';
import { namePattern } from '../words/name.ts';
import { roles } from '../words/role.ts';
import { roomReferencePattern } from '../words/room-reference.ts';
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
export const OpaqueMessage = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,1024}$',
  description: 'A message of OPAQUE in base64url.',
});
export const RoomKey = Type.String({
  pattern: '^(lobby|@[0-9]{1,15}\\.[0-9]{1,15})$',
  description: 'The lobby, or a direct conversation as the server names it: @3.17.',
});
export const RoomReference = Type.String({
  pattern: roomReferencePattern.source,
  description: 'The lobby, the direct conversation with a person (@ana), or a named room (#ops).',
});
export const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'A sequence number; 0 stands before the first message.',
});
/** Up to the last day that a `Date` knows (ECMA-262, 21.4.1.1). */
export const Time = Type.Integer({
  minimum: 0,
  maximum: 8.64e15,
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

/** Told to whom it concerns; may be empty. */
export const Reason = Type.String({
  pattern: `^[^\\x00-\\x1f\\x7f-\\x9f]{0,${limits.reasonLength}}$`,
  description: 'Why an operator does something.',
});

export const RoleName = Type.Enum(roles);
export const Binding = Type.Enum(bindingTypes);
export const Kind = Type.Enum(messageKinds);
export const SignUp = Type.Enum(signUpModes);

/** Last sequence number that a device has shown, by room. */
export const Cursors = Type.Record(RoomKey, Seq, {
  maxProperties: 1_000,
  additionalProperties: false,
});

export const GrantShape = Type.Object(
  {
    read: Type.Boolean(),
    write: Type.Boolean(),
    /** Keys of the only rooms; null: all of the account's. */
    rooms: Type.Union([
      Type.Immutable(Type.Array(RoomKey, { maxItems: limits.roomsPerToken })),
      Type.Null(),
    ]),
    /** null: never. */
    expiresAt: Type.Union([Time, Type.Null()]),
  },
  { additionalProperties: false, description: 'What an app token may do.' },
);

export const RoomStateShape = Type.Object(
  {
    room: RoomKey,
    kind: Type.Enum(['lobby', 'direct']),
    /** The other person of a direct conversation; null for the lobby. */
    with: Type.Union([Name, Type.Null()]),
    /** Sequence number of the room's last message. */
    last: Seq,
    /** Messages after this one are sent without being asked for. */
    after: Seq,
    /** Messages older than that which the device has not seen and which are not sent by themselves. */
    skipped: Seq,
  },
  { additionalProperties: false },
);

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
