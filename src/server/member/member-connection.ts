import { SessionToken } from '../../auth/tokens.ts';
import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import type { Outcome } from '../../chat/proposals.ts';
import type { Account } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { MemberMessage, RoomState, ServerMessages } from '../../wire/messages.ts';
import { requestFacts } from '../../wire/request-facts.ts';
import type { MemberRequestName, Request } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import type { Role } from '../../words/role.ts';
import type { Bounds } from '../bounds.ts';
import { encodeMessages, type OutgoingMessage } from '../delivery/encode.ts';
import type { FanOut, Feed, Reader, RoomBatch } from '../delivery/fan-out.ts';
import type { Presence } from '../delivery/presence.ts';
import { type Place, placeIn, placesOf } from '../delivery/read-positions.ts';
import { ReaderQueue } from '../delivery/reader-queue.ts';
import type { Admission, Attachment } from '../login/admission.ts';
import { errorMessage } from '../refusal.ts';
import type { AnswerBody, Handler, Requester } from '../requests/handler.ts';
import type { Handlers } from '../requests/handlers.ts';
import { AccountRooms } from './account-rooms.ts';
import type { MemberTransport } from './member-transport.ts';
import { Permissions } from './permissions.ts';
import { toldGrant } from './room-name.ts';

/** Requests besides posts that may wait for their answer before reading from the member pauses. */
export const requestsInFlight = 8;

/** The parts that all logged-in connections of a server share. */
export interface MemberParts {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, 'tokenLifetimeMs' | 'readerQueueBytes' | 'postsInFlight'>;
  /** Identity of the history. */
  readonly epoch: string;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly history: HistoryReader;
  readonly fanOut: FanOut;
  readonly presence: Presence;
  readonly handlers: Handlers;
}

/** One logged-in connection: acts on what it asks and shows it what it is to see. */
export class MemberConnection implements Reader, Requester {
  readonly account: number;
  readonly name: string;
  readonly sessionId: string;
  /** When it was let in, milliseconds since 1970 UTC. */
  readonly since: number;
  readonly receives: boolean;
  readonly present: boolean;
  readonly isLocal: boolean;
  readonly #attached: Attachment | null;
  /** Whether what it is shown counts as read by the account. */
  readonly #notesReading: boolean;
  readonly permissions: Permissions;
  readonly #rooms: AccountRooms;
  readonly #parts: MemberParts;
  readonly #connection: MemberTransport;
  readonly #token: SessionToken;
  readonly #queue: ReaderQueue;
  readonly #feeds = new Map<string, Feed>();
  /** Rooms it is in and has not been told of: those for which the greeting had no room. */
  #unannounced: Set<Feed> | undefined;
  #acknowledgements: OutgoingMessage[] = [];
  #postsInFlight = 0;
  #requestsInFlight = 0;
  #readingPaused = false;
  #left = false;

  constructor(parts: MemberParts, connection: MemberTransport, admission: Admission) {
    const { account, sessionId, grant, attached } = admission;
    this.#parts = parts;
    this.#connection = connection;
    this.account = account.id;
    this.name = account.name;
    this.sessionId = sessionId;
    this.since = parts.clock.now();
    this.isLocal = admission.kind === 'local';
    this.#attached = attached;
    this.#notesReading = attached?.notesReading ?? true;
    this.#rooms = new AccountRooms(parts.directory, account.id);
    this.permissions = new Permissions(grant, this.#rooms);
    this.receives = (attached?.receive ?? true) && this.permissions.mayRead();
    this.present = attached?.present ?? true;
    const tokenLifetimeMs = this.isLocal ? Number.POSITIVE_INFINITY : parts.bounds.tokenLifetimeMs;
    const lifetimeMs = Math.min(tokenLifetimeMs, this.expiresAt - this.since);
    this.#token = SessionToken.create(this.since, lifetimeMs);
    this.#queue = new ReaderQueue({
      connection,
      history: parts.history,
      maxBytes: parts.bounds.readerQueueBytes,
      reader: this,
      log: connection.log,
    });
  }

  /** Whether it goes on beside the session's own connection. */
  get attached(): boolean {
    return this.#attached !== null;
  }

  get address(): string {
    return this.#connection.address;
  }

  /** When it has to end, in milliseconds since 1970 UTC; Infinity: not by itself. */
  get expiresAt(): number {
    return this.permissions.expiresAt;
  }

  /** Greets, enters the rooms, and tells the others. */
  enter(re: number, admission: Admission): void {
    const rooms = this.#places(admission.cursors);
    this.#connection.send({
      type: 'welcome',
      re,
      proof: admission.proof,
      name: this.name,
      session: this.sessionId,
      deviceToken: admission.deviceToken,
      token: this.#token.text,
      grant: toldGrant(this.#parts.directory, this.account, admission.grant),
      epoch: this.#parts.epoch,
      created: admission.created,
      role: this.#rooms.isOperator() ? 'operator' : 'member',
      lastSeen: admission.lastSeen,
      rooms: rooms.slice(0, limits.roomsGreeted + 1).map(({ state }) => state),
    });
    const first = this.#parts.fanOut.arrive(this);
    if (this.receives) this.#join(rooms);
    if (first) this.#parts.presence.changed(this.name, true);
  }

  /** The rooms it may read; a program is owed what its cursors name, and else nothing older. */
  #places(cursors: ReadonlyMap<string, number>): Place[] {
    const places = placesOf(
      this.#parts.directory,
      this.account,
      ({ key, lastSeq }, seen) => cursors.get(key) ?? (this.#notesReading ? seen : lastSeq),
    );
    return places.filter(({ room }) => this.reads(room.key));
  }

  #join(rooms: readonly Place[]): void {
    for (const [index, { room, state }] of rooms.entries()) {
      const feed = this.#parts.fanOut.join(this, room, state.after);
      this.#feeds.set(feed.key, feed);
      if (index > limits.roomsGreeted) {
        this.#unannounced ??= new Set();
        this.#unannounced.add(feed);
      }
      if (!feed.behind.has(this)) continue;
      if (index > limits.roomsGreeted) this.#announce(feed, state);
      this.#queue.startBehind(feed, state.after);
    }
  }

  /** Leaves the rooms, and tells the others; its read positions go to the journal after an orderly leave. */
  leave(orderly: boolean): void {
    if (this.#left) return;
    this.#left = true;
    const { fanOut, presence } = this.#parts;
    // A console at the server remembers nothing itself.
    this.#noteLeaving(this.#notesReading && (orderly || this.attached));
    this.#token.revoke();
    this.#queue.close();
    if (fanOut.depart(this, this.#feeds.values())) presence.changed(this.name, false);
  }

  /** Of a device, a connection beside its own tells nothing, but for what was read. */
  #noteLeaving(withSeen: boolean): void {
    if (this.attached && this.permissions.areAll && !withSeen) return;
    const feeds = withSeen ? [...this.#feeds.values()] : [];
    this.#parts.journal.propose({
      type: 'session.leave',
      at: this.#parts.clock.now(),
      session: this.sessionId,
      readPositions: feeds.map((feed) => ({ room: feed.room, seq: this.#queue.sentOf(feed) })),
    });
  }

  /** Whether a message carries this connection's session token; constant time. */
  checkToken(presented: unknown): boolean {
    return this.#token.check(presented, this.#parts.clock.now());
  }

  /** The account has another role from now on. */
  tellRole(role: Role): void {
    this.#connection.send({ type: 'role', role });
  }

  /** Ends the connection from above: kicked, banned, revoked. */
  end(reason: ServerMessages['bye']['reason'], message: string): void {
    this.#token.revoke();
    this.#connection.end(reason, message);
  }

  /** Acts on one message whose token was checked. Throws, or rejects with, PartylineError. */
  handle(message: MemberMessage): undefined | Promise<void> {
    const answered = this.#act(message);
    if (answered === undefined) return undefined;
    this.#requestsInFlight += 1;
    return answered.finally(() => {
      this.#requestsInFlight -= 1;
      this.updateReading();
    });
  }

  #act(message: MemberMessage): undefined | Promise<void> {
    switch (message.type) {
      case 'pong':
        return undefined;
      case 'bye':
        this.leave(true);
        this.#connection.end('left', `Goodbye, ${this.name}.`);
        return undefined;
      default:
        return this.#answer(message.type, message);
    }
  }

  /** The one place where the right is looked at that a request needs. */
  #answer<Name extends MemberRequestName>(
    name: Name,
    request: Request<Name>,
  ): undefined | Promise<void> {
    const { right } = requestFacts[name];
    this.permissions.assert(right);
    const handler: Handler<Name> = this.#parts.handlers[name];
    const fields = handler(this, request);
    if (fields === undefined) {
      this.#postsInFlight += 1;
      return undefined;
    }
    if (fields instanceof Promise)
      return fields.then((done) => this.#reply(name, request.id, done));
    this.#reply(name, request.id, fields);
    return undefined;
  }

  #reply<Name extends MemberRequestName>(name: Name, re: number, fields: AnswerBody<Name>): void {
    const { answer } = requestFacts[name];
    this.#connection.send({ type: answer, re, ...fields } as OutgoingMessage);
  }

  conversationWith(other: Account): string {
    return this.#rooms.conversationWith(other);
  }

  /** The socket has drained: goes on with what waited for it. */
  drained(): void {
    this.updateReading();
    this.#queue.drained();
  }

  reads(room: string): boolean {
    return this.permissions.mayRead(room);
  }

  deliver(batch: RoomBatch): void {
    if (this.#unannounced?.has(batch.feed) === true)
      this.#announce(batch.feed, this.#placeIn(batch.feed, batch.first - 1));
    this.#queue.deliver(batch);
  }

  entered(feed: Feed): void {
    this.#feeds.set(feed.key, feed);
    this.#announce(feed, this.#placeIn(feed, feed.lastSeq));
  }

  presence(message: ServerMessages['presence']): void {
    if (!this.#queue.full) this.#connection.send(message);
  }

  posted(id: number, outcome: Outcome<'post'>, room: string): void {
    this.#postsInFlight -= 1;
    if (!outcome.ok) {
      this.#acknowledgements.push(
        errorMessage(new PartylineError(outcome.code, outcome.message), id),
      );
      return;
    }
    const { seq, at } = outcome.value;
    const away = this.#parts.fanOut.isOtherAway(outcome.value.room, this.account);
    this.#acknowledgements.push({ type: 'posted', re: id, room, seq, at, away });
  }

  postsSettled(): void {
    const acknowledgements = this.#acknowledgements;
    this.#acknowledgements = [];
    if (this.#left) return;
    this.#connection.holdFrames(encodeMessages(acknowledgements), acknowledgements.length);
  }

  postsDelivered(): void {
    if (this.#left) return;
    this.#connection.channel.release();
    this.updateReading();
  }

  /** Whether posts wait to be stored; a stopping server lets them finish. */
  get busy(): boolean {
    return this.#postsInFlight > 0;
  }

  /**
   * A member who asks faster than it is answered, or does not read its answers, is not read from. To be
   * called after every message that came.
   */
  updateReading(): void {
    const { postsInFlight } = this.#parts.bounds;
    const most = this.#readingPaused ? postsInFlight / 2 : postsInFlight - 1;
    const asksTooMuch = this.#postsInFlight > most || this.#requestsInFlight >= requestsInFlight;
    const paused = asksTooMuch || this.#queue.full;
    if (paused === this.#readingPaused) return;
    this.#readingPaused = paused;
    if (paused) this.#connection.pauseReading();
    else this.#connection.resumeReading();
  }

  #placeIn(feed: Feed, after: number): RoomState {
    return placeIn(feed, this.#rooms.nameOf(feed.key), after);
  }

  #announce(feed: Feed, room: RoomState): void {
    this.#unannounced?.delete(feed);
    this.#connection.send({ type: 'room', room });
  }
}
