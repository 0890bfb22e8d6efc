import { error as anError, assertArgument, duration } from '../base/arguments.ts';
import { InputError } from '../base/errors.ts';
import { MidSource } from '../base/mid-source.ts';
import type { RoomState } from '../wire/messages.ts';
import type { Answer, MemberRequestName, RequestFields } from '../wire/requests.ts';
import type { Grant } from '../words/grant.ts';
import type { Role } from '../words/role.ts';
import { readRuns } from '../words/runs.ts';
import { assertSayable } from '../words/text.ts';
import { Account } from './core/account.ts';
import { Emitter } from './core/emitter.ts';
import { type HistoryMessage, isEvent, type RoomEntry, toMessage } from './core/entries.ts';
import type { LineEvents, LineMessage, Posted } from './core/events.ts';
import { ConnectionError } from './core/failures.ts';
import { Flow } from './core/flow.ts';
import { KnownRooms } from './core/known-rooms.ts';
import { endedError, endOfLoops, Lifetime } from './core/lifetime.ts';
import { assertHistoryOptions, destinationOf, roomOf, roomsOf } from './core/line-arguments.ts';
import type { MessagesOptions, People, SendOptions } from './core/line-parameters.ts';
import { inRequests } from './core/lineage.ts';
import type { LoggedIn } from './core/login-task.ts';
import { Operator } from './core/operator.ts';
import type { LineOptions } from './core/options.ts';
import type { Opening } from './core/read-positions.ts';
import { assertRequest } from './core/request-arguments.ts';
import { type ResolvedOptions, resolveOptions } from './core/resolved-options.ts';
import { Rooms } from './core/rooms.ts';
import { SessionLoop } from './core/session-loop.ts';
import { commonOf, noticeOfBeginning, type Places, placesSince } from './core/since.ts';
import type { LineState } from './core/states.ts';
import { Subscriptions } from './core/subscriptions.ts';
import type { Machine } from './core/transport.ts';
import { UnsentMessages } from './core/unsent-messages.ts';
import { verdictOn } from './core/verdict.ts';

/**
 * A line that is joined, or being joined. It lives through lost connections: it sends unsent messages on the
 * next one, once, and fetches those it missed, so that it tells every message exactly once and in the order
 * of its room.
 *
 * Messages are told from the first call of `messages`, or the first listener for `message`, on; until
 * then they wait on the server. After that they go on whether somebody listens or not.
 */
export class Line extends Emitter<LineEvents> implements AsyncDisposable {
  /** The account's own sessions, app tokens and password. */
  readonly account: Account = new Account({
    ask: (name, fields) => this.request(name, fields),
    fingerprint: () => this.#lastLogin().fingerprint,
    login: () => this.#lastLogin().login,
  });
  /** The powers of an operator; to others everything in it is refused. */
  readonly operator: Operator = new Operator((name, fields) => this.request(name, fields));
  readonly #known = new KnownRooms();
  /** The rooms: who is in them, and what they are. */
  readonly rooms: Rooms = new Rooms((name, fields) => this.request(name, fields), this.#known);
  readonly #options: ResolvedOptions;
  readonly #flow = new Flow();
  readonly #subscriptions = new Subscriptions(this.#flow);
  readonly #mids = new MidSource();
  readonly #unsent: UnsentMessages;
  readonly #session: SessionLoop;
  readonly #lifetime = new Lifetime();

  /**
   * Begins to connect when the present turn is over, so that listeners can be added first. Programs for Node
   * use `connect` or `openLine`, which know the machine.
   *
   * @throws InputError for options that cannot be used
   * @internal
   */
  constructor(options: LineOptions, machine: Machine) {
    super();
    this.#options = resolveOptions(options, machine);
    this.#unsent = new UnsentMessages(
      (message) => this.emit('pending', message),
      this.#options.timing,
    );
    this.#flow.block('unwanted');
    if (this.#options.since !== undefined) this.#flow.block('beginning');
    this.#session = new SessionLoop(this.#options, {
      unsent: this.#unsent,
      flow: this.#flow,
      read: (told) => this.#subscriptions.read(told),
      handlers: {
        state: (state) => this.#enter(state),
        online: (login, opening, again) => this.#online(login, opening, again),
        message: (message, room) => this.#tell(message, room),
        room: (room) => this.#enterRoom(room),
        left: (room, last) => this.#leaveRoom(room, last),
        presence: (changes) => this.emit('presence', changes),
        role: (role) => this.#changeRole(role),
        notice: (notice) => this.emitOrKeep('notice', notice),
      },
    });
    if (options.onState !== undefined) this.on('state', options.onState);
    if (options.signal !== undefined) this.#lifetime.heed(options.signal, (why) => this.abort(why));
    queueMicrotask(() => void this.#run());
  }

  /** The account's name; empty before the first login. */
  get name(): string {
    return this.#lifetime.welcome?.name ?? '';
  }

  /** The operator's name for the line. */
  get serverName(): string {
    return this.#lifetime.welcome?.serverName ?? '';
  }

  /** The account's role, and with it its powers. */
  get role(): Role {
    return this.#lifetime.welcome?.role ?? 'member';
  }

  /** The rights of the app token; null: all. */
  get grant(): Grant | null {
    return this.#lifetime.welcome?.grant ?? null;
  }

  /**
   * The server's clock, in milliseconds since 1970 UTC; by this machine's before the line is up. Times of messages
   * are by it, and so are moments such as `expiresAt`.
   */
  get serverTime(): number {
    return this.#session.serverClock.now();
  }

  /** The present state. */
  get state(): LineState {
    return this.#lifetime.state;
  }

  /** How far messages were read, for `since` of the next run: those that a loop has taken. */
  get places(): Places {
    const { epoch = '', terms, cursors } = this.#session.positions;
    return { epoch, terms: [...terms], rooms: this.#subscriptions.read(cursors) };
  }

  /**
   * Says something; resolves when the server has stored it. While the line is down it waits, and at most
   * 1,000 messages or 1 MiB do.
   *
   * @throws (by rejection) PartylineError as the server refuses it: `text.too-long`, `name.unknown`,
   *   `forbidden`, `message.mid-reused`, `storage.full`; InputError if too much waits, or for arguments that
   *   cannot be used; LineEndedError; the signal's reason
   */
  async send(text: string, options: SendOptions = {}): Promise<Posted> {
    const room = destinationOf(text, options);
    const { kind = 'text', of = null, signal } = options;
    signal?.throwIfAborted();
    if (this.state.type === 'closed') throw this.#lifetime.whyDown();
    const wellFormed = text.toWellFormed();
    assertSayable(wellFormed, this.#session.login?.login.hello.limits.textBytes);
    const mid = options.mid ?? this.#mids.next(this.#options.clock.now());
    const content = { kind, text: wellFormed };
    const outcome = this.#unsent.add({ mid, room, content, of });
    const { connection } = this.#session;
    if (connection === undefined) {
      this.#unsent.tellPending();
      this.#session.hurry();
    } else connection.flush();
    if (signal === undefined) return outcome;
    const withdraw = () => this.#unsent.drop(mid, signal.reason);
    signal.addEventListener('abort', withdraw, { once: true });
    return outcome.finally(() => signal.removeEventListener('abort', withdraw));
  }

  /**
   * Messages, each once and in the order of its room, for a `for await` loop; the account's own
   * messages are among them (`own`). The line keeps pace with its slowest loop: when 128 messages wait for
   * one, the server is read no further until they are taken. Leaving the loop ends it.
   *
   * The loop ends when the line is closed from this side, and throws LineEndedError when it ends
   * otherwise. Messages that waited then count as unread.
   *
   * @throws InputError if the line was made with `receive: false`
   */
  messages(
    options: MessagesOptions = {},
  ): AsyncIterableIterator<LineMessage, undefined> & AsyncDisposable {
    const rooms = roomsOf(options);
    const { signal } = options;
    signal?.throwIfAborted();
    const { wayIn } = this.#options;
    if (!wayIn.receive) {
      throw new InputError('There are no messages on a line that was made with receive: false.');
    }
    const subscription = this.#subscriptions.add(this.#known.filter(rooms), signal);
    if (this.state.type === 'closed') subscription.end(endOfLoops(this.state));
    this.#flow.unblock('unwanted');
    return subscription;
  }

  /** The people who are here. */
  async who(): Promise<People> {
    const { people, more } = await this.request('who', {});
    return { people, more };
  }

  /**
   * Messages of a room (`lobby`, `@ana`) after a sequence number, oldest first, at most `limit` (1 to
   * 1,000; 100 if left out) and fewer if they are long; `more` says whether others follow.
   */
  async history(
    room: string,
    options: { readonly after: number; readonly limit?: number | undefined },
  ): Promise<{ readonly messages: HistoryMessage[]; readonly more: boolean }> {
    assertHistoryOptions(options);
    const { after, limit = 100 } = options;
    const fields = { room: this.#known.id(roomOf('Cannot read the history', room)), after, limit };
    const { first, runs, more } = await this.request('history', fields);
    return { messages: Array.from(readRuns(first, runs), toMessage), more };
  }

  /**
   * Sends any request of the protocol; resolves with its answer. Rejects with ConnectionError while the
   * line is down.
   *
   * @throws (by rejection) PartylineError as the server refuses it; InputError for fields that are wrong;
   *   LineEndedError
   * @internal
   */
  async request<Name extends MemberRequestName>(
    name: Name,
    fields: RequestFields<Name>,
  ): Promise<Answer<Name>> {
    await assertRequest(name, fields);
    const { connection } = this.#session;
    if (connection === undefined) {
      this.#session.hurry();
      throw this.#lifetime.whyDown();
    }
    try {
      return await connection.request(name, fields);
    } catch (error) {
      throw this.#lifetime.explain(error);
    }
  }

  /** Resolves when the line is up, and the place where messages begin is found. Throws as `connect`. */
  whenOnline(): Promise<void> {
    return this.#lifetime.opened;
  }

  /** Resolves when the line has ended, and everything is closed and saved. */
  whenClosed(): Promise<LineState & { type: 'closed' }> {
    return this.#lifetime.closed;
  }

  /**
   * Takes leave: waits until what was said is acknowledged, says goodbye to the server, and ends. After
   * `timeoutMs` it ends anyway. May be called again.
   *
   * @param timeoutMs 5,000 if left out
   */
  async close(timeoutMs: number = 5_000): Promise<void> {
    assertArgument('Cannot close', 'timeoutMs', timeoutMs, duration);
    this.#subscriptions.end({});
    await this.#session.leave(timeoutMs);
    await this.#lifetime.closed;
  }

  /** Ends at once, without a goodbye; loops and what waits to be acknowledged fail. May be called again. */
  abort(error?: Error): void {
    if (error !== undefined) assertArgument('Cannot abort', 'error', error, anError);
    this.#session.stop({ reason: 'aborted', ...(error === undefined ? {} : { error }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  protected override listened(name: keyof LineEvents): void {
    if (name === 'message') queueMicrotask(() => this.#flow.unblock('unwanted'));
  }

  async #run(): Promise<void> {
    const ending = await this.#session.run();
    const closed = { type: 'closed', ...ending } as const;
    const unsent = this.#unsent.end(endedError(ending));
    this.#enter(closed);
    this.#subscriptions.end(endOfLoops(ending));
    this.emit('closed', { ...ending, unsent });
    this.#lifetime.close(closed);
  }

  #enter(state: LineState): void {
    this.#lifetime.enter(state);
    this.emit('state', state);
  }

  #online({ hello, welcome, resumed }: LoggedIn, { rooms }: Opening, again: boolean): void {
    const { name, role, created, lastSeen, grant } = welcome;
    this.#known.greet(rooms);
    const serverName = hello.name;
    const told = { name, role, grant, serverName, created, resumed, again, lastSeen, rooms };
    this.#lifetime.welcome = told;
    this.emit('welcome', told);
    void this.#begin(rooms);
  }

  /** Looks for the place where messages begin, if it is not found yet. */
  async #begin(rooms: readonly RoomState[]): Promise<void> {
    try {
      if (this.#flow.isBlockedBy('beginning')) await this.#findBeginning(rooms);
      this.#lifetime.open();
    } catch (error) {
      // The next connection looks again.
      if (error instanceof ConnectionError) return;
      this.#session.stop({ reason: verdictOn(error as Error).reason, error: error as Error });
    }
  }

  async #findBeginning(rooms: readonly RoomState[]): Promise<void> {
    const { since = {} } = this.#options;
    const { epoch = '', terms } = this.#session.positions;
    const compare = inRequests((known, cursors) =>
      this.request('history.compare', { terms: [...known], cursors }),
    );
    const findPlace = async (room: string, at: number) =>
      (await this.request('history.find', { room, at })).after;
    const common = await commonOf(since, { terms, compare });
    const nameOf = (id: string) => rooms.find(({ room }) => room === id)?.name;
    const notice = noticeOfBeginning(since, epoch, common, nameOf);
    if (notice !== undefined) this.emitOrKeep('notice', notice);
    const history = { epoch, rooms, now: () => this.#session.serverClock.now(), findPlace };
    this.#session.connection?.startFrom(await placesSince(since, history, common));
    this.#flow.unblock('beginning');
  }

  #changeRole(role: Role): void {
    const { welcome } = this.#lifetime;
    if (welcome !== undefined) this.#lifetime.welcome = { ...welcome, role };
    this.emit('role', role);
  }

  #lastLogin() {
    const { login } = this.#session;
    if (login === undefined) throw this.#lifetime.whyDown();
    return login;
  }

  #enterRoom(room: RoomState): void {
    this.#known.enter(room);
    this.emit('room', room);
  }

  #leaveRoom(room: string, last: number): void {
    const state = this.#known.leave(room);
    if (state !== undefined) this.emit('left', { room, roomName: state.name, last });
  }

  #tell(entry: RoomEntry, { room, last, name }: RoomState): void {
    const own = entry.from === this.name;
    const replayed = entry.seq <= last;
    const message = toMessage(entry);
    if (isEvent(message)) this.#known.note(room, message, this.name);
    const roomName = this.#known.of(room)?.name ?? name;
    const told = { room, roomName, ...message, own, replayed };
    this.#subscriptions.deliver(told);
    this.emit('message', told);
  }
}
