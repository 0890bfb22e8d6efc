import { EventEmitter, once } from 'node:events';
import { InputError, PartylineError } from '../base/errors.ts';
import type { RoomState, ServerMessages, SessionInfo } from '../wire/messages.ts';
import type { Grant } from '../words/grant.ts';
import type { MessageKind } from '../words/message-kind.ts';
import type { Role } from '../words/role.ts';
import { type ConnectOptions, wantsMessages } from './core/connect-options.ts';
import type {
  Closed,
  LineMessage,
  Notice,
  Posted,
  PresenceChange,
  Welcome,
} from './core/events.ts';
import { ConnectionError } from './core/failures.ts';
import type { HistoryMessage } from './core/inbox.ts';
import {
  type CreatedToken,
  connectLine,
  defaultLeaveTimeoutMs,
  type LineClient,
  type TokenRequest,
  type WhichSessions,
} from './core/line-client.ts';
import { LineEndedError } from './core/line-ended.ts';
import { Operator } from './core/operator.ts';
import type { LineOptions } from './core/options.ts';
import { Rooms } from './core/rooms.ts';
import {
  assertBeginning,
  type Beginning,
  isOutdated,
  type Places,
  placesSince,
} from './core/since.ts';
import type { LineState } from './core/states.ts';
import { Subscriptions } from './core/subscriptions.ts';
import { lineOptionsOf } from './core/ways-in.ts';

/** The events of a line and what each brings; see `Line`. */
export interface LineEventMap {
  /** What the line is doing: connecting, online, waiting to try again, closed. */
  state: [state: LineState];
  /** The line is up again after it was lost. */
  welcome: [welcome: Welcome];
  /** A message; told to listeners at once, however slow they are. `messages()` waits for its reader. */
  message: [message: LineMessage];
  /** Who came and who went. */
  presence: [changes: PresenceChange[]];
  /** The account was made an operator, or a member again. */
  role: [role: Role];
  /** Something a person should know. */
  notice: [notice: Notice];
  /** The line has ended, as the last event. */
  closed: [closed: Closed];
}

/** Who is here; `more` are here than the list holds. */
export type People = Pick<ServerMessages['people'], 'people' | 'more'>;

/** Where a message goes, and how it is said. */
export interface SendOptions {
  /** A person's name. */
  readonly to?: string;
  /** `lobby`, `@ana`, or the `room` of a message that is answered. The lobby if `to` is left out too. */
  readonly room?: string;
  /** `action` is what `/me` says; only an operator makes an `announcement`. `text` if left out. */
  readonly kind?: MessageKind;
  /** Nobody waits for it any more. What is on its way already may be stored all the same. */
  readonly signal?: AbortSignal;
}

/** Which messages a loop wants. */
export interface MessagesOptions {
  /** `lobby`, `@ana`, or rooms as messages name them. All if left out. */
  readonly rooms?: readonly string[];
  /** Ends the loop with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Joins a line; resolves when it is online, and the messages' beginning is found.
 *
 * ```ts
 * await using line = await connect({ address: 'line.example', token });
 * await line.send('Good morning');
 * for await (const { from, text } of line.messages()) console.log(`${from}: ${text}`);
 * ```
 *
 * @throws InputError (by rejection) for options that cannot be used; LineEndedError with the `reason` and
 *   the server's `code` when the line cannot be had; the signal's reason when it was given
 */
export async function connect(options: ConnectOptions): Promise<Line> {
  const { since, signal } = options;
  signal?.throwIfAborted();
  if (since !== undefined) assertBeginning(since);
  const line = new Line(await lineOptionsOf(options), wantsMessages(options));
  const stop = () => line.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    await line.opened(since);
    return line;
  } catch (error) {
    line.abort();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * A line that is joined. It lives through lost connections: what is sent meanwhile goes out on the next
 * one, once, and what was said meanwhile is asked for, so that every message is told exactly once and in
 * the order of its room.
 *
 * Messages are told from the first call of `messages`, or the first listener for `message`, on; until
 * then they wait on the server. After that they go on whether somebody listens or not.
 */
export class Line extends EventEmitter<LineEventMap> implements AsyncDisposable {
  readonly #client: LineClient;
  readonly #wantsMessages: boolean;
  readonly #subscriptions: Subscriptions;
  readonly #rooms = new Rooms();
  readonly #operator = new Operator((name, fields) =>
    this.#asking(this.#client.request(name, fields)),
  );
  #welcome: Welcome | undefined;
  #role: Role = 'member';
  #reading = false;
  /** Told before anybody could listen. */
  #early: Notice[] | undefined = [];

  /** @internal */
  constructor(options: LineOptions, wantsMessages: boolean) {
    super();
    this.#wantsMessages = wantsMessages;
    this.#subscriptions = new Subscriptions({
      pause: () => this.#client.pause(),
      resume: () => this.#client.resume(),
    });
    this.#client = connectLine({
      ...options,
      paused: true,
      readPlaces: (told) => this.#subscriptions.read(told),
    });
    this.#listen();
    (this as EventEmitter).on('newListener', (name) => {
      if (name === 'message') queueMicrotask(() => this.#begin());
    });
  }

  /** The account's name. */
  get name(): string {
    return this.#client.name ?? '';
  }

  /** What the operator calls the line. */
  get serverName(): string {
    return this.#welcome?.serverName ?? '';
  }

  /** What the account may do. */
  get role(): Role {
    return this.#role;
  }

  /** The powers of an operator; for others, everything in it is refused. */
  get operator(): Operator {
    return this.#operator;
  }

  /** What the app token may do; null: everything. */
  get grant(): Grant | null {
    return this.#welcome?.grant ?? null;
  }

  /** The conversations, as they were told when the line was last made. */
  get rooms(): readonly RoomState[] {
    return this.#welcome?.rooms ?? [];
  }

  /** What the line is doing now. */
  get state(): LineState {
    return this.#client.state;
  }

  /** How far messages were read, for `since` of the next run: those that a loop has taken. */
  get places(): Places {
    const { epoch = '', cursors } = this.#client.told;
    return { epoch, rooms: this.#subscriptions.read(cursors) };
  }

  /**
   * Says something; resolves when the server has stored it. While the line is down it waits, and at most
   * 1,000 messages or 1 MiB do.
   *
   * @throws (by rejection) PartylineError as the server refuses it: `text.too-long`, `name.unknown`,
   *   `forbidden`, `storage.full`; InputError if too much waits; LineEndedError; the signal's reason
   */
  async send(text: string, options: SendOptions = {}): Promise<Posted> {
    const { kind = 'text', signal } = options;
    const post = { ...this.#rooms.target(options), kind, text };
    try {
      return await this.#client.send(post, signal);
    } catch (error) {
      throw signal?.aborted ? signal.reason : this.#explain(error);
    }
  }

  /**
   * Messages, each once and in the order of its room, for a `for await` loop; what the account itself
   * says is among them (`own`). The line keeps pace with its slowest loop: when 128 messages wait for
   * one, the server is read no further until they are taken. Leaving the loop ends it.
   *
   * The loop ends when the line is closed from this side, and throws LineEndedError when it ends
   * otherwise. What waited then counts as unread.
   *
   * @throws InputError if the line was made with `receive: false`
   */
  messages(options: MessagesOptions = {}): AsyncIterableIterator<LineMessage, undefined> {
    const { rooms, signal } = options;
    signal?.throwIfAborted();
    if (!this.#wantsMessages) {
      throw new InputError('There are no messages on a line that was made with receive: false.');
    }
    const subscription = this.#subscriptions.add(this.#rooms.filter(rooms), signal);
    const { state } = this.#client;
    if (state.type === 'closed') subscription.end(endOf(state));
    this.#begin();
    return subscription;
  }

  /** Who is here; `more` are here than the list holds. */
  async who(): Promise<People> {
    return await this.#asking(this.#client.who());
  }

  /**
   * Messages of a room (`lobby`, `@ana`) after a sequence number, oldest first, at most `limit` (1 to
   * 1,000; 100 if left out) and fewer if they are long; `more` says whether others follow.
   */
  async history(
    room: string,
    options: { readonly after: number; readonly limit?: number },
  ): Promise<{ readonly messages: HistoryMessage[]; readonly more: boolean }> {
    const { after, limit = 100 } = options;
    return await this.#asking(this.#client.history(this.#rooms.key(room), { after, limit }));
  }

  /** Makes an app token for the account. Its text is told this once. */
  async createToken(request: TokenRequest): Promise<CreatedToken> {
    return await this.#asking(this.#client.createToken(request));
  }

  /** The account's sessions: devices (`grant` is null) and app tokens. */
  async listSessions(): Promise<SessionInfo[]> {
    return await this.#asking(this.#client.sessions());
  }

  /** Ends sessions; returns how many. A session's open connections end as well. */
  async revoke(which: WhichSessions): Promise<number> {
    return await this.#asking(this.#client.revoke(which));
  }

  /**
   * Takes leave: waits until what was said is acknowledged, says goodbye to the server, and ends. After
   * `timeoutMs` it ends anyway. May be called again.
   */
  async close(timeoutMs: number = defaultLeaveTimeoutMs): Promise<void> {
    this.#subscriptions.end({});
    await this.#client.leave(timeoutMs);
  }

  /** Ends at once, without a goodbye; loops and what waits to be acknowledged fail. May be called again. */
  abort(error?: Error): void {
    this.#client.abort(error);
  }

  /** Resolves when the line has ended, and everything is closed and saved. */
  whenClosed(): Promise<LineState & { type: 'closed' }> {
    return this.#client.whenClosed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Resolves when it is online and knows where its messages begin; for `connect`.
   *
   * @internal
   */
  async opened(since?: Beginning): Promise<void> {
    for (;;) {
      await this.#nextWelcome();
      try {
        if (since !== undefined) await this.#startFrom(since);
        break;
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
      }
    }
    setImmediate(() => this.#tellEarly());
  }

  async #nextWelcome(): Promise<void> {
    const ended = new AbortController();
    const stop = () => ended.abort();
    this.#client.once('closed', stop);
    try {
      await once(this.#client, 'welcome', { signal: ended.signal });
    } catch {
      throw this.#explain(undefined);
    } finally {
      this.#client.off('closed', stop);
    }
  }

  async #startFrom(since: Beginning): Promise<void> {
    const { epoch = '' } = this.#client.told;
    const { rooms = [] } = this.#welcome ?? {};
    if (isOutdated(since, epoch)) this.#notice(outdatedPlaces);
    const findPlace = (room: string, at: number) => this.#client.findPlace(room, at);
    this.#client.startFrom(await placesSince(since, { epoch, rooms, findPlace }));
  }

  /** From now on messages are told. */
  #begin(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#client.resume();
  }

  #listen(): void {
    const client = this.#client;
    client.on('state', (state) => this.emit('state', state));
    client.on('welcome', (welcome) => this.#enter(welcome));
    client.on('room', (room) => this.#rooms.enter(room));
    client.on('message', (message) => this.#tell(message));
    client.on('presence', (changes) => this.emit('presence', changes));
    client.on('role', (role) => this.#changeRole(role));
    client.on('notice', (notice) => this.#notice(notice));
    client.on('closed', (closed) => this.#end(closed));
  }

  #enter(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#role = welcome.role;
    for (const room of welcome.rooms) this.#rooms.enter(room);
    if (welcome.again) this.emit('welcome', welcome);
  }

  #changeRole(role: Role): void {
    this.#role = role;
    this.emit('role', role);
  }

  #tell(message: LineMessage): void {
    this.#subscriptions.deliver(message);
    this.emit('message', message);
  }

  #notice(notice: Notice): void {
    if (this.#early === undefined) this.emit('notice', notice);
    else this.#early.push(notice);
  }

  #tellEarly(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const notice of early) this.emit('notice', notice);
  }

  #end(closed: Closed): void {
    this.#subscriptions.end(endOf(closed));
    this.emit('closed', closed);
  }

  async #asking<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** What failed because the line has ended is told as that. */
  #explain(error: unknown): unknown {
    const { state } = this.#client;
    if (state.type !== 'closed') return error;
    const isRefusal = error instanceof PartylineError || error instanceof InputError;
    return isRefusal && error !== state.error ? error : endedError(state);
  }
}

const outdatedPlaces: Notice = {
  code: 'history-replaced',
  text: 'The history of the server is not the one that "since" is about: messages begin with what is said from now on.',
};

function endedError({ reason, error }: Pick<Closed, 'reason' | 'error'>): LineEndedError {
  return new LineEndedError(reason, error);
}

/** To have taken leave is no error. */
function endOf(closed: Pick<Closed, 'reason' | 'error'>): { error?: Error } {
  return closed.reason === 'left' ? {} : { error: endedError(closed) };
}
