import type { Clock } from '../base/clock.ts';
import type { PartylineError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type Words, worded } from '../base/worded.ts';
import type { ChannelHandlers } from '../wire/channel.ts';
import { encodeFrame, headerBytes } from '../wire/frame.ts';
import type { MessageChannel } from '../wire/message-channel.ts';
import type { ByeReason } from '../wire/messages.ts';
import { limits } from '../words/limits.ts';
import type { Bounds } from './bounds.ts';
import { type OutgoingMessage, textOf } from './delivery/encode.ts';
import type { AcceptedConnection } from './door/accepted-connection.ts';
import { type Admission, greetingOf, isBeside, takingOf } from './login/admission.ts';
import type { LoginParts } from './login/login.ts';
import { LoginStage, type LoginTransport } from './login/login-stage.ts';
import { markPlaces, newMark } from './mark.ts';
import { type Departure, MemberConnection, type MemberParts } from './member/member-connection.ts';
import type { MemberSessions } from './member/member-sessions.ts';
import type { MemberTransport } from './member/member-transport.ts';
import { receiveFromMember } from './member/receive.ts';
import { endsMember, errorMessage, sentenceFields } from './refusal.ts';
import { Traffic, type TrafficCounts } from './traffic.ts';
import { Unread } from './unread.ts';

/* A connection of a client from its first frame to its last, through the stages of login and member. */

/** Time a peer has to take the last words, in milliseconds. */
const closeTimeoutMs = 2_000;

/** Where a connection stands; each state holds what only it needs. */
type State =
  | {
      readonly stage: 'login';
      readonly login: LoginStage;
      /** Gives back the place among those who wait to be logged in. */
      readonly admitted: () => void;
    }
  | { readonly stage: 'member'; readonly member: MemberConnection }
  | { readonly stage: 'closing' };

/** The parts that all connections of a server share. */
export interface ConnectionParts {
  readonly clock: Clock;
  readonly bounds: Pick<
    Bounds,
    'loginTimeoutMs' | 'pingAfterMs' | 'silenceTimeoutMs' | 'readerQueueBytes'
  >;
  readonly login: LoginParts;
  readonly member: MemberParts;
  readonly sessions: MemberSessions;
  /** Is told once of each connection, when it is closed. */
  closed(connection: Connection): void;
}

/** One connection from its first frame to its last: reads messages, checks tokens, tells errors. */
export class Connection implements LoginTransport, MemberTransport {
  readonly channel: MessageChannel;
  readonly address: string;
  readonly log: Log;
  readonly #parts: ConnectionParts;
  readonly #traffic = new Traffic();
  readonly #unread: Unread;
  #closing: PromiseWithResolvers<void> | undefined;
  #state: State;
  /** By the clock that nobody sets. */
  #lastHeardAt: number;
  #pinged = false;
  /** The server takes leave: nothing more is read. */
  #stopped = false;
  #endReason: string | undefined;
  /** The account that was logged in on it, for the log. */
  #name: string | undefined;

  constructor(parts: ConnectionParts, accepted: AcceptedConnection) {
    this.#parts = parts;
    this.#unread = new Unread(markPlaces(parts.bounds.readerQueueBytes).ownEveryBytes);
    this.address = accepted.address;
    this.log = accepted.log;
    this.#lastHeardAt = parts.clock.elapsed();
    this.channel = accepted.openChannel(limits.frameBytesBeforeLogin, this.#handlers());
    this.#state = {
      stage: 'login',
      login: new LoginStage(parts.login, parts.bounds, accepted, this),
      admitted: () => accepted.admitted(),
    };
  }

  /** Apart from the constructor, whose variables they would keep as long as the connection lasts. */
  #handlers(): ChannelHandlers<Buffer> {
    return {
      payload: (payload) => this.#receive(payload),
      failed: (error) => this.refuse(error, undefined, true),
      ended: (midFrame) => this.#ended(midFrame),
      drained: () => this.#drained(),
      closed: (error) => this.#closed(error),
    };
  }

  /** The member who is logged in on it, if somebody is. */
  get member(): MemberConnection | undefined {
    return this.#state.stage === 'member' ? this.#state.member : undefined;
  }

  /** How much has gone over it. */
  get traffic(): TrafficCounts {
    return this.#traffic.counts;
  }

  /** Resolves when the connection is closed. */
  whenClosed(): Promise<void> {
    this.#closing ??= Promise.withResolvers();
    return this.#closing.promise;
  }

  sendFrames(frames: Buffer, count: number, mark?: string): void {
    this.#count(frames, count);
    if (mark !== undefined) this.#unread.marked(mark);
    if (this.#isMarkDue) this.channel.sendTogether(frames, this.#nextPing());
    else this.channel.sendFrames(frames);
  }

  get unreadBytes(): number {
    // Readers of a room know each other's marks; what waits in this process is unread whatever comes back.
    return Math.max(this.#unread.bytes, this.channel.pendingBytes);
  }

  holdFrames(frames: Buffer, count: number): void {
    this.#count(frames, count);
    this.channel.hold(frames);
    if (this.#isMarkDue) this.channel.hold(this.#nextPing());
  }

  get #isMarkDue(): boolean {
    return this.#unread.isMarkDue && this.#state.stage === 'member';
  }

  #count(frames: Buffer, count: number): void {
    this.#traffic.sent(frames, count);
    this.#unread.sent(frames.length);
  }

  end(reason: ByeReason, message: Words): void {
    if (this.#state.stage === 'closing') return;
    this.#endReason ??= reason;
    this.send({ type: 'bye', reason, ...sentenceFields(message) });
    this.#leave(departureOf(reason));
    void this.channel.close(closeTimeoutMs);
  }

  /**
   * Asks a silent client whether it is there, and ends a connection that has been silent too long or
   * whose app token has expired.
   */
  watch(): void {
    // A console at the server itself may be stopped for as long as it likes: its end cannot go unnoticed.
    if (this.member === undefined || this.member.isLocal) return;
    const { clock, bounds } = this.#parts;
    const { pingAfterMs, silenceTimeoutMs } = bounds;
    const silentMs = clock.elapsed() - this.#lastHeardAt;
    if (this.member.expiresAt <= clock.now()) {
      this.end('revoked', worded('ended.app-token'));
    } else if (silentMs >= silenceTimeoutMs) {
      this.end('timeout', worded('ended.silent', { seconds: Math.round(silentMs / 1000) }));
    } else if (silentMs >= pingAfterMs && !this.#pinged) {
      this.#pinged = true;
      this.ping();
    }
  }

  ping(): void {
    this.channel.sendFrames(this.#nextPing());
  }

  /** A ping to be sent now: it asks the client whether it is there, and how far it has read. */
  #nextPing(): Buffer {
    const mark = newMark();
    const ping = encodeFrame(textOf({ type: 'ping', mark }));
    this.#count(ping, 1);
    this.#unread.marked(mark);
    return ping;
  }

  cameBack(mark: string): void {
    this.#unread.cameBack(mark);
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
    this.#leave('lost');
    this.channel.abort();
  }

  /** Sends a message; returns its payload bytes. */
  send(message: OutgoingMessage): Uint8Array {
    const frame = encodeFrame(textOf(message));
    this.sendFrames(frame, 1);
    return frame.subarray(headerBytes);
  }

  #receive(payload: Buffer): void {
    this.#traffic.received(payload);
    const elapsedMs = this.#parts.clock.elapsed();
    this.#lastHeardAt = elapsedMs;
    this.#pinged = false;
    const state = this.#state;
    if (state.stage === 'member') receiveFromMember(state.member, payload, this, elapsedMs);
    else if (state.stage === 'login') void state.login.receive(payload);
  }

  #drained(): void {
    const state = this.#state;
    if (state.stage === 'login') state.login.drained();
    else if (state.stage === 'member') state.member.drained();
  }

  admit(re: number, admission: Admission): void {
    if (this.#state.stage !== 'login') return;
    const { account, sessionId: session, kind } = admission;
    if (isBeside(admission)) this.#parts.sessions.assertRoomBeside(session);
    const member = new MemberConnection(this.#parts.member, this, admission);
    this.#state.login.close();
    this.#state.admitted();
    this.#state = { stage: 'member', member };
    this.#name = account.name;
    this.channel.maxFrameBytes = limits.frameBytes;
    const { created } = greetingOf(admission);
    const { receive, present } = isBeside(admission) ? takingOf(admission) : {};
    const { address } = this;
    const facts = { name: account.name, session, kind, created, address, receive, present };
    this.log.info('login', facts);
    this.#parts.sessions.add(member);
    member.enter(re, admission);
    this.resumeReading();
    member.updateReading();
  }

  /** Tells an error; ends the connection when it cannot go on after it. */
  refuse(error: PartylineError, re?: number, fatal = endsMember(error)): void {
    if (this.#state.stage === 'closing') return;
    if (error.code === 'internal') this.log.error('internal', { error: error.cause ?? error });
    else this.log.info('refused', { code: error.code, field: error.field, reason: error.message });
    this.send(errorMessage(error, re));
    if (!fatal) return;
    const reason = error.code === 'server.busy' ? 'busy' : 'protocol';
    this.#endReason ??= error.code;
    this.end(error.code === 'internal' ? 'internal' : reason, error.words);
  }

  #ended(midFrame: boolean): void {
    this.#endReason ??= midFrame ? 'ended inside a message' : 'ended by the client';
    this.#leave('lost');
    void this.channel.close(closeTimeoutMs);
  }

  #leave(departure: Departure): void {
    const state = this.#state;
    this.#state = { stage: 'closing' };
    if (state.stage === 'login') state.login.close();
    if (state.stage !== 'member') return;
    state.member.leave(departure);
    this.#parts.sessions.remove(state.member);
  }

  #closed(error?: Error): void {
    this.#leave('lost');
    this.log.info('connection.closed', {
      name: this.#name,
      reason: this.#endReason ?? error?.message ?? 'lost',
      ...this.#traffic.counts,
    });
    this.#parts.closed(this);
    this.#closing?.resolve();
  }
}

/** Whether a client that is told this comes back by itself at once. */
function departureOf(reason: ByeReason): Departure {
  if (reason === 'left') return 'left';
  const returns: readonly ByeReason[] = ['replaced', 'renewed', 'busy', 'internal'];
  return returns.includes(reason) ? 'lost' : 'ended';
}
