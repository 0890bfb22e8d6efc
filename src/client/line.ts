import { error as anError, assertArgument, duration } from '../base/arguments.ts';
import { InputError } from '../base/errors.ts';
import { given } from '../base/given.ts';
import { MidSource } from '../base/mid-source.ts';
import type { RoomState } from '../wire/messages.ts';
import type { Answer, MemberRequestName, RequestFields } from '../wire/requests.ts';
import type { Grant } from '../words/grant.ts';
import { assertPostable } from '../words/post-content.ts';
import type { Role } from '../words/role.ts';
import { readRuns } from '../words/runs.ts';
import { Account } from './core/account.ts';
import { Attention } from './core/attention.ts';
import { changeOf } from './core/change-of.ts';
import { fetchFile } from './core/download.ts';
import { Emitter } from './core/emitter.ts';
import { isChange, isEvent, type RoomEntry, readEntry } from './core/entries.ts';
import type { LineChange, LineEvents, LineMessage, Posted, UnsentMessage } from './core/events.ts';
import { ConnectionError } from './core/failures.ts';
import { type FileBytes, sourceOf } from './core/file-source.ts';
import { Flow } from './core/flow.ts';
import { KnownRooms } from './core/known-rooms.ts';
import { endedError, endOfLoops, Lifetime } from './core/lifetime.ts';
import {
  assertChangeOptions,
  assertDownloadOptions,
  assertHistoryOptions,
  destinationOf,
  roomOf,
  roomOfPlace,
  roomsOf,
  uploadDestinationOf,
} from './core/line-arguments.ts';
import type {
  ChangeOptions,
  DownloadOptions,
  HistoryOptions,
  HistoryPage,
  MessagePlace,
  MessagesOptions,
  People,
  ReplyOptions,
  SendOptions,
  UploadOptions,
} from './core/line-parameters.ts';
import { inRequests } from './core/lineage.ts';
import type { LoggedIn } from './core/login-task.ts';
import { beginningDropped } from './core/notices.ts';
import { Operator } from './core/operator.ts';
import type { LineOptions } from './core/options.ts';
import type { Outbox } from './core/outbox.ts';
import type { Opening } from './core/read-positions.ts';
import { Reading } from './core/reading.ts';
import { assertRequest } from './core/request-arguments.ts';
import type { Ask } from './core/requests.ts';
import { type ResolvedOptions, resolveOptions } from './core/resolved-options.ts';
import { Rooms } from './core/rooms.ts';
import { type SearchPage, type SearchQuery, searchPage, searchRequest } from './core/search.ts';
import { SessionLoop } from './core/session-loop.ts';
import { commonOf, noticeOfBeginning, type Places, placesSince } from './core/since.ts';
import type { LineState } from './core/states.ts';
import type { Told } from './core/subscription.ts';
import { Subscriptions } from './core/subscriptions.ts';
import type { Machine } from './core/transport.ts';
import { UnsentMessages } from './core/unsent-messages.ts';
import { fileContent, sendFile } from './core/upload.ts';
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
  /** Who pays attention, and to what: presence, preferences. */
  readonly attention: Attention;
  /** How far the person has read, on any device, and how far others have in direct conversations. */
  readonly reading: Reading;
  readonly #known = new KnownRooms();
  /** The rooms: who is in them, and what they are. */
  readonly rooms: Rooms = new Rooms((name, fields) => this.request(name, fields), this.#known);
  readonly #options: ResolvedOptions;
  readonly #flow = new Flow();
  readonly #subscriptions = new Subscriptions(this.#flow, () => this.#session.readOn());
  readonly #mids = new MidSource();
  readonly #unsent: UnsentMessages;
  readonly #session: SessionLoop;
  readonly #lifetime = new Lifetime();

  /**
   * Begins to connect when the present turn is over, so that listeners can be added first. Programs for Node
   * use `connect` or `openLine`, which know the machine.
   *
   * @param outbox keeps messages beyond the life of the program
   * @throws InputError for options that cannot be used
   * @internal
   */
  constructor(options: LineOptions, machine: Machine, outbox?: Outbox) {
    super();
    this.#options = resolveOptions(options, machine);
    const { timing } = this.#options;
    const ask: Ask = (name, fields) => this.request(name, fields);
    this.attention = new Attention(ask, this.#known);
    this.reading = new Reading(ask, this.#known, timing.saveDelayMs);
    const { pendingAfterMs } = timing;
    const pending = (message: UnsentMessage) => this.emit('pending', message);
    this.#unsent = new UnsentMessages(pending, { pendingAfterMs, outbox });
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
        left: (room, last, missed) => this.#leaveRoom(room, last, missed),
        invited: (invitation) => this.emitOrKeep('invited', invitation),
        presence: (changes) => this.emit('presence', changes),
        attention: (changes) => this.emit('attention', changes),
        typing: ({ room, name }) =>
          this.emit('typing', { room, roomName: this.#known.name(room), name }),
        read: ({ room, seq }) => this.emit('read', { room, roomName: this.#known.name(room), seq }),
        receipt: ({ room, name, delivered, read }) => {
          const roomName = this.#known.name(room);
          this.emit('receipt', { room, roomName, name, delivered, read });
        },
        preferences: (preferences) => this.emit('preferences', preferences),
        role: (role) => this.#changeRole(role),
        notice: (notice) => this.emitOrKeep('notice', notice),
        ending: () => this.#subscriptions.halt(),
      },
    });
    if (options.onState !== undefined) this.on('state', options.onState);
    if (options.signal !== undefined) this.#lifetime.heed(options.signal, (why) => this.abort(why));
    queueMicrotask(() => {
      this.#sendLeft(outbox?.left() ?? []);
      void this.#run();
    });
  }

  /** Sends what an earlier run of the program could not; listeners are told that it is pending. */
  #sendLeft(left: readonly UnsentMessage[]): void {
    for (const message of left) this.#unsent.add(message).catch(() => {});
    this.#unsent.tellPending();
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
    const { kind = 'text', of = null, names } = options;
    const content = { kind, text: text.toWellFormed(), ...(names === undefined ? {} : { names }) };
    return this.#post({ room, content, of }, options);
  }

  /**
   * Says something about a message: a reply to it.
   *
   * @throws (by rejection) as `send` does
   */
  async reply(message: MessagePlace, text: string, options: ReplyOptions = {}): Promise<Posted> {
    const room = roomOfPlace('Cannot reply', message);
    return this.send(text, { ...options, room, of: message.seq });
  }

  /**
   * Sends a file, and says something about it; resolves when the message is stored. It comes in parts beside what is
   * said, and goes on after a lost connection where it was. Its bytes are a path (in Node), memory, a file that a
   * person chose in a browser, or a stream, of which no more than the parts on their way are kept.
   *
   * @throws (by rejection) as `send` does; PartylineError `files.off`, `file.too-large`, `files.full`, and
   *   `file.interrupted` for a stream of which the server has lost the beginning; InputError for a file that cannot be
   *   read
   */
  async upload(file: string | FileBytes, options: UploadOptions = {}): Promise<Posted> {
    const room = uploadDestinationOf(file, options);
    const { of = null, signal, onProgress } = options;
    signal?.throwIfAborted();
    const source = typeof file === 'string' ? await this.#options.openFile(file) : sourceOf(file);
    try {
      const mid = options.mid ?? this.#mids.next(this.#options.clock.now());
      const ask: Ask = (name, fields) => this.request(name, fields);
      const whenUp = () => this.#whenUp(signal);
      await whenUp();
      const sent = await sendFile({ ask, whenUp, upload: mid, source, signal, onProgress });
      const content = fileContent(source, sent, options);
      return await this.#post({ room, content, of }, { mid, signal });
    } finally {
      await source.close?.();
    }
  }

  /**
   * The bytes of the file of a message, in pieces, for a `for await` loop. No more is fetched than the loop takes, and
   * a lost connection is gone on from. Compare their SHA-256 with the `hash` of the message's `file`.
   *
   * @throws (from the loop) PartylineError `file.unknown` where the message has none, or it is not kept any more,
   *   `room.unknown`, `forbidden`; LineEndedError; the signal's reason; InputError for arguments that cannot be used
   */
  download(
    message: MessagePlace,
    options: DownloadOptions = {},
  ): AsyncGenerator<Uint8Array, undefined> {
    const room = roomOfPlace('Cannot fetch the file', message);
    assertDownloadOptions(options);
    const { offset = 0, signal } = options;
    const ask: Ask = (name, fields) => this.request(name, fields);
    const parts = { ask, whenUp: () => this.#whenUp(signal), signal };
    return fetchFile(parts, { room: this.#known.id(room), seq: message.seq }, offset);
  }

  /**
   * A ticket for the file of a message, for a page: the browser saves the file from `/files/TICKET` of the server, once
   * and within a minute, as an attachment of the name that the message tells. A link to it with the attribute
   * `download`, which is followed at once, is all that it takes; the bytes never pass through the page. Programs, and
   * pages of another origin, use `download`.
   *
   * @param name the `name` of the message's `file`
   * @throws (by rejection) as `download` does
   */
  async ticket(message: MessagePlace, name: string): Promise<string> {
    const room = roomOfPlace('Cannot fetch the file', message);
    const { ticket } = await this.request('file.ticket', {
      room: this.#known.id(room),
      seq: message.seq,
      name,
    });
    return ticket;
  }

  /** Resolves when the line is up; rejects when it has ended, or with the signal's reason. */
  async #whenUp(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#session.connection !== undefined) return;
      if (this.state.type === 'closed') throw this.#lifetime.whyDown();
      this.#session.hurry();
      await nextState(this, signal);
    }
  }

  /**
   * Gives a message another text; resolves when that is stored. People edit their own messages for a day, operators
   * all of a room, always.
   *
   * @throws (by rejection) as `send` does; PartylineError `message.deleted`, `message.invalid` for what is no message
   */
  async edit(message: MessagePlace, text: string, options: ChangeOptions = {}): Promise<Posted> {
    return this.#post(changeOf('edit', message, text, options), options);
  }

  /**
   * Deletes a message, for good: its text is erased from the store too. To delete it again is the same as once.
   *
   * @throws (by rejection) as `edit` does
   */
  async remove(message: MessagePlace, options: ChangeOptions = {}): Promise<Posted> {
    return this.#post(changeOf('deletion', message, '', options), options);
  }

  /**
   * Answers a message with an emoji; the same one again changes nothing.
   *
   * @throws (by rejection) InputError for what is no emoji; PartylineError `reactions.full`; as `edit` does
   */
  async react(message: MessagePlace, emoji: string, options: ChangeOptions = {}): Promise<Posted> {
    return this.#post(changeOf('reaction', message, emoji, options), options);
  }

  /**
   * Takes a reaction back.
   *
   * @throws (by rejection) as `react` does
   */
  async unreact(
    message: MessagePlace,
    emoji: string,
    options: ChangeOptions = {},
  ): Promise<Posted> {
    return this.#post(changeOf('unreaction', message, emoji, options), options);
  }

  /**
   * Acknowledges an urgent message; everybody in its room is told.
   *
   * @throws (by rejection) PartylineError `message.invalid` where it is not urgent to this account, or is acknowledged
   *   already; as `send` does
   */
  async acknowledge(message: MessagePlace, options: ChangeOptions = {}): Promise<Posted> {
    const room = roomOfPlace('Cannot acknowledge', message);
    assertChangeOptions('Cannot acknowledge', options);
    return this.#post({ room, content: { kind: 'ack', text: '' }, of: message.seq }, options);
  }

  async #post(
    { room, content, of }: Omit<UnsentMessage, 'mid'>,
    options: ChangeOptions,
  ): Promise<Posted> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.state.type === 'closed') throw this.#lifetime.whyDown();
    assertPostable(content, of ?? 0, this.#session.login?.login.hello.limits.textBytes);
    const mid = options.mid ?? this.#mids.next(this.#options.clock.now());
    const roomId = room.startsWith('#') ? this.#known.id(room) : room;
    const named = roomId === room ? {} : { roomId };
    const outcome = this.#unsent.add({ mid, room, ...named, content, of });
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
   * Changes of earlier messages are among them with `changes: true`.
   *
   * @throws InputError if the line was made with `receive: false`
   */
  messages(
    options: MessagesOptions & { readonly changes: true },
  ): AsyncIterableIterator<LineMessage | LineChange, undefined> & AsyncDisposable;
  messages(
    options?: MessagesOptions,
  ): AsyncIterableIterator<LineMessage, undefined> & AsyncDisposable;
  messages(
    options: MessagesOptions = {},
  ): AsyncIterableIterator<Told, undefined> & AsyncDisposable {
    const rooms = roomsOf(options);
    const { changes = false, signal } = options;
    signal?.throwIfAborted();
    const { wayIn } = this.#options;
    if (!wayIn.receive) {
      throw new InputError('There are no messages on a line that was made with receive: false.');
    }
    const isWanted = this.#known.filter(rooms);
    const subscription = this.#subscriptions.add(
      (told) => isWanted(told) && (changes || !isChange(told)),
      signal,
    );
    if (this.state.type === 'closed') subscription.end(endOfLoops(this.state));
    this.#flow.unblock('unwanted');
    return subscription;
  }

  /** How long the line takes at present for a question and its answer, in milliseconds. */
  async ping(): Promise<number> {
    const since = performance.now();
    await this.request('echo', {});
    return performance.now() - since;
  }

  /** The people who are here. */
  async who(): Promise<People> {
    const { people, more } = await this.request('who', {});
    return { people, more };
  }

  /**
   * A page of a room's history (`lobby`, `@ana`): its end, or the messages after, before, between or around numbers.
   * `more` says whether to go on, after the last number or before the first.
   *
   * @throws (by rejection) PartylineError `room.unknown`, `name.unknown`, `forbidden`
   */
  async history(room: string, options: HistoryOptions = {}): Promise<HistoryPage> {
    assertHistoryOptions(options);
    const { after, before, around, limit = 100 } = options;
    const id = this.#known.id(roomOf('Cannot read the history', room));
    const place = given({ after, before, around });
    const page = await this.request('history', { room: id, limit, ...place });
    const { first, runs, more, dropped = null } = page;
    const entries = Array.from(readRuns(first, runs), readEntry);
    const last = first + entries.length - 1;
    return { messages: entries.filter((entry) => !isChange(entry)), first, last, more, dropped };
  }

  /**
   * Messages of the rooms that may be read, newest first, each with what was said before and after it. Needs a term, a
   * person, a room, or `link`. The next page is asked for with the last result as `before`.
   *
   * @throws (by rejection) PartylineError `search.unavailable` while the server makes its index, `name.unknown`,
   *   `room.unknown`, `forbidden`, `message.invalid`; InputError for a query that cannot be used
   */
  async search(query: SearchQuery): Promise<SearchPage> {
    const fields = searchRequest(query, (room) => this.#known.id(room));
    return searchPage(await this.request('search', fields));
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
    this.reading.end();
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
    this.reading.goOn();
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
    const findPlace = async (room: RoomState, at: number) => {
      const { after, dropped } = await this.request('history.find', { room: room.room, at });
      if (dropped !== undefined) this.emitOrKeep('notice', beginningDropped(room, dropped));
      return after;
    };
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

  #leaveRoom(room: string, last: number, missed: RoomState | undefined): void {
    const state = this.#known.leave(room) ?? missed;
    if (state === undefined) return;
    const left = { room, roomName: state.name, last };
    this.emit('left', missed === undefined ? left : { ...left, missed });
  }

  #tell(entry: RoomEntry, room: RoomState): void {
    const own = entry.from === this.name;
    const replayed = entry.seq <= room.last;
    const read = readEntry(entry);
    if (!isChange(read) && isEvent(read)) this.#known.note(room.room, read, this.name);
    const roomName = this.#known.of(room.room)?.name ?? room.name;
    const told = { room: room.room, roomName, ...read, own, replayed };
    if (!own && roomName.startsWith('@') && this.grant === null) {
      this.reading.delivered(room.room, entry.seq);
    }
    if (isChange(told)) this.#tellChange({ ...told, isNews: isNews(told, room) });
    else {
      this.#subscriptions.deliver(told);
      this.emit('message', told);
    }
  }

  #tellChange(change: LineChange): void {
    if (change.isNews) this.#subscriptions.deliver(change);
    this.emit('change', change);
  }
}

/** Resolves when a line does something else, or the signal is given. */
function nextState(line: Line, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const go = () => resolve();
  line.on('state', go);
  signal?.addEventListener('abort', go, { once: true });
  return promise.finally(() => {
    line.off('state', go);
    signal?.removeEventListener('abort', go);
  });
}

/**
 * Whether a change has yet to be made to what was told: a message that came on this connection out of the store, as
 * the change did, came as it is with it; and a text that is erased was replaced by a later one.
 */
function isNews(
  { kind, text, seq, of }: Pick<LineChange, 'kind' | 'text' | 'seq' | 'of'>,
  { after, last }: RoomState,
): boolean {
  if (text === '' && kind !== 'deletion') return false;
  return seq > last || of <= after;
}
