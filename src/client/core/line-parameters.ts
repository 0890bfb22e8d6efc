import type { ServerMessages } from '../../wire/messages.ts';
import type { TextKind } from '../../words/message-kind.ts';
import type { DroppedHistory } from './dropped-history.ts';
import type { HistoryMessage } from './entries.ts';

/* The parameters and results of the methods of `Line`. */

/** The people who are here; `more` are here than the list holds. */
export type People = Pick<ServerMessages['people'], 'people' | 'more'>;

/** Where a message goes, and how it is said. */
export interface SendOptions {
  /** A person's name. */
  readonly to?: string | undefined;
  /** `lobby`, `@ana`, or the `room` of a message that is answered. The lobby if `to` is left out too. */
  readonly room?: string | undefined;
  /** `action` is what `/me` says; only an operator makes an `announcement`. `text` if left out. */
  readonly kind?: TextKind | undefined;
  /** With the kind `urgent`: the people to whom it is urgent; all others in the room if left out. */
  readonly names?: readonly string[] | undefined;
  /** The number of the earlier message of the room that it is about: a reply. */
  readonly of?: number | undefined;
  /**
   * The message's id, by `midOf` or of 22 characters of base64url. A message that is sent again under the same
   * id, also by a later run or from elsewhere, is stored once. A new one if left out.
   */
  readonly mid?: string | undefined;
  /** Withdraws the message. If it is on its way already, it may be stored all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a file has come. */
export interface FileProgress {
  /** Bytes of it that have come. */
  readonly done: number;
  /** Its length; undefined: not known. */
  readonly bytes: number | undefined;
}

/** Where a file goes, and what is said about it. */
export interface UploadOptions extends Pick<SendOptions, 'to' | 'room' | 'of' | 'mid' | 'signal'> {
  /** Said about the file; its name if left out. */
  readonly text?: string | undefined;
  /** Its name; that of the file, or `file`, if left out. A path is cut to its last part. */
  readonly name?: string | undefined;
  /** Its media type, such as `image/png`; by its name, or `application/octet-stream`, if left out. */
  readonly type?: string | undefined;
  /** Is told how far it has come, part by part. */
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** Which part of a file is fetched. */
export interface DownloadOptions {
  /** From this byte on: what is here already is not fetched again. 0 if left out. */
  readonly offset?: number | undefined;
  /** Ends it with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A message, for what is done about it: one that was told, or was `Posted`. */
export interface MessagePlace {
  /** `lobby`, `@ana`, or the `room` of the message. */
  readonly room: string;
  /** Its number in the room. */
  readonly seq: number;
}

/** How a change of a message is sent. */
export type ChangeOptions = Pick<SendOptions, 'mid' | 'signal'>;

/** How a reply is sent. */
export type ReplyOptions = Pick<SendOptions, 'kind' | 'mid' | 'signal'>;

/** Which messages a loop wants. */
export interface MessagesOptions {
  /** `lobby`, `@ana`, or rooms as messages name them. All if left out. */
  readonly rooms?: readonly string[] | undefined;
  /** Brings changes of earlier messages too, in their order among the messages. false if left out. */
  readonly changes?: boolean | undefined;
  /** Ends the loop with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Which part of a room's history is wanted; without a place, its end. */
export interface HistoryOptions {
  /** Messages with a higher number, the lowest first. */
  readonly after?: number | undefined;
  /** Messages with a lower number: the highest, or with `after` those between. */
  readonly before?: number | undefined;
  /** The message of this number, and about as many on both sides of it. */
  readonly around?: number | undefined;
  /** 1 to 1,000; 100 if left out. Fewer come if they are long. */
  readonly limit?: number | undefined;
}

/** A page of a room's history. */
export interface HistoryPage {
  /** As they are now, the lowest number first. */
  readonly messages: readonly HistoryMessage[];
  /** The numbers that the page is about; it may begin and end with entries that only changed others. */
  readonly first: number;
  /** Of an empty page one less than `first`. */
  readonly last: number;
  /**
   * There are more that were asked for: after `last`, or where the end of the room or only `before` was asked for,
   * before `first`.
   */
  readonly more: boolean;
  /** Where what may be read of the room begins, if the line has dropped older messages; null: nothing was dropped. */
  readonly dropped: DroppedHistory | null;
}
