import Type from 'typebox';
import {
  AwayText,
  Delay,
  FirstSeq,
  Keyword,
  Name,
  NotifyLevelName,
  PreferencesShape,
  RoomAddress,
  RoomId,
  Time,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

/** Requests of a member about who pays attention, and to what. */
export const attentionRequests = {
  /** Somebody, here or not. */
  whois: {
    right: 'read',
    fields: { name: Name },
    answer: {
      person: {
        name: Name,
        operator: Type.Boolean(),
        online: Type.Boolean(),
        /** When they came; null: they are not here. */
        since: Type.Union([Time, Type.Null()]),
        /** null: they are not away. */
        away: Type.Union([AwayText, Type.Null()]),
        /** Since when they have not typed; null: they do, or are not here. */
        idleSince: Type.Union([Time, Type.Null()]),
        /** When they were last here; null: they are here, or never were. */
        lastSeenAt: Type.Union([Time, Type.Null()]),
      },
    },
  },
  /** How long the person at this connection has not typed. */
  idle: {
    right: 'read',
    fields: {
      /** 0: they type again. */
      idleMs: Delay,
    },
    answer: { done: {} },
  },
  /** The person types in a room. */
  typing: { right: 'write', fields: { room: RoomAddress }, answer: { done: {} } },
  'preferences.read': {
    right: 'account',
    fields: {},
    answer: { preferences: { preferences: PreferencesShape } },
  },
  /** Changes preferences; fields that are left out stay as they are. */
  'preferences.change': {
    right: 'account',
    fields: {
      /** null: back. */
      away: Type.Optional(Type.Union([AwayText, Type.Null()])),
      notify: Type.Optional(NotifyLevelName),
      /** The level of one room. */
      room: Type.Optional(
        Type.Object(
          {
            room: RoomId,
            /** null: as in other rooms. */
            notify: Type.Union([NotifyLevelName, Type.Null()]),
          },
          { additionalProperties: false },
        ),
      ),
      addWord: Type.Optional(Keyword),
      removeWord: Type.Optional(Keyword),
      ignore: Type.Optional(Name),
      unignore: Type.Optional(Name),
      bell: Type.Optional(Type.Boolean()),
      desktop: Type.Optional(Type.Boolean()),
      receipts: Type.Optional(Type.Boolean()),
      typing: Type.Optional(Type.Boolean()),
    },
    answer: { done: {} },
  },
  /** The urgent messages that wait for the account. */
  'urgent.list': {
    right: 'read',
    fields: {},
    answer: {
      urgents: {
        /** The oldest first. */
        urgents: Type.Array(
          Type.Object(
            { room: RoomId, seq: FirstSeq, from: Name, at: Time },
            { additionalProperties: false },
          ),
        ),
      },
    },
  },
  /** To whom a message is urgent, and when they acknowledged it. */
  'urgent.read': {
    right: 'read',
    fields: { room: RoomId, seq: FirstSeq },
    answer: {
      'urgent.people': {
        room: RoomId,
        people: Type.Array(
          Type.Object(
            {
              name: Name,
              /** null: it waits for them. */
              acknowledgedAt: Type.Union([Time, Type.Null()]),
            },
            { additionalProperties: false },
          ),
        ),
      },
    },
  },
} satisfies Record<string, RequestRow>;
