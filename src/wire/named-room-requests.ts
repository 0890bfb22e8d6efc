import Type from 'typebox';
import { mostInConversation } from '../words/room-reference.ts';
import {
  Count,
  Name,
  Reason,
  RoleInRoom,
  RoomAddress,
  RoomChangeShape,
  RoomId,
  RoomName,
  RoomSettingFields,
  RoomStateShape,
  Topic,
} from './field-types.ts';
import { SanctionPlace, sanction, sanctionsAnswer } from './moderation-requests.ts';
import type { RequestRow } from './request-row.ts';

const onPerson = { room: RoomAddress, name: Name };

/** Requests of a member about rooms as such: who is in them, and what they are. */
export const namedRoomRequests = {
  /** Comes into a room; `#NAME` makes it if there is none that the account can find. */
  'room.join': {
    right: 'account',
    fields: { room: RoomAddress },
    answer: { 'room.joined': { room: RoomStateShape } },
  },
  /** Leaves a room, or turns an invitation down. */
  'room.part': { right: 'account', fields: { room: RoomAddress }, answer: { done: {} } },
  /** Begins the conversation with these people, or finds it. */
  'room.open': {
    right: 'account',
    fields: { names: Type.Array(Name, { minItems: 1, maxItems: mostInConversation - 1 }) },
    answer: { 'room.opened': { room: RoomStateShape } },
  },
  /** The named rooms that the account may see, by name. */
  'room.list': {
    right: 'read',
    /** Those after this one. */
    fields: { after: Type.Optional(RoomId) },
    answer: {
      rooms: {
        rooms: Type.Array(
          Type.Object(
            {
              room: RoomId,
              name: RoomName,
              topic: Topic,
              ...RoomSettingFields,
              /** How many are in it. */
              members: Count,
              /** The account is in it, is invited, or is neither. */
              state: Type.Enum(['in', 'invited', 'out']),
              /** `member` for who is not in it. */
              role: RoleInRoom,
            },
            { additionalProperties: false },
          ),
        ),
        /** There are more after the last of these. */
        more: Type.Boolean(),
      },
    },
  },
  /** Those who are in a room, by name. */
  'room.members': {
    right: 'read',
    fields: { room: RoomAddress, after: Type.Optional(Name) },
    answer: {
      'room.members': {
        members: Type.Array(
          Type.Object(
            { name: Name, role: RoleInRoom, online: Type.Boolean() },
            { additionalProperties: false },
          ),
        ),
        /** There are more after the last of these. */
        more: Type.Boolean(),
      },
    },
  },
  /** Sets the topic; empty: none. */
  'room.topic': {
    right: 'account',
    fields: { room: RoomAddress, topic: Topic },
    answer: { done: {} },
  },
  /** Changes one setting, or the name. */
  'room.change': {
    right: 'account',
    fields: { room: RoomAddress, change: RoomChangeShape },
    answer: { done: {} },
  },
  /** Lets somebody join a room, and tells them. */
  'room.invite': { right: 'account', fields: onPerson, answer: { done: {} } },
  /** Puts somebody out of a room, who may come back. */
  'room.kick': { right: 'account', fields: { ...onPerson, reason: Reason }, answer: { done: {} } },
  /** Puts somebody out of a room, and keeps them out. */
  'room.ban': { right: 'account', fields: { ...onPerson, ...sanction }, answer: { done: {} } },
  'room.unban': { right: 'account', fields: onPerson, answer: { done: {} } },
  /** Keeps somebody from posting in a room. */
  'room.mute': { right: 'account', fields: { ...onPerson, ...sanction }, answer: { done: {} } },
  'room.unmute': { right: 'account', fields: onPerson, answer: { done: {} } },
  /** The bans and mutes in force in a room, as many as fit into one answer. */
  'room.bans': {
    right: 'account',
    fields: { room: RoomAddress, after: Type.Optional(SanctionPlace) },
    answer: sanctionsAnswer,
  },
  /** Gives somebody in a room a role. */
  'room.role': {
    right: 'account',
    fields: { ...onPerson, role: RoleInRoom },
    answer: { done: {} },
  },
} satisfies Record<string, RequestRow>;
