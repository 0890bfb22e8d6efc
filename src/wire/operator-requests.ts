import Type from 'typebox';
import { limits } from '../words/limits.ts';
import {
  AccountInfoShape,
  Code,
  CommitsShape,
  Count,
  Id16,
  LockdownShape,
  Name,
  Reason,
  RoleInRoom,
  RoleName,
  RoomAddress,
  SessionInfoShape,
  SignUp,
  SoftwareName,
  Time,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

const oneTimeCode = {
  'code.created': {
    code: Code,
    /** The line's address with the code in it. */
    address: Type.String(),
    /** That of the line's page with the code in it, where the line has a page. */
    page: Type.Optional(Type.String()),
    expiresAt: Time,
  },
};

/** Requests of an operator: accounts of others, sign-up, and how the line is run. */
export const operatorRequests = {
  /** The accounts by name, those after a name, as many as fit into one answer. */
  accounts: {
    right: 'operator',
    fields: { after: Type.Optional(Name) },
    answer: {
      accounts: {
        accounts: Type.Array(AccountInfoShape),
        /** There are more after the last of these. */
        more: Type.Boolean(),
      },
    },
  },
  /** The sessions of one account, or of all. */
  'account.sessions': {
    right: 'operator',
    fields: { name: Type.Optional(Name) },
    answer: {
      'account.sessions': {
        sessions: Type.Array(
          Type.Object(
            { name: Name, ...SessionInfoShape.properties },
            { additionalProperties: false },
          ),
        ),
        /** Sessions unused for longer than these, for which the frame has no room. */
        more: Count,
      },
    },
  },
  /** Ends one session of an account, or all. */
  'account.revoke': {
    right: 'operator',
    fields: { name: Name, session: Type.Union([Id16, Type.Literal('all')]) },
    answer: { revoked: { count: Count } },
  },
  /** Lets an account in that waits for it. */
  'account.admit': { right: 'operator', fields: { name: Name }, answer: { done: {} } },
  /** Makes an account an operator of the line, or a member again. */
  'account.role': {
    right: 'operator',
    fields: { name: Name, role: RoleName },
    answer: { done: {} },
  },
  /** Makes a one-time code with which a person sets a new password. */
  'account.reset': { right: 'operator', fields: { name: Name }, answer: oneTimeCode },
  /** Makes a one-time code with which a newcomer signs up, under this name or under any. */
  'invite.create': {
    right: 'operator',
    fields: {
      name: Type.Optional(Name),
      /** Named rooms that the newcomer is in from the start. */
      rooms: Type.Optional(
        Type.Array(RoomAddress, { minItems: 1, maxItems: limits.roomsPerInvite }),
      ),
      /** The newcomer's role in them; `member` if it is left out. */
      role: Type.Optional(RoleInRoom),
    },
    answer: oneTimeCode,
  },
  /** Changes how newcomers are taken. */
  'sign-up.change': { right: 'operator', fields: { mode: SignUp }, answer: { done: {} } },
  /** How the line is run at present, and how its server is doing. */
  'line.status': {
    right: 'operator',
    fields: {},
    answer: {
      'line.status': {
        /** The address others join by. */
        address: Type.String(),
        /** The program and its version. */
        software: SoftwareName,
        /** When the server started. */
        startedAt: Time,
        signUp: SignUp,
        /** Nobody new gets in at present. */
        paused: Type.Boolean(),
        /** null: there is none. */
        lockdown: Type.Union([
          Type.Object(
            { since: Time, ...LockdownShape.properties },
            { additionalProperties: false },
          ),
          Type.Null(),
        ]),
        /** Accounts; sessions that were not ended, app tokens among them; rooms; entries of all rooms. */
        accounts: Count,
        sessions: Count,
        rooms: Count,
        entries: Count,
        /** People who are here, and connections in all. */
        online: Count,
        connections: Count,
        /** The database with its log; the index of the search; room on the disk. In bytes. */
        storeBytes: Count,
        indexBytes: Count,
        freeBytes: Count,
        /** Files that people have sent, and what they take, in bytes. */
        files: Count,
        filesBytes: Count,
        /** The log with its older files, in bytes; null: it is no file. */
        logBytes: Type.Union([Count, Type.Null()]),
        /** Commits of the last one or two minutes, and how long they took. */
        commits: CommitsShape,
        /** Readers that are behind and are fed from the store, each counted for every such room. */
        readersBehind: Count,
        /** Decisions that the index of the search has yet to look at; null: there is no index. */
        searchBehind: Type.Union([Count, Type.Null()]),
        /** When the line was backed up last; null: the server knows of no backup. */
        lastBackupAt: Type.Union([Time, Type.Null()]),
        /** Sentences about troubles that are not over. */
        troubles: Type.Array(Type.String()),
      },
    },
  },
  /** Takes no new connections, or takes them again; members online stay. */
  'line.pause': {
    right: 'operator',
    fields: { paused: Type.Boolean() },
    answer: { done: {} },
  },
  /** The last lines of the server's log, as many as fit into one answer. */
  'line.log': {
    right: 'operator',
    fields: {
      count: Type.Integer({ minimum: 1, maximum: limits.logLines }),
      /** Lines at the end of the log that are left out: those that an answer had before. */
      skip: Type.Integer({ minimum: 0, maximum: limits.logLines }),
    },
    answer: {
      'line.log': {
        /** Oldest first. */
        lines: Type.Array(Type.String()),
        /** There are more before the first of these, of as many as were asked for. */
        more: Type.Boolean(),
      },
    },
  },
  /** Stops the server, which tells everybody. */
  'line.stop': { right: 'operator', fields: { reason: Reason }, answer: { done: {} } },
} satisfies Record<string, RequestRow>;
