import type { Clock } from '../base/clock.ts';
import { PartylineError, toPartylineError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { ChannelHandlers } from '../wire/channel.ts';
import { checkMessage } from '../wire/check-message.ts';
import { decodeText, parsePayload, parseText } from '../wire/codec.ts';
import { encodeFrame, headerBytes } from '../wire/frame.ts';
import type { MessageChannel } from '../wire/message-channel.ts';
import type { ByeReason, ServerMessage } from '../wire/messages.ts';
import type { JsonObject } from '../wire/strict-json.ts';
import { readUsualMessage } from '../wire/usual-messages.ts';
import { limits } from '../words/limits.ts';
import type { Bounds } from './bounds.ts';
import type { AcceptedConnection } from './door/accepted-connection.ts';
import type { Admission } from './login/admission.ts';
import { Login, type LoginParts } from './login/login.ts';
import { MemberConnection, type MemberParts } from './member/member-connection.ts';
import type { MemberSessions } from './member/member-sessions.ts';
import type { MemberTransport } from './member/member-transport.ts';
import { endsMember, errorMessage, requestId } from './refusal.ts';
import { Traffic } from './traffic.ts';

/** Time a peer has to take the last words, in milliseconds. */
const closeTimeoutMs = 2_000;

const ping = encodeFrame('{"type":"ping"}');

/** Where a connection stands; each state holds what only it needs. */
type State =
  | {
      readonly stage: 'login';
      readonly login: Login;
      readonly deadline: NodeJS.Timeout;
      /** Gives back the place among those who wait to be logged in. */
      readonly admitted: () => void;
    }
  | { readonly stage: 'member'; readonly member: MemberConnection }
  | { readonly stage: 'closing' };

/** What the connections of one server share. */
export interface ConnectionParts {
  readonly clock: Clock;
  readonly bounds: Pick<
    Bounds,
    'loginTimeoutMs' | 'pingAfterMs' | 'silenceTimeoutMs' | 'readerQueueBytes'
  >;
  readonly login: LoginParts;
  readonly member: MemberParts;
  readonly sessions: MemberSessions;
}

/** One connection from its first frame to its last: reads messages, checks tokens, tells errors. */
export class Connection implements MemberTransport {
  readonly channel: MessageChannel;
  readonly address: string;
  readonly log: Log;
  readonly #parts: ConnectionParts;
  readonly #whenGone: (connection: Connection) => void;
  readonly #traffic = new Traffic();
  #closing: PromiseWithResolvers<void> | undefined;
  #state: State;
  #lastHeardAt: number;
  #pinged = false;
  /** Too many answers before login wait to be taken: nothing is read until they are. */
  #unread = false;
  /** The server takes leave: nothing more is read. */
  #stopped = false;
  #endReason: string | undefined;
  /** Whoever was logged in on it, for the log. */
  #name: string | undefined;

  /** @param closed is called once, when it is closed */
  constructor(
    parts: ConnectionParts,
    accepted: AcceptedConnection,
    closed: (connection: Connection) => void,
  ) {
    this.#parts = parts;
    this.#whenGone = closed;
    this.address = accepted.address;
    this.log = accepted.log;
    this.#lastHeardAt = parts.clock.now();
    this.channel = accepted.openChannel(limits.frameBytesBeforeLogin, this.#handlers());
    this.#state = {
      stage: 'login',
      login: new Login(parts.login, accepted, (message) => this.#answer(message)),
      deadline: setTimeout(
        () => this.end('timeout', 'Logging in took too long.'),
        parts.bounds.loginTimeoutMs,
      ),
      admitted: () => accepted.admitted(),
    };
  }

  /** Apart from the constructor, whose variables they would keep as long as the connection lasts. */
  #handlers(): ChannelHandlers<Buffer> {
    return {
      payload: (payload) => this.#receive(payload),
      failed: (error) => this.#refuse(error, undefined, true),
      ended: (midFrame) => this.#ended(midFrame),
      drained: () => this.#drained(),
      closed: (error) => this.#closed(error),
    };
  }

  /** Who is logged in on it, if somebody is. */
  get member(): MemberConnection | undefined {
    return this.#state.stage === 'member' ? this.#state.member : undefined;
  }

  /** Resolves when the connection is closed. */
  whenClosed(): Promise<void> {
    this.#closing ??= Promise.withResolvers();
    return this.#closing.promise;
  }

  send(message: ServerMessage): void {
    this.#answer(message);
  }

  sendFrames(frames: Buffer, count: number): void {
    this.#traffic.sent(frames, count);
    this.channel.sendFrames(frames);
  }

  holdFrames(frames: Buffer, count: number): void {
    this.#traffic.sent(frames, count);
    this.channel.hold(frames);
  }

  end(reason: ByeReason, message: string): void {
    if (this.#state.stage === 'closing') return;
    this.#endReason ??= reason;
    this.#answer({ type: 'bye', reason, message });
    this.#leave(reason === 'left');
    void this.channel.close(closeTimeoutMs);
  }

  /**
   * Asks a silent client whether it is there, and ends a connection that has been silent too long or
   * whose app token has expired.
   */
  watch(now: number): void {
    if (this.member === undefined) return;
    const silentMs = now - this.#lastHeardAt;
    const { pingAfterMs, silenceTimeoutMs } = this.#parts.bounds;
    if (this.member.expiresAt <= now) {
      this.end('revoked', 'The app token has expired.');
    } else if (silentMs >= silenceTimeoutMs) {
      this.end('timeout', `Nothing was heard from you for ${Math.round(silentMs / 1000)} seconds.`);
    } else if (silentMs >= pingAfterMs && !this.#pinged) {
      this.#pinged = true;
      this.sendFrames(ping, 1);
    }
  }

  pauseReading(): void {
    this.channel.pause();
  }

  resumeReading(): void {
    if (!this.#stopped) this.channel.resume();
  }

  /** Reads nothing any more: the server takes leave. */
  stopReading(): void {
    this.#stopped = true;
    this.channel.pause();
  }

  /** Ends without a word. */
  abort(): void {
    this.#leave(false);
    this.channel.abort();
  }

  #answer(message: ServerMessage): Uint8Array {
    const frame = encodeFrame(JSON.stringify(message));
    this.sendFrames(frame, 1);
    return frame.subarray(headerBytes);
  }

  #receive(payload: Buffer): void {
    this.#traffic.received(payload);
    this.#lastHeardAt = this.#parts.clock.now();
    this.#pinged = false;
    const state = this.#state;
    if (state.stage === 'member') this.#receiveFrom(state.member, payload);
    else if (state.stage === 'login') void this.#receiveBeforeLogin(state.login, payload);
  }

  /** The session token is looked at before anything else of a message is. */
  #receiveFrom(member: MemberConnection, payload: Buffer): void {
    const text = decodeText(payload);
    const usual = readUsualMessage(text);
    const value: JsonObject = usual ?? parseText(text);
    if (!member.checkToken(value.token)) {
      this.log.warn('token.refused', { name: member.name, type: String(value.type).slice(0, 32) });
      this.#refuse(new PartylineError('auth.token'), requestId(value), true);
      return;
    }
    try {
      const done = member.handle(usual ?? checkMessage('member', value));
      done?.catch((error) => this.#refuse(toPartylineError(error), requestId(value)));
    } catch (error) {
      this.#refuse(toPartylineError(error), requestId(value));
    }
    member.updateReading();
  }

  /** Messages before login are handled one at a time: nothing is read while one is under way. */
  async #receiveBeforeLogin(login: Login, payload: Buffer): Promise<void> {
    this.channel.pause();
    let re: number | undefined;
    try {
      const value = parsePayload(payload);
      re = requestId(value);
      const admission = await login.handle(checkMessage('greeting', value), payload);
      if (admission !== undefined && re !== undefined) this.#admit(re, admission);
    } catch (error) {
      const refusal = toPartylineError(error);
      this.#refuse(refusal, re, login.fatal(refusal));
    } finally {
      const { readerQueueBytes } = this.#parts.bounds;
      this.#unread = this.channel.draining && this.channel.pendingBytes > readerQueueBytes;
      if (!this.#unread) this.resumeReading();
    }
  }

  #drained(): void {
    if (this.#unread) this.resumeReading();
    this.#unread = false;
    this.member?.drained();
  }

  #admit(re: number, admission: Admission): void {
    if (this.#state.stage !== 'login') return;
    const { account, sessionId: session, kind, created, attached } = admission;
    if (attached !== null) this.#parts.sessions.assertRoomBeside(session);
    const member = new MemberConnection(this.#parts.member, this, admission);
    clearTimeout(this.#state.deadline);
    this.#state.admitted();
    this.#state = { stage: 'member', member };
    this.#name = account.name;
    this.channel.maxFrameBytes = limits.frameBytes;
    const { address } = this;
    this.log.info('login', { name: account.name, session, kind, created, address, ...attached });
    this.#parts.sessions.add(member);
    member.enter(re, admission);
  }

  /** Tells an error; ends the connection when it cannot go on after it. */
  #refuse(error: PartylineError, re?: number, fatal = endsMember(error)): void {
    if (this.#state.stage === 'closing') return;
    if (error.code === 'internal') this.log.error('internal', { error: error.cause ?? error });
    else this.log.info('refused', { code: error.code, field: error.field, reason: error.message });
    this.#answer(errorMessage(error, re));
    if (!fatal) return;
    const reason = error.code === 'server.busy' ? 'busy' : 'protocol';
    this.#endReason ??= error.code;
    this.end(error.code === 'internal' ? 'internal' : reason, error.message);
  }

  #ended(midFrame: boolean): void {
    this.#endReason ??= midFrame ? 'ended inside a message' : 'ended by the client';
    this.#leave(false);
    void this.channel.close(closeTimeoutMs);
  }

  #leave(orderly: boolean): void {
    const state = this.#state;
    this.#state = { stage: 'closing' };
    if (state.stage === 'login') clearTimeout(state.deadline);
    if (state.stage !== 'member') return;
    state.member.leave(orderly);
    this.#parts.sessions.remove(state.member);
  }

  #closed(error?: Error): void {
    this.#leave(false);
    this.log.info('connection.closed', {
      name: this.#name,
      reason: this.#endReason ?? error?.message ?? 'lost',
      ...this.#traffic.facts,
    });
    this.#whenGone(this);
    this.#closing?.resolve();
  }
}
