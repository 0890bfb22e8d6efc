import type { Static, TObject, TProperties } from 'typebox';
import { accountRequests } from './account-requests.ts';
import { attentionRequests } from './attention-requests.ts';
import { fileRequests } from './file-requests.ts';
import type { greetingRequests } from './greeting-requests.ts';
import { historyRequests } from './history-requests.ts';
import { moderationRequests } from './moderation-requests.ts';
import { namedRoomRequests } from './named-room-requests.ts';
import { operatorRequests } from './operator-requests.ts';
import { roomRequests } from './room-requests.ts';
import { searchRequests } from './search-requests.ts';

/*
 * The table of requests: every message that is answered, with its answer. Schemas, checks and the page of
 * the protocol follow from it, and so do the handlers of the server and the answers that a client waits
 * for. Programs import its types only, as loading typebox takes longer than all else they do; the facts
 * they need at run time stand in request-facts.ts, which npm run schema makes. The rows stand by subject in
 * files of their own.
 */

/** Requests of a client that is logged in. */
export const memberRequests = {
  ...roomRequests,
  ...historyRequests,
  ...searchRequests,
  ...fileRequests,
  ...attentionRequests,
  ...accountRequests,
  ...moderationRequests,
  ...operatorRequests,
  ...namedRoomRequests,
};

type Rows = typeof greetingRequests & typeof memberRequests;
type Fields<Properties> = Properties extends TProperties ? Static<TObject<Properties>> : never;
type AnswersOf<Name extends RequestName> = Rows[Name]['answer'] extends null
  ? Record<never, never>
  : Rows[Name]['answer'];

/** Name of a request before login. */
export type GreetingRequestName = keyof typeof greetingRequests;
/** Name of a request after login. */
export type MemberRequestName = keyof typeof memberRequests;
/** Name of a request: the `type` of its message. */
export type RequestName = keyof Rows;

/** The fields of a request that are its own: without `type`, `id` and `token`. */
export type RequestFields<Name extends RequestName> = Fields<Rows[Name]['fields']>;

/** A request as it is sent. */
export type Request<Name extends RequestName> = {
  [Each in Name]: RequestFields<Each> & { type: Each; id: number } & SessionToken<Each>;
}[Name];

type SessionToken<Name> = Name extends MemberRequestName ? { token: string } : unknown;

/** The `type` of the message that answers a request. */
export type AnswerName<Name extends RequestName> = {
  [Each in Name]: keyof AnswersOf<Each> & string;
}[Name];

/** The fields of answers by their name, without `type` and `re`. */
export type AnswerFieldsByName = {
  [Name in RequestName as AnswerName<Name>]: Fields<AnswersOf<Name>[keyof AnswersOf<Name>]>;
};

/** The fields of the answer to a request that are its own: without `type` and `re`. */
export type AnswerFields<Name extends RequestName> = AnswerFieldsByName[AnswerName<Name> &
  keyof AnswerFieldsByName];

/** The message that answers a request. */
export type Answer<Name extends RequestName> = {
  [Each in Name]: AnswerFields<Each> & { type: AnswerName<Each>; re: number };
}[Name];
