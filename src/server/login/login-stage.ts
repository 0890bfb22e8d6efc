import { type PartylineError, toPartylineError } from '../../base/errors.ts';
import { type Words, worded } from '../../base/worded.ts';
import { checkMessage } from '../../wire/check-message.ts';
import { parsePayload } from '../../wire/codec.ts';
import type { MessageChannel } from '../../wire/message-channel.ts';
import type { ByeReason } from '../../wire/messages.ts';
import type { Bounds } from '../bounds.ts';
import type { OutgoingMessage } from '../delivery/encode.ts';
import type { AcceptedConnection } from '../door/accepted-connection.ts';
import { requestId } from '../refusal.ts';
import type { Admission } from './admission.ts';
import { Login, type LoginParts } from './login.ts';

/* The stage of a connection before login: reads one message at a time, until the time is over. */

/** The connection that somebody logs in on. */
export interface LoginTransport {
  readonly channel: MessageChannel;
  /** Sends a message; returns its payload bytes. */
  send(message: OutgoingMessage): Uint8Array;
  /** Tells an error, and ends the connection if it is fatal. */
  refuse(error: PartylineError, re: number | undefined, fatal: boolean): void;
  /** Goes on as a member's connection; `re` is the request that let them in. */
  admit(re: number, admission: Admission): void;
  resumeReading(): void;
  /** Takes leave with a reason, and ends. */
  end(reason: ByeReason, message: Words): void;
}

/**
 * A connection until somebody is logged in on it, or the time for that is over. Messages are handled one
 * at a time: nothing is read while one is under way, nor while too many answers wait to be taken.
 */
export class LoginStage {
  readonly #login: Login;
  readonly #transport: LoginTransport;
  readonly #maxPendingBytes: number;
  readonly #deadline: NodeJS.Timeout;
  #isFull = false;
  #isOver = false;

  constructor(
    parts: LoginParts,
    bounds: Pick<Bounds, 'loginTimeoutMs' | 'readerQueueBytes'>,
    accepted: AcceptedConnection,
    transport: LoginTransport,
  ) {
    const answer = (message: OutgoingMessage) => transport.send(message);
    this.#login = new Login(parts, accepted, answer, () => this.#isOver);
    this.#transport = transport;
    this.#maxPendingBytes = bounds.readerQueueBytes;
    this.#deadline = setTimeout(
      () => transport.end('timeout', worded('ended.slow-login')),
      Math.max(0, bounds.loginTimeoutMs - accepted.waitedMs),
    );
  }

  /** Takes the payload of one frame. Never rejects. */
  async receive(payload: Buffer): Promise<void> {
    const { channel } = this.#transport;
    channel.pause();
    await this.#handle(payload);
    if (this.#isOver) return;
    this.#isFull = channel.draining && channel.pendingBytes > this.#maxPendingBytes;
    if (!this.#isFull) this.#transport.resumeReading();
  }

  /** The socket has drained: the answers were taken. */
  drained(): void {
    if (this.#isFull) this.#transport.resumeReading();
    this.#isFull = false;
  }

  /** Somebody is logged in, or the connection ends. */
  close(): void {
    this.#isOver = true;
    clearTimeout(this.#deadline);
  }

  async #handle(payload: Buffer): Promise<void> {
    let re: number | undefined;
    try {
      const value = parsePayload(payload);
      re = requestId(value);
      const admission = await this.#login.handle(checkMessage('greeting', value), payload);
      if (admission !== undefined && re !== undefined) this.#transport.admit(re, admission);
    } catch (error) {
      const refusal = toPartylineError(error);
      this.#transport.refuse(refusal, re, this.#login.fatal(refusal));
    }
  }
}
