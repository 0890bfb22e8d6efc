import { PartylineError } from '../../base/errors.ts';
import type { GreetingMessage, ServerMessages } from '../../wire/messages.ts';
import type { Connection, Received } from './connection.ts';
import { ByeError, ConnectionError, remoteError } from './failures.ts';

/** An answer of one type, with its bytes. */
export interface Answer<Type extends keyof ServerMessages> {
  readonly message: ServerMessages[Type];
  readonly payload: Uint8Array;
}

/** Question and answer, one at a time, before the login is done. */
export class Dialogue {
  readonly #connection: Connection;
  readonly #answerTimeoutMs: number;
  #lastId = 0;

  constructor(connection: Connection, answerTimeoutMs: number) {
    this.#connection = connection;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /** A number for the next request. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Sends a message; returns its payload as it went out. */
  send(message: GreetingMessage): Uint8Array {
    return this.#connection.sendRecorded(message);
  }

  /**
   * The answer, which must be of `type`.
   *
   * @throws PartylineError: the server's error, or `message.unexpected`; ByeError; ConnectionError when
   *   the line is cut or no answer comes in time
   */
  async answer<Type extends keyof ServerMessages>(type: Type): Promise<Answer<Type>> {
    const { message, payload } = await this.#next();
    if (message.type === type) return { message: message as ServerMessages[Type], payload };
    throw message.type === 'error' ? remoteError(message) : unexpected(message.type, type);
  }

  /** The server's error, where nothing else is due; throws as `answer` does for the rest. */
  async refusal(): Promise<PartylineError> {
    const { message } = await this.#next();
    if (message.type === 'error') return remoteError(message);
    throw unexpected(message.type, 'error');
  }

  async #next(): Promise<Received> {
    const received = await this.#receive();
    const { message } = received;
    if (message.type === 'bye') throw new ByeError(message.reason, message.message);
    return received;
  }

  async #receive(): Promise<Received> {
    const limit = setTimeout(() => {
      this.#connection.abort(new ConnectionError('The server did not answer in time.'));
    }, this.#answerTimeoutMs);
    try {
      return await this.#connection.receive();
    } finally {
      clearTimeout(limit);
    }
  }
}

function unexpected(came: string, expected: string): PartylineError {
  return new PartylineError(
    'message.unexpected',
    `The server sent "${came}" where "${expected}" was due.`,
  );
}
