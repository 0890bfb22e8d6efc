import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { MidSource } from '../../base/mid-source.ts';
import { formatAppToken } from '../../wire/app-token.ts';
import type { RoomState, ServerMessages, SessionInfo } from '../../wire/messages.ts';
import type { Answer, MemberRequestName, RequestFields } from '../../wire/requests.ts';
import type { MessageKind } from '../../words/message-kind.ts';
import { assertSayable } from '../../words/text.ts';
import type { LineEvents, LineMessage, Posted } from './events.ts';
import { AbortedError, ConnectionError } from './failures.ts';
import type { Cursors, Opening, RoomMessage } from './inbox.ts';
import type { LoggedInConnection } from './logged-in-connection.ts';
import type { LoggedIn } from './login-task.ts';
import { Operator } from './operator.ts';
import { type LineOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { changePassword } from './password-change.ts';
import { Posting } from './posting.ts';
import { type Ending, SessionLoop } from './session-loop.ts';
import type { LineState } from './states.ts';
import type { PostTarget } from './unsent-messages.ts';

/** Something to say, to a room or to a person. */
export type Post = PostTarget & {
  /** `text` if left out; `action` is what `/me` says; only an operator makes an `announcement`. */
  readonly kind?: MessageKind;
  readonly text: string;
};

/** An app token to be made. */
export interface TokenRequest {
  /** What it is called in lists of sessions; 1 to 64 characters, and unlike those of the other tokens. */
  readonly name: string;
  readonly read: boolean;
  readonly write: boolean;
  /** `lobby` and `@NAME`: the only rooms. All of the account's if left out. */
  readonly rooms?: readonly string[];
  /** Milliseconds since 1970 UTC; it never expires if left out. */
  readonly expiresAt?: number;
}

/** An app token as it is told once. */
export interface CreatedToken {
  /** What it is listed and revoked by. */
  readonly session: string;
  /** The token itself, with the server's fingerprint in it: a secret. */
  readonly token: string;
}

/** Which sessions to end: one by its id, this one, all, or all but this one. */
export type WhichSessions = string | 'current' | 'all' | 'others';

/** How long `leave` waits for acknowledgements and the goodbye, in milliseconds. */
export const defaultLeaveTimeoutMs = 5_000;

/**
 * Joins a line: connects, logs in or signs up, and stays, through lost connections, until it is ended.
 * Returns at once and begins in the next turn, so that listeners can be added first. What goes wrong is
 * told by the event `closed`, which comes exactly once, as the last.
 */
export function connectLine(options: LineOptions): LineClient {
  return new LineClient(resolveOptions(options));
}

/**
 * A participant of a line. What it says is kept until the server has stored it, and sent again on the
 * next connection in the same order; what it is told it tells exactly once, in the order of each room,
 * for as long as it lives, and over its lives if the profile keeps the places and the last one was ended
 * properly.
 */
export class LineClient extends EventEmitter<LineEvents> implements AsyncDisposable {
  /** The powers of an operator. */
  readonly operator: Operator = new Operator((name, fields) => this.request(name, fields));
  readonly #options: ResolvedOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #mids = new MidSource();
  readonly #posting: Posting;
  readonly #session: SessionLoop;
  readonly #closed = Promise.withResolvers<LineState & { type: 'closed' }>();
  readonly #stop = (): void => this.abort(this.#signal?.reason as Error);
  #state: LineState = { type: 'connecting', attempt: 1 };

  /** Use `connectLine`. */
  constructor(options: ResolvedOptions & Pick<LineOptions, 'signal'>) {
    super();
    this.#options = options;
    this.#signal = options.signal;
    this.#posting = new Posting(options.unsent, {
      posted: (posted) => this.#tell('posted', posted),
      refused: (refused) => this.#tell('refused', refused),
      pending: (message) => this.#tell('pending', message),
    });
    this.#session = new SessionLoop(options, this.#posting.unsent, {
      state: (state) => this.#enter(state),
      online: (login, opening, again) => this.#welcome(login, opening, again),
      offline: () => this.#posting.wait(),
      message: (message, room) => this.#tell('message', this.#present(message, room)),
      notice: (notice) => this.#tell('notice', notice),
      posted: (message, answer) => this.#posting.posted(message, answer),
      refused: (message, error) => this.#posting.refused(message, error),
      room: (room) => this.#tell('room', room),
      presence: (changes) => this.#tell('presence', changes),
      role: (role) => this.#tell('role', role),
    });
    this.#signal?.addEventListener('abort', this.#stop, { once: true });
    setImmediate(() => void this.#live());
  }

  get state(): LineState {
    return this.#state;
  }

  /** The account's name, once logged in. */
  get name(): string | undefined {
    return this.#session.login?.welcome.name;
  }

  /** Resolves with the last state, when everything is closed and saved. */
  whenClosed(): Promise<LineState & { type: 'closed' }> {
    return this.#closed.promise;
  }

  /**
   * Says something. It is sent as soon as the line allows; `posted` or `refused` tells of its end, and
   * `pending` that it has to wait.
   *
   * @returns the message's id
   * @throws PartylineError `text.empty`, `text.too-long`; InputError if too much waits already;
   *   ConnectionError if the client has ended
   */
  post(post: Post): { readonly mid: string } {
    this.#assertAlive();
    const { kind = 'text' } = post;
    const text = post.text.toWellFormed();
    assertSayable(text, this.#session.login?.hello.limits.textBytes);
    const mid = this.#mids.next(this.#options.clock.now());
    const target = 'to' in post ? { to: post.to } : { room: post.room };
    this.#posting.unsent.add({ mid, target, kind, text });
    if (this.#session.line === undefined) this.#posting.wait();
    else this.#session.line.flush();
    return { mid };
  }

  /**
   * Says something; resolves when the server has stored it. Rejects as `post` throws, and when the
   * server refuses it or the client ends before that is known.
   *
   * @param signal withdraws it: nobody waits for it any more, and it is not sent (again), but if it was
   *   on its way already it may be stored all the same
   */
  async send(post: Post, signal?: AbortSignal): Promise<Posted> {
    signal?.throwIfAborted();
    const { mid } = this.post(post);
    const outcome = this.#posting.outcomeOf(mid);
    if (signal === undefined) return outcome;
    const withdraw = () => this.#posting.withdraw(mid, signal.reason);
    signal.addEventListener('abort', withdraw, { once: true });
    return outcome.finally(() => signal.removeEventListener('abort', withdraw));
  }

  /**
   * Tells no more messages until `resume`. None is lost: they wait on the server and are asked for then.
   *
   * @param what `reading`: the server is read no further either, but for answers that are due, so that
   *   it holds back what it has; what else it tells waits as well. `messages`: only they wait.
   */
  pause(what: 'messages' | 'reading' = 'reading'): void {
    this.#session.pause(what);
  }

  /** Tells messages again, beginning with those that wait. */
  resume(): void {
    this.#session.pause('none');
  }

  /**
   * Begins in some rooms after these sequence numbers, however far back they are. For a client that is
   * online, was made with `paused`, and was not resumed yet.
   */
  startFrom(places: Cursors): void {
    this.#session.startFrom(places);
  }

  /** What was told so far: the last sequence number of each room, and the history they belong to. */
  get told(): { readonly epoch: string | undefined; readonly cursors: Cursors } {
    return this.#session.told;
  }

  /** Makes a request; rejects with what it is refused with, or with ConnectionError while the line is down. */
  async request<Name extends MemberRequestName>(
    name: Name,
    fields: RequestFields<Name>,
  ): Promise<Answer<Name>> {
    return await this.#online().request(name, fields);
  }

  /** Who is here. Rejects with ConnectionError while the line is down. */
  async who(): Promise<Pick<ServerMessages['people'], 'people' | 'more'>> {
    const { people, more } = await this.#online().request('who', {});
    return { people, more };
  }

  /** Messages of a room after a sequence number, oldest first, at most `limit` (1 to 1,000). */
  async history(
    room: string,
    options: { readonly after: number; readonly limit: number },
  ): Promise<Pick<ServerMessages['history'], 'messages' | 'more'>> {
    const { after, limit } = options;
    const { messages, more } = await this.#online().history(room, after, limit);
    return { messages, more };
  }

  /**
   * The place in a room after which messages are from a time, or later (milliseconds since 1970 UTC). The
   * server's clock may have been set back meanwhile, so that an older one can be among them.
   */
  async findPlace(room: string, at: number): Promise<number> {
    return (await this.#online().request('history.find', { room, at })).after;
  }

  /**
   * Makes an app token for the account; only a device may. It is told this once.
   *
   * @throws PartylineError `forbidden`, `token.name-taken`, `room.unknown`, `name.unknown`
   */
  async createToken(request: TokenRequest): Promise<CreatedToken> {
    const { name, read, write, rooms, expiresAt } = request;
    const fields = {
      name,
      read,
      write,
      ...(rooms === undefined ? {} : { rooms: [...rooms] }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    const line = this.#online();
    const { fingerprint } = this.#session;
    const { session, secret } = await line.request('token.create', fields);
    return { session, token: formatAppToken({ fingerprint, session, secret }) };
  }

  /** The account's sessions. */
  async sessions(): Promise<SessionInfo[]> {
    return (await this.#online().request('sessions', {})).sessions;
  }

  /** Ends sessions; returns how many. If this one is among them, the client ends as `revoked`. */
  async revoke(which: WhichSessions): Promise<number> {
    const fields = { session: which };
    return (await this.#online().request('session.revoke', fields)).count;
  }

  /**
   * Sets a new password; all other sessions end. Returns how many did.
   *
   * @throws PartylineError `auth.failed` if the old one is wrong; InputError if the new one is weak
   */
  async changePassword(current: string, next: string): Promise<number> {
    const line = this.#online();
    return await changePassword(line, this.#session.login as LoggedIn, { current, next });
  }

  /**
   * Takes leave: waits until what was said is acknowledged, tells the server, and ends. After
   * `timeoutMs` it ends anyway. May be called again.
   */
  async leave(timeoutMs: number = defaultLeaveTimeoutMs): Promise<void> {
    const limit = new AbortController();
    const timeout = delay(timeoutMs, undefined, { signal: limit.signal }).catch(() => {});
    await Promise.race([this.#posting.whenIdle(), this.#closed.promise, timeout]);
    await Promise.race([this.#session.line?.bye(), timeout]);
    limit.abort();
    this.#session.stop({ reason: 'left' });
    await this.#closed.promise;
  }

  /** Ends at once, without a goodbye. May be called again. */
  abort(error?: Error): void {
    this.#session.stop({ reason: 'aborted', ...(error === undefined ? {} : { error }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  async #live(): Promise<void> {
    if (this.#signal?.aborted === true) this.#stop();
    const ending = await this.#session.run();
    this.#signal?.removeEventListener('abort', this.#stop);
    this.#end(ending);
  }

  #end(ending: Ending): void {
    const closed = { type: 'closed', ...ending } as const;
    const unsent = this.#posting.end(ending.error ?? new AbortedError());
    this.#enter(closed);
    this.#tell('closed', { ...ending, unsent });
    this.#closed.resolve(closed);
  }

  #enter(state: LineState): void {
    this.#state = state;
    this.#tell('state', state);
  }

  #welcome({ hello, welcome, resumed }: LoggedIn, { rooms }: Opening, again: boolean): void {
    const { name, role, created, lastSeen, grant } = welcome;
    this.#tell('welcome', {
      name,
      role,
      grant,
      serverName: hello.name,
      created,
      resumed,
      again,
      lastSeen,
      rooms,
    });
  }

  #present(message: RoomMessage, room: RoomState): LineMessage {
    const { type: _, ...rest } = message;
    const own = message.from === this.name;
    return { ...rest, with: room.with, own, replayed: message.seq <= room.last };
  }

  /** A listener that throws must not be mistaken for a broken line: its error is nobody's but its own. */
  #tell<Name extends keyof LineEvents>(name: Name, ...facts: LineEvents[Name]): void {
    try {
      (this.emit as (name: Name, ...facts: LineEvents[Name]) => boolean).call(this, name, ...facts);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #online(): LoggedInConnection {
    this.#assertAlive();
    const { line } = this.#session;
    if (line === undefined) throw new ConnectionError('The line is down at the moment.');
    return line;
  }

  #assertAlive(): void {
    if (this.#state.type === 'closed') throw new ConnectionError('The line has ended.');
  }
}
