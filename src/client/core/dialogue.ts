import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { GreetingMessage, GreetingMessages, ServerMessages } from '../../wire/messages.ts';
import { requestFacts } from '../../wire/request-facts.ts';
import type { Answer, GreetingRequestName, RequestFields } from '../../wire/requests.ts';
import type { Connection, Received } from './connection.ts';
import { byeError, ConnectionError, remoteError } from './failures.ts';

/* Requests and answers before the login is done. */

/** An answer with its bytes, and those of what it answers. */
export interface Exchange<Message> {
  readonly sent: Uint8Array;
  readonly message: Message;
  readonly payload: Uint8Array;
}

/** Requests and answers, one at a time, before the login is done. */
export class Dialogue {
  readonly #connection: Connection;
  readonly #answerTimeoutMs: number;
  #lastId = 0;

  constructor(connection: Connection, answerTimeoutMs: number) {
    this.#connection = connection;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /** Exchanges hellos. Throws as `request`. */
  greet(
    fields: Omit<GreetingMessages['hello'], 'type'>,
  ): Promise<Exchange<ServerMessages['hello']>> {
    const sent = this.#connection.sendRecorded({ type: 'hello', ...fields });
    return this.#answered(sent, 'hello');
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws PartylineError: the server's error, or `message.unexpected`; ByeError; ConnectionError when
   *   the line is cut or no answer comes in time
   */
  async request<Name extends GreetingRequestName>(
    type: Name,
    fields: RequestFields<Name>,
  ): Promise<Exchange<Answer<Name>>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const sent = this.#connection.sendRecorded({ type, id, ...fields } as GreetingMessage);
    const due: keyof ServerMessages | null = requestFacts[type as GreetingRequestName].answer;
    const { message, payload } = await this.#answered(sent, due);
    const answer = message as Answer<Name>;
    if (answer.re === id) return { sent, message: answer, payload };
    throw new PartylineError(
      'message.unexpected',
      `The server answered request ${answer.re} where request ${id} was due.`,
    );
  }

  /** Waits for a message of `type`; null: an error is due, and nothing else. */
  async #answered<Type extends keyof ServerMessages>(
    sent: Uint8Array,
    type: Type | null,
  ): Promise<Exchange<ServerMessages[Type]>> {
    const { message, payload } = await this.#next();
    if (message.type === type) return { sent, message: message as ServerMessages[Type], payload };
    throw message.type === 'error' ? remoteError(message) : unexpected(message.type, type);
  }

  async #next(): Promise<Received> {
    const received = await this.#receive();
    const { message } = received;
    if (message.type === 'bye') throw byeError(message);
    return received;
  }

  async #receive(): Promise<Received> {
    const limit = setTimeout(() => {
      this.#connection.abort(new ConnectionError(worded('connection.late-answer')));
    }, this.#answerTimeoutMs);
    try {
      return await this.#connection.receive();
    } finally {
      clearTimeout(limit);
    }
  }
}

function unexpected(came: string, expected: string | null): PartylineError {
  return new PartylineError(
    'message.unexpected',
    `The server sent "${came}" where "${expected ?? 'error'}" was due.`,
  );
}
