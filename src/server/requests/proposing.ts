import type { Proposal } from '../../chat/proposals.ts';
import type { Journal } from '../../journal/journal.ts';
import type { AnswerName, MemberRequestName, Request } from '../../wire/requests.ts';
import { propose } from '../propose.ts';
import type { AnswerBody, Handler, Requester } from './handler.ts';

/** Requests that are answered with nothing but that they are done. */
export type DoneRequest = {
  [Name in MemberRequestName]: AnswerName<Name> extends 'done' ? Name : never;
}[MemberRequestName];

/** Makes handlers of requests that are a proposal and nothing else: the rules decide, and what follows is not theirs. */
export function proposing(journal: Journal) {
  return <Name extends DoneRequest>(
    proposalOf: (requester: Requester, request: Request<Name>) => Proposal,
  ): Handler<Name> =>
    async (requester, request) => {
      await propose(journal, proposalOf(requester, request));
      return {} as AnswerBody<Name>;
    };
}
