import type { Clock } from '../base/clock.ts';
import { PartylineError } from '../base/errors.ts';
import { hashSecret, newCode } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import { MidSource } from '../base/mid-source.ts';
import type { Post } from '../chat/post.ts';
import type { Accepted, Outcome, Proposal } from '../chat/proposals.ts';
import { lobbyId } from '../chat/rooms.ts';
import type { RevokeSessions } from '../chat/sessions.ts';
import type { Account, Session } from '../chat/tables.ts';
import type { Journal } from '../journal/journal.ts';
import type { Directory } from '../store/directory.ts';
import type { HistoryReader } from '../store/history.ts';
import type { ServerMessages } from '../wire/messages.ts';
import { readContent, type ShownContent, writeContent } from '../words/content.ts';
import { limits } from '../words/limits.ts';
import type { MessageKind } from '../words/message-kind.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import { type ReadEntry, readRuns } from '../words/runs.ts';
import type { SignUpMode } from '../words/sign-up-mode.ts';
import { assertSayable } from '../words/text.ts';
import type { Bounds } from './bounds.ts';
import type { FanOut } from './delivery/fan-out.ts';
import type { PostOrigin, Posts } from './delivery/posts.ts';
import type { Presence } from './delivery/presence.ts';
import type { Feed, Reader, RoomBatch } from './delivery/reader.ts';
import type { Readers } from './delivery/readers.ts';
import type { Gate } from './login/gate.ts';
import type { MemberSessions } from './member/member-sessions.ts';
import { consoleDevice } from './operator-account.ts';
import { propose } from './propose.ts';
import { personNamed } from './requests/person-named.ts';
import { listedSessions } from './requests/sessions.ts';

/** A message as the operator is shown it. */
export interface OperatorMessage {
  readonly from: string;
  readonly at: number;
  readonly kind: ShownContent['kind'];
  readonly text: string;
  /** The name of the room: `lobby`, `@ana`. */
  readonly roomName: string;
  /** It was said while no console was attached. */
  readonly missed: boolean;
}

/** Who shows the operator what happens: a console. */
export interface OperatorListener {
  message(message: OperatorMessage): void;
  presence(changes: ServerMessages['presence']['changes']): void;
}

/** A console that is shown what happens. */
export interface AttachedListener {
  /** Resolves when it has been shown what was missed. Never rejects. */
  readonly caughtUp: Promise<void>;
  /** Shows it nothing more; what it was shown is remembered. */
  detach(): void;
}

/** A post of the operator that is stored. */
export interface OperatorPosted {
  /** `lobby`, or the name of the direct conversation's room. */
  readonly room: string;
  /** The message's place in its room: 1, 2, 3 ... without holes. */
  readonly seq: number;
  /** The other person is not here; the message waits for them. */
  readonly away: boolean;
}

/** A person who is here. */
export interface PersonHere {
  readonly name: string;
  readonly operator: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly since: number;
}

/** A session with whether it has an open connection. */
export interface ListedSession extends Session {
  readonly name: string;
  readonly online: boolean;
}

/** What the operator acts with. */
export interface OperatorParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly bounds: Pick<Bounds, 'inviteLifetimeMs' | 'resetLifetimeMs'>;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly history: HistoryReader;
  readonly fanOut: FanOut;
  readonly readers: Readers;
  readonly posts: Posts;
  readonly presence: Presence;
  readonly sessions: MemberSessions;
  readonly gate: Gate;
}

interface Waiting {
  resolve(posted: OperatorPosted): void;
  reject(error: PartylineError): void;
}

/**
 * The person at the server: a participant like any other, with powers. Consoles attach to it; while
 * none is, the operator is away.
 */
export class Operator implements Reader, PostOrigin {
  readonly account: number;
  readonly name: string;
  readonly receives = true;
  readonly present = true;
  since = 0;
  readonly #parts: OperatorParts;
  readonly #mids = new MidSource();
  /** The consoles; what is shown to one that is still shown what was missed is held back. */
  readonly #listeners = new Map<OperatorListener, OperatorListener>();
  /** How far rooms were shown to the first console, until it has been shown everything. */
  readonly #shown = new Map<Feed, number>();
  readonly #feeds = new Map<string, Feed>();
  readonly #waiting = new Map<number, Waiting>();
  #lastPost = 0;

  constructor(parts: OperatorParts, account: Account) {
    this.#parts = parts;
    this.account = account.id;
    this.name = account.name;
  }

  /**
   * Begins to show a console what happens. When it is the first, what was missed comes first, at most
   * 1,000 messages of each conversation.
   */
  attach(listener: OperatorListener): AttachedListener {
    const isFirst = this.#listeners.size === 0;
    this.#listeners.set(listener, listener);
    const caughtUp = isFirst ? this.#arrive(listener) : Promise.resolve();
    return { caughtUp, detach: () => this.#detach(listener) };
  }

  /** Posts as the operator; resolves when the message is stored. Rejects with PartylineError. */
  async post(to: Post['to'], kind: MessageKind, text: string): Promise<OperatorPosted> {
    assertSayable(text);
    const { promise, resolve, reject } = Promise.withResolvers<OperatorPosted>();
    this.#lastPost += 1;
    this.#waiting.set(this.#lastPost, { resolve, reject });
    const at = this.#parts.clock.now();
    const post: Post = {
      type: 'post',
      at,
      account: this.account,
      to,
      mid: this.#mids.next(at),
      content: writeContent({ kind, text }),
      of: 0,
    };
    this.#parts.posts.propose(this, this.#lastPost, post);
    return promise;
  }

  /** Posts to the lobby. */
  say(kind: MessageKind, text: string): Promise<OperatorPosted> {
    return this.post({ room: lobbyId }, kind, text);
  }

  /** Posts to one person. Rejects with `name.unknown`. */
  async tell(name: string, kind: MessageKind, text: string): Promise<OperatorPosted> {
    return this.post({ account: personNamed(this.#parts.directory, name).id }, kind, text);
  }

  /** Who is here, in the order they came. */
  people(): PersonHere[] {
    const { readers, directory } = this.#parts;
    return Array.from(readers.accountsOnline(), (number) => {
      const account = directory.account(number);
      const [reader] = readers.presentOf(number);
      const operator = account?.role === 'operator';
      return { name: account?.name ?? '?', operator, since: reader?.since ?? 0 };
    });
  }

  /** All accounts, and whether they are here. */
  accounts(): (Account & { readonly online: boolean })[] {
    const { directory, readers } = this.#parts;
    return directory
      .accounts()
      .map((account) => ({ ...account, online: readers.isOnline(account.id) }));
  }

  /** Sessions of one account, or of all that have any, as `listedSessions`. Throws `name.unknown`. */
  sessions(name?: string): ListedSession[] {
    const { directory } = this.#parts;
    const now = this.#parts.clock.now();
    const accounts = name === undefined ? directory.accounts() : [this.#accountNamed(name)];
    return accounts.flatMap((account) =>
      listedSessions(directory, account.id, now).map((session) => ({
        ...session,
        name: account.name,
        online: this.#parts.sessions.countOf(session.id) > 0 || this.#isOfConsole(session),
      })),
    );
  }

  #isOfConsole(session: Session): boolean {
    return session.account === this.account && isConsole(session) && this.#listeners.size > 0;
  }

  /** Ends all connections of an account; it may come back. Returns how many there were. */
  kick(name: string, reason: string): number {
    const account = this.#accountNamed(name);
    if (account.id === this.account)
      throw new PartylineError('forbidden', 'You cannot kick yourself.');
    const words = `The operator has ended your connection${reason === '' ? '.' : `: ${reason}`}`;
    const count = this.#parts.sessions.endAccount(account.id, { reason: 'kicked', words });
    this.#parts.log.info('kicked', { name: account.name, connections: count, reason });
    return count;
  }

  /** Shuts an account out until a time; null: for good. */
  async ban(name: string, until: number | null, reason: string): Promise<void> {
    await this.#propose({ ...this.#acting, type: 'account.ban', name, until, reason });
  }

  async unban(name: string): Promise<void> {
    await this.#propose({ ...this.#acting, type: 'account.unban', name });
  }

  /** Lets a waiting account in. */
  async admit(name: string): Promise<void> {
    await this.#propose({ ...this.#acting, type: 'account.admit', name });
  }

  /** Ends sessions of an account. Returns how many. */
  async revoke(name: string, sessions: RevokeSessions['sessions']): Promise<number> {
    const account = this.#accountNamed(name).id;
    const value = await this.#propose({
      ...this.#acting,
      type: 'session.revoke',
      account,
      sessions,
    });
    return value.revoked.length;
  }

  /** Makes an invitation, for one name or for anyone; returns its code and when it expires. */
  async invite(name: string | null): Promise<{ code: string; expiresAt: number }> {
    const code = newCode();
    const acting = this.#acting;
    const expiresAt = acting.at + this.#parts.bounds.inviteLifetimeMs;
    const codeHash = hashSecret(code);
    await this.#propose({ ...acting, type: 'invite.create', codeHash, name, expiresAt });
    return { code, expiresAt };
  }

  /** Makes a one-time code with which a person sets a new password. */
  async reset(name: string): Promise<{ code: string; expiresAt: number }> {
    const code = newCode();
    const acting = this.#acting;
    const expiresAt = acting.at + this.#parts.bounds.resetLifetimeMs;
    const codeHash = hashSecret(code);
    await this.#propose({ ...acting, type: 'account.reset', name, codeHash, expiresAt });
    return { code, expiresAt };
  }

  async changeSignUp(mode: SignUpMode): Promise<void> {
    await this.#propose({ ...this.#acting, type: 'sign-up.change', mode });
  }

  get signUp(): SignUpMode {
    return this.#parts.gate.signUp;
  }

  /** Stops taking new connections, or goes on; those who are here stay. */
  pause(paused: boolean): void {
    this.#parts.gate.paused = paused;
    this.#parts.log.info(paused ? 'paused' : 'resumed', {});
  }

  get paused(): boolean {
    return this.#parts.gate.paused;
  }

  deliver({ feed, entries }: RoomBatch): void {
    for (const entry of entries) {
      const message = this.#shownAs(feed, { ...entry, content: JSON.parse(entry.content) }, false);
      for (const listener of this.#listeners.values()) listener.message(message);
    }
  }

  #shownAs(
    feed: Feed,
    { from, at, content }: ReadEntry<Record<string, unknown>>,
    missed: boolean,
  ): OperatorMessage {
    return { from, at, ...readContent(content), roomName: this.#nameOf(feed), missed };
  }

  reads(): boolean {
    return true;
  }

  entered(feed: Feed): void {
    this.#feeds.set(feed.key, feed);
    if (this.#shown.size > 0) this.#shown.set(feed, 0);
  }

  presence({ changes }: ServerMessages['presence']): void {
    for (const listener of this.#listeners.values()) listener.presence(changes);
  }

  posted(id: number, outcome: Outcome<'post'>, room: string, away: boolean): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!outcome.ok) waiting?.reject(new PartylineError(outcome.code, outcome.message));
    else {
      waiting?.resolve({ room, seq: outcome.value.seq, away });
    }
  }

  postsSettled(): void {}

  postsDelivered(): void {}

  /** Whether posts wait to be stored. */
  get busy(): boolean {
    return this.#waiting.size > 0;
  }

  /** Ends all consoles' view; what they have seen is remembered. */
  close(): void {
    for (const listener of [...this.#listeners.keys()]) this.#detach(listener);
  }

  get #acting(): { readonly at: number; readonly actor: number } {
    return { at: this.#parts.clock.now(), actor: this.account };
  }

  #accountNamed(name: string): Account {
    const account = this.#parts.directory.accountByName(name);
    if (account !== undefined) return account;
    throw new PartylineError('name.unknown', `There is nobody called ${name} on this line.`);
  }

  #propose<P extends Proposal>(proposal: P): Promise<Accepted[P['type']]> {
    return propose(this.#parts.journal, proposal);
  }

  /** The first console: enters the rooms, and shows what was missed before anything new. */
  async #arrive(listener: OperatorListener): Promise<void> {
    const { readers, fanOut, directory, presence, clock } = this.#parts;
    this.since = clock.now();
    const held: (() => void)[] = [];
    this.#listeners.set(listener, {
      message: (message) => held.push(() => listener.message(message)),
      presence: (changes) => held.push(() => listener.presence(changes)),
    });
    if (readers.arrive(this)) presence.changed(this.name, true);
    const missed = directory.roomsOf(this.account).map(({ room, readPosition: seen }) => {
      const feed = fanOut.enter(this, room, room.lastSeq);
      this.#feeds.set(feed.key, feed);
      this.#shown.set(feed, seen);
      return { feed, seen, last: room.lastSeq };
    });
    for (const room of missed) await this.#showMissed(room, listener);
    if (!this.#listeners.has(listener)) return;
    this.#shown.clear();
    this.#listeners.set(listener, listener);
    for (const show of held) show();
  }

  async #showMissed(
    { feed, seen, last }: { readonly feed: Feed; readonly seen: number; readonly last: number },
    listener: OperatorListener,
  ): Promise<void> {
    try {
      let after = Math.max(seen, last - limits.replayMessages);
      while (after < last) {
        const bounds = { limit: last - after, maxBytes: 1024 * 1024 };
        const { first, count, runs } = await this.#parts.history.after(feed.room, after, bounds);
        if (!this.#listeners.has(listener)) return;
        for (const entry of readRuns<Record<string, unknown>>(first, JSON.parse(runs))) {
          listener.message(this.#shownAs(feed, entry, true));
        }
        after = count === 0 ? last : first + count - 1;
        this.#shown.set(feed, after);
      }
    } catch (error) {
      this.#parts.log.error('console.history-failed', { error });
    }
  }

  #detach(listener: OperatorListener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    const { readers, fanOut, presence, directory, journal, clock } = this.#parts;
    const seen = Array.from(this.#feeds.values(), (feed) => {
      return { room: feed.room, seq: this.#shown.get(feed) ?? feed.lastSeq };
    });
    this.#shown.clear();
    const session = directory.liveSessions(this.account).find(isConsole);
    const at = clock.now();
    if (session !== undefined)
      journal.propose({ type: 'session.leave', at, session: session.id, readPositions: seen });
    for (const feed of this.#feeds.values()) fanOut.leave(this, feed);
    if (readers.depart(this)) presence.changed(this.name, false);
    this.#feeds.clear();
  }

  #nameOf(feed: Feed): string {
    const { directory } = this.#parts;
    if (feed.room === lobbyId) return lobbyRoomId;
    const other = directory.membersOf(feed.room).find((account) => account !== this.account);
    return `@${directory.account(other ?? 0)?.name ?? '?'}`;
  }
}

/** Whether it is the session that remembers how far the operator has read. */
function isConsole({ device, grant }: Session): boolean {
  return device === consoleDevice && grant === null;
}
