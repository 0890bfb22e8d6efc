import { PartylineError } from '../../base/errors.ts';
import type { ServerMessage, ServerMessages } from '../../wire/messages.ts';
import { remoteError } from './failures.ts';

/** Messages of the server that answer a request of a member. */
export type AnswerType =
  | 'posted'
  | 'people'
  | 'history'
  | 'history.place'
  | 'sessions'
  | 'revoked'
  | 'token.created'
  | 'password.challenge'
  | 'password.changed';

/** What becomes of a request. */
export interface Settle<Answer> {
  resolve(answer: Answer): void;
  /** PartylineError when the server refused it; else why the connection ended. */
  reject(error: Error): void;
}

interface Open {
  readonly type: AnswerType;
  readonly settle: Settle<ServerMessage>;
}

const highestId = 2 ** 31 - 1;

/** The requests of one connection that are not answered yet, by the number they went out under. */
export class Requests {
  readonly #open = new Map<number, Open>();
  #lastId = 0;

  /** How many wait for their answer. */
  get size(): number {
    return this.#open.size;
  }

  /** Registers a request that is answered by a message of `type`; returns the number to send it under. */
  add<Type extends AnswerType>(type: Type, settle: Settle<ServerMessages[Type]>): number {
    const id = this.#takeId();
    this.#open.set(id, { type, settle: settle as Settle<ServerMessage> });
    return id;
  }

  /**
   * Brings an answer, or an error that names a request, to who waits for it.
   *
   * @throws PartylineError `message.unexpected` for an answer that nobody waits for
   */
  answer(message: ServerMessage & { re: number }): void {
    const request = this.#open.get(message.re);
    this.#open.delete(message.re);
    if (request !== undefined && message.type === 'error') {
      request.settle.reject(remoteError(message));
    } else if (request?.type === message.type) {
      request.settle.resolve(message);
    } else {
      throw new PartylineError(
        'message.unexpected',
        `The server answered "${message.type}" to request ${message.re}, which was no question for it.`,
      );
    }
  }

  /** Rejects all that is open. */
  fail(error: Error): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { settle } of open) settle.reject(error);
  }

  #takeId(): number {
    do this.#lastId = this.#lastId === highestId ? 1 : this.#lastId + 1;
    while (this.#open.has(this.#lastId));
    return this.#lastId;
  }
}
