import Type from 'typebox';
import {
  Bytes32,
  FileBytes,
  FileData,
  FileHash,
  FileName,
  FirstSeq,
  Id16,
  RoomAddress,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

/** How far a file has come that is being sent. */
const state = {
  'file.state': {
    /** So many bytes of it are at the server: the next ones are sent from there. */
    offset: FileBytes,
    /** All of it is, and may be posted under this hash; null: not yet. */
    hash: Type.Union([FileHash, Type.Null()]),
  },
};

/** Requests of a member about files: they are sent in parts, posted like a text, and fetched in parts. */
export const fileRequests = {
  /** Begins to send a file, or asks how far it has come. */
  'file.begin': {
    right: 'write',
    fields: {
      /** The sender's own random id for it. */
      upload: Id16,
      /** Its length, where it is known: a file that is too large is refused at once then. */
      bytes: Type.Optional(FileBytes),
    },
    answer: state,
  },
  /** Sends the bytes at a place of a file; those that are not the next ones are not taken. */
  'file.write': {
    right: 'write',
    fields: {
      upload: Id16,
      offset: FileBytes,
      data: FileData,
      /** The file ends behind them. */
      last: Type.Boolean(),
    },
    answer: state,
  },
  /** Gives up a file that is being sent. */
  'file.cancel': { right: 'write', fields: { upload: Id16 }, answer: { done: {} } },
  /** Fetches a part of the file of a message. */
  'file.read': {
    right: 'read',
    fields: {
      room: RoomAddress,
      /** The message. */
      seq: FirstSeq,
      offset: FileBytes,
    },
    answer: {
      'file.part': {
        /** Length of the whole file. */
        bytes: FileBytes,
        /** The bytes from `offset` on: as many as fit, none behind the end. */
        data: FileData,
      },
    },
  },
  /** Asks for a ticket, with which a browser fetches the file of a message by HTTP. */
  'file.ticket': {
    right: 'read',
    fields: {
      room: RoomAddress,
      /** The message. */
      seq: FirstSeq,
      /** The name under which the browser saves it. */
      name: FileName,
    },
    answer: {
      'file.ticket': {
        /** Good once, and for a minute: `GET /files/TICKET`. */
        ticket: Bytes32,
      },
    },
  },
} satisfies Record<string, RequestRow>;
