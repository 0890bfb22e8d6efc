import { SessionToken } from '../../auth/tokens.ts';
import type { Clock } from '../../base/clock.ts';
import { given } from '../../base/given.ts';
import type { Words } from '../../base/worded.ts';
import type { Account } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Conversation } from '../../store/directory.ts';
import type { MemberMessage, ServerMessages } from '../../wire/messages.ts';
import { requestFacts } from '../../wire/request-facts.ts';
import type { MemberRequestName, Request } from '../../wire/requests.ts';
import type { FileLimits } from '../../words/file-limits.ts';
import { limits } from '../../words/limits.ts';
import type { Preferences } from '../../words/preferences.ts';
import type { Role } from '../../words/role.ts';
import type { Bounds } from '../bounds.ts';
import type { OutgoingMessage } from '../delivery/encode.ts';
import type { LiveSettings } from '../live-settings.ts';
import {
  type Admission,
  cursorsOf,
  grantOf,
  greetingOf,
  isBeside,
  type Taking,
  takingOf,
} from '../login/admission.ts';
import type { Turns } from '../login/turns.ts';
import { firstThatFit } from '../requests/fitting.ts';
import type { AnswerBody, Handler, Requester } from '../requests/handler.ts';
import type { Handlers } from '../requests/handlers.ts';
import type { Terms } from '../terms.ts';
import type { Troubles } from '../troubles.ts';
import { AccountRooms } from './account-rooms.ts';
import type { FloodGate, PosterBuckets } from './flood-gate.ts';
import { HeldPost, type HoldingMember } from './held-post.ts';
import { MemberPosts, type PostingMember } from './member-posts.ts';
import { MemberReader, type MemberReaderParts, type ReadingMember } from './member-reader.ts';
import type { MemberTransport } from './member-transport.ts';
import { Permissions } from './permissions.ts';
import type { RoomChanges } from './room-changes.ts';
import { toldGrant } from './room-name.ts';

/* A connection that is logged in: from the welcome to the leave, request by request. */

/**
 * How a connection has ended: its client has taken leave, it was ended for good, or it was lost and its client
 * may be back in a moment.
 */
export type Departure = 'left' | 'ended' | 'lost';

/** Requests besides posts that may wait for their answer before reading from the member pauses. */
export const requestsInFlight = 8;

/** The parts that all logged-in connections of a server share. */
export interface MemberParts extends MemberReaderParts {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, 'tokenLifetimeMs' | 'readerQueueBytes' | 'postsInFlight'>;
  /** Identity of the history. */
  readonly epoch: string;
  /** Its latest terms, the present one first. */
  readonly terms: Pick<Terms, 'latest'>;
  /** Where the other nodes of the line listen. */
  readonly nodes: () => readonly string[];
  readonly journal: Journal;
  readonly turns: Turns;
  readonly floods: FloodGate;
  readonly roomChanges: RoomChanges;
  readonly line: Readonly<Pick<LiveSettings, 'files'>>;
  readonly handlers: Handlers;
  /** The troubles that operators are told of when they come. */
  readonly troubles: Pick<Troubles, 'sentences'>;
}

/** One logged-in connection: handles its requests, and answers. Its reader delivers entries to it. */
export class MemberConnection implements Requester, PostingMember, HoldingMember, ReadingMember {
  readonly account: number;
  readonly name: string;
  readonly sessionId: string;
  readonly isLocal: boolean;
  readonly permissions: Permissions;
  /** It goes on beside the session's own connection. */
  readonly isBeside: boolean;
  /** Of the device token with which it came in beside the device; undefined: it came otherwise. */
  readonly besideTokenHash: string | undefined;
  readonly #taking: Taking;
  readonly #rooms: AccountRooms;
  readonly #parts: MemberParts;
  readonly #connection: MemberTransport;
  readonly #token: SessionToken;
  readonly #reader: MemberReader;
  /** Made by the first post: most connections only read. */
  #posts: MemberPosts | undefined;
  /** Made by the first post that comes too early. */
  #heldPost: HeldPost | undefined;
  #buckets: PosterBuckets | undefined;
  #requestsInFlight = 0;
  #readingPaused = false;
  #hasLeft = false;
  /** Hash of the device token that it was given and that its client has yet to show. */
  #unshownTokenHash: string | undefined;

  constructor(parts: MemberParts, connection: MemberTransport, admission: Admission) {
    const { account, sessionId } = admission;
    this.#parts = parts;
    this.#connection = connection;
    this.account = account.id;
    this.name = account.name;
    this.sessionId = sessionId;
    this.isLocal = admission.kind === 'local';
    this.isBeside = isBeside(admission);
    this.besideTokenHash = admission.kind === 'attach' ? admission.tokenHash : undefined;
    this.#unshownTokenHash = admission.kind === 'resume' ? admission.tokenHash : undefined;
    this.#taking = takingOf(admission);
    this.#rooms = new AccountRooms(parts.directory, account.id, parts.roomChanges);
    const isOwn = this.isLocal || !this.isBeside;
    this.permissions = new Permissions(grantOf(admission), this.#rooms, isOwn);
    const now = parts.clock.now();
    const tokenLifetimeMs = this.isLocal ? Number.POSITIVE_INFINITY : parts.bounds.tokenLifetimeMs;
    this.#token = SessionToken.create(
      parts.clock.elapsed(),
      Math.min(tokenLifetimeMs, this.expiresAt - now),
    );
    this.#reader = new MemberReader(parts, connection, this, admission, now);
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
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
    const nodes = this.isLocal ? [] : this.#parts.nodes();
    const positions = this.#reader.positions(admission);
    const { fitting: rooms } = firstThatFit(
      positions.slice(0, limits.roomsGreeted + 1).map(({ state }) => state),
    );
    this.#connection.send({
      type: 'welcome',
      re,
      ...greetingOf(admission),
      name: this.name,
      session: this.sessionId,
      token: this.#token.text,
      grant: toldGrant(this.#parts.directory, this.account, grantOf(admission)),
      epoch: this.#parts.epoch,
      now: this.#parts.clock.now(),
      terms: [...this.#parts.terms.latest],
      ...given({
        limits: this.#parts.floods.limitsOf(this.account),
        files: toldLimits(this.#parts.line.files),
      }),
      role: this.#rooms.isOperator() ? 'operator' : 'member',
      rooms,
      ...(nodes.length === 0 ? {} : { nodes: [...nodes] }),
    });
    this.#reader.arrive(positions, rooms.length, cursorsOf(admission));
    for (const invitation of this.#parts.directory.invitationsOf(this.account)) {
      this.#tellInvitation(invitation);
    }
    for (const name of this.#untoldTokens(admission)) this.tellToken(name);
    const { sentences } = this.#parts.troubles;
    if (sentences.length > 0 && this.isTold) for (const text of sentences) this.tellNotice(text);
  }

  /** The app tokens of the account that were made since its device was here; of a new device, all of them. */
  #untoldTokens(admission: Admission): string[] {
    const isNew = admission.kind === 'password' && !admission.created;
    if (!isNew && admission.kind !== 'resume') return [];
    const toldAt = admission.kind === 'resume' ? admission.toldAt : 0;
    return this.#parts.directory
      .liveSessions(this.account)
      .filter(({ grant, createdAt }) => grant !== null && createdAt > toldAt)
      .map(({ device }) => device);
  }

  /** Leaves the rooms, and tells the others; its read positions go to the journal after an orderly leave. */
  leave(departure: Departure): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#heldPost?.release();
    // A console at the server remembers nothing itself.
    const isOrderly = departure === 'left';
    this.#noteLeaving(this.#taking.notesReading && (isOrderly || this.isBeside));
    this.#token.revoke();
    this.#reader.depart(departure === 'lost');
  }

  /** Of a device, a connection beside its own tells nothing, but for what was read. */
  #noteLeaving(withSeen: boolean): void {
    if (this.isBeside && this.permissions.areAll && !withSeen) return;
    this.#parts.journal.propose({
      type: 'session.leave',
      at: this.#parts.clock.now(),
      session: this.sessionId,
      readPositions: withSeen ? this.#reader.sent() : [],
    });
  }

  /**
   * Whether a message carries this connection's session token; constant time.
   *
   * @param elapsedMs when the message came, by the clock that nobody sets
   */
  checkToken(presented: unknown, elapsedMs: number): boolean {
    return !this.#hasExpired && this.#token.check(presented, elapsedMs);
  }

  /** The grant of an app token ends at a moment, which a clock that is set may bring closer. */
  get #hasExpired(): boolean {
    const { expiresAt } = this;
    return expiresAt !== Number.POSITIVE_INFINITY && expiresAt <= this.#parts.clock.now();
  }

  /** The account has another role from now on. */
  tellRole(role: Role): void {
    this.#connection.send({ type: 'role', role });
  }

  /** All that is told from now on is of this term of the history. */
  tellTerm(term: string): void {
    this.#connection.send({ type: 'term', term });
  }

  /** The account has other preferences from now on. */
  tellPreferences(preferences: Preferences): void {
    if (!this.#taking.receive || !this.permissions.areAll) return;
    this.#connection.send({ type: 'preferences.changed', preferences });
  }

  /** Its person has not typed since then, in milliseconds since 1970 UTC; null: they type. */
  isIdle(since: number | null): void {
    this.#reader.isIdle(since);
  }

  tellInvitation(number: number): void {
    const invitation = this.#parts.directory.conversation(this.account, number);
    if (invitation !== undefined) this.#tellInvitation(invitation);
  }

  /** Invitations are for whoever may accept them. */
  #tellInvitation({ room, membership, name }: Conversation): void {
    if (!this.#taking.receive || !this.permissions.areAll) return;
    const from = this.#parts.directory.account(membership.invitedBy)?.name ?? this.name;
    this.#connection.send({ type: 'room.invited', room: room.key, name, from });
  }

  /** Whether it is an operator's, who is told about the server. */
  get isTold(): boolean {
    return this.#taking.receive && this.permissions.areAll && this.#rooms.isOperator();
  }

  tellToken(name: string): void {
    if (this.isBeside && !this.isLocal) return;
    if (this.#taking.receive) this.tellNotice(newTokenWords(name));
  }

  /** Something about the server, for its operator, or about the account. */
  tellNotice(text: string): void {
    this.#connection.send({ type: 'notice', text });
  }

  /** Ends the connection from above: kicked, banned, revoked. */
  end(reason: ServerMessages['bye']['reason'], message: Words): void {
    this.#token.revoke();
    this.#connection.end(reason, message);
  }

  /** Acts on one message whose token was checked. Throws, or rejects with, PartylineError. */
  handle(message: MemberMessage): undefined | Promise<void> {
    if (this.#unshownTokenHash !== undefined) this.#show(this.#unshownTokenHash);
    const answered = this.#act(message);
    if (answered === undefined) return undefined;
    this.#requestsInFlight += 1;
    return answered.finally(() => {
      this.#requestsInFlight -= 1;
      this.updateReading();
    });
  }

  /** The client has the session token of its welcome, and so the device token that came with it. */
  #show(tokenHash: string): void {
    this.#unshownTokenHash = undefined;
    this.#parts.journal.propose({
      type: 'session.show',
      at: this.#parts.clock.now(),
      session: this.sessionId,
      tokenHash,
      turn: this.#parts.turns.latest,
      told: this.#taking.receive,
    });
  }

  #act(message: MemberMessage): undefined | Promise<void> {
    switch (message.type) {
      case 'pong':
        if (message.mark !== undefined) this.#readUpTo(message.mark);
        return undefined;
      case 'bye':
        this.leave('left');
        this.#connection.end('left', `Goodbye, ${this.name}.`);
        return undefined;
      default:
        return this.#answer(message.type, message);
    }
  }

  /** The client has read all before a mark: its reader goes on with what was left behind meanwhile. */
  #readUpTo(mark: string): void {
    this.#connection.cameBack(mark);
    this.#reader.goOn();
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
      this.posts.begin();
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

  mayRead(room?: string): boolean {
    return this.permissions.mayRead(room);
  }

  conversationWith(...others: readonly Account[]): string {
    return this.#rooms.conversationWith(others);
  }

  /** The socket has drained: goes on with what waited for it. */
  drained(): void {
    this.updateReading();
    this.#reader.goOn();
  }

  get buckets(): PosterBuckets {
    this.#buckets ??= this.#parts.floods.bucketsOf(this.sessionId, this.account);
    return this.#buckets;
  }

  hold(waitMs: number, act: () => void): void {
    this.#heldPost ??= new HeldPost(this);
    this.#heldPost.hold(waitMs, act);
  }

  ping(): void {
    this.#connection.ping();
  }

  get posts(): MemberPosts {
    this.#posts ??= new MemberPosts(this, this.#connection);
    return this.#posts;
  }

  get #postsInFlight(): number {
    return this.#posts?.inFlight ?? 0;
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
    const paused = asksTooMuch || this.#reader.full || this.#heldPost?.isHeld === true;
    if (paused === this.#readingPaused) return;
    this.#readingPaused = paused;
    if (paused) this.#connection.pauseReading();
    else this.#connection.resumeReading();
  }
}

/** The bounds of files that a client is told of. */
function toldLimits(files: FileLimits | false) {
  return files === false ? undefined : { fileBytes: files.fileBytes, keepMs: files.keepMs };
}

function newTokenWords(name: string): string {
  return `The app token ${name} acts for your account. If nobody you know made it, revoke it and change your password.`;
}
