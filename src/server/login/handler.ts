import type { AnswerFields, GreetingRequestName, Request } from '../../wire/requests.ts';
import type { Admission } from './admission.ts';
import type { Newcomer } from './newcomer.ts';

/* The shape of the handlers of requests before login. */

/** A request before login as it came, and how it is answered. */
export interface Exchange<Name extends GreetingRequestName> {
  /** The bytes of the request; they are overwritten once it has been handled. */
  readonly payload: Uint8Array;
  /** Sends the answer; returns its bytes. */
  answer(fields: AnswerFields<Name>): Uint8Array;
}

/**
 * Acts on one kind of request before login: answers it, or returns whom it lets in, who are answered by
 * the welcome. Throws, or rejects with, the PartylineError that it is refused with.
 */
export type GreetingHandler<Name extends GreetingRequestName> = (
  newcomer: Newcomer,
  request: Request<Name>,
  exchange: Exchange<Name>,
) => Admission | undefined | Promise<Admission | undefined>;
