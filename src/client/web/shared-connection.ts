import type { ServerMessage, ServerMessages } from '../../wire/messages.ts';
import { withLatestToken } from './latest-token.ts';
import type { MessagePipe } from './message-pipe.ts';
import { SharedRooms } from './shared-rooms.ts';

const utf8 = new TextEncoder();
const text = new TextDecoder();

/**
 * A server that has been silent for so long is taken for dead once a tab gives it up, in milliseconds: it pings after 30 s
 * of silence. The shorter time is for a tab that waits for an answer. Otherwise tabs would come back to the same dead
 * connection one after the other.
 */
const silentMs = 45_000;
const unansweredMs = 10_000;

/** The fields of a client's message that are looked at here; all others go through as they are. */
interface TabMessage {
  readonly type: string;
  readonly id?: number;
  readonly session?: string;
  readonly deviceToken?: string;
  readonly cursors?: Readonly<Record<string, number>>;
}

/** One tab, by the pipe to it. */
interface Tab {
  readonly pipe: MessagePipe;
  /** It is logged in: it gets what the server says to all. */
  isMember: boolean;
}

/** A request on its way. */
interface Asked {
  readonly tab: Tab;
  /** Its number in the tab. */
  readonly id: number;
}

/** Told about a connection. */
export interface SharedConnectionListener {
  /** The latest device token that is known of a session. */
  latestToken(session: string): string | undefined;
  /** A login has succeeded, as this session. */
  loggedIn(session: string, deviceToken: string | null): void;
  /** The connection has ended, and with it those to its tabs. */
  ended(): void;
  /** Milliseconds on a clock that nobody sets. */
  now(): number;
}

/**
 * One connection to the server that several tabs use. The first tab logs in as if it were alone, word for word:
 * the proofs of the login are between it and the server. Tabs that come later resume the same session, and are
 * answered from here with the same token and the rooms as they are by now. From then on requests go to the
 * server under numbers of this connection, their answers to the tab that asked, and everything else to all tabs.
 */
export class SharedConnection {
  readonly #server: MessagePipe;
  readonly #listener: SharedConnectionListener;
  readonly #tabs = new Set<Tab>();
  /** Those that wait for the login of the first. */
  readonly #waiting: { readonly tab: Tab; readonly payload: Uint8Array }[] = [];
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  /** The tab that logs in. */
  #first: Tab | undefined;
  #hello: Uint8Array | undefined;
  #welcome: ServerMessages['welcome'] | undefined;
  /** When it came. */
  #welcomedAt = 0;
  /** When the server last said something. */
  #heardAt: number;
  #rooms = new SharedRooms([]);
  #isOver = false;

  constructor(server: MessagePipe, listener: SharedConnectionListener) {
    this.#server = server;
    this.#listener = listener;
    this.#heardAt = listener.now();
    server.listen({
      message: (payload) => this.#fromServer(payload),
      closed: () => this.#ended(),
    });
  }

  /** Takes a tab. */
  add(pipe: MessagePipe): void {
    const tab: Tab = { pipe, isMember: false };
    this.#tabs.add(tab);
    this.#first ??= tab;
    pipe.listen({
      message: (payload) => this.#fromTab(tab, payload),
      closed: () => this.#gone(tab),
    });
  }

  #fromTab(tab: Tab, payload: Uint8Array): void {
    if (this.#welcome === undefined) {
      if (tab === this.#first) {
        const latest = (session: string) => this.#listener.latestToken(session);
        this.#server.send(withLatestToken(payload, latest));
      } else this.#waiting.push({ tab, payload });
      return;
    }
    const message = JSON.parse(text.decode(payload)) as TabMessage;
    if (message.type === 'bye') this.#takeLeave(tab, payload);
    else if (tab.isMember) this.#ask(tab, message);
    else this.#greet(tab, message, this.#welcome);
  }

  /** Marks of the server are answered here, not by each tab. */
  #ask(tab: Tab, message: TabMessage): void {
    if (message.id === undefined) return;
    this.#lastId += 1;
    this.#asked.set(this.#lastId, { tab, id: message.id });
    this.#tellServer({ ...message, id: this.#lastId });
  }

  /** Lets a tab in beside others. */
  #greet(
    tab: Tab,
    { type, id, session, cursors = {} }: TabMessage,
    welcome: ServerMessages['welcome'],
  ): void {
    if (type === 'hello') {
      if (this.#hello !== undefined) tab.pipe.send(this.#hello);
      return;
    }
    // Whoever wants something else gets a connection of their own.
    if (type !== 'resume' || session !== welcome.session || id === undefined) {
      tab.pipe.close();
      return;
    }
    tab.isMember = true;
    const now = welcome.now + Math.round(this.#listener.now() - this.#welcomedAt);
    const rooms = this.#rooms.nowFor(cursors);
    this.#tell(tab, { ...welcome, re: id, proof: null, created: false, now, rooms });
    for (const { room, last, after } of rooms) {
      // Entries that do not come by themselves are told by the number behind them.
      if (after < last) this.#tell(tab, { type: 'entries', room, first: last + 1, runs: [] });
    }
    for (const invitation of this.#rooms.invitations) this.#tell(tab, invitation);
  }

  #fromServer(payload: Uint8Array): void {
    this.#heardAt = this.#listener.now();
    const message = JSON.parse(text.decode(payload)) as ServerMessage;
    if (this.#welcome === undefined) {
      if (message.type === 'hello') this.#hello = payload;
      this.#first?.pipe.send(payload);
      if (message.type === 'welcome') this.#loggedIn(message);
      return;
    }
    if ('re' in message && message.re !== undefined) {
      this.#answer(message.re, message);
      return;
    }
    this.#rooms.note(message);
    if (message.type === 'role') this.#welcome = { ...this.#welcome, role: message.role };
    if (message.type === 'ping') {
      this.#tellServer({ type: 'pong', token: this.#welcome.token, mark: message.mark });
    }
    for (const { isMember, pipe } of this.#tabs) if (isMember) pipe.send(payload);
  }

  #loggedIn(welcome: ServerMessages['welcome']): void {
    this.#welcome = welcome;
    this.#welcomedAt = this.#listener.now();
    this.#rooms = new SharedRooms(welcome.rooms);
    if (this.#first !== undefined) this.#first.isMember = true;
    this.#listener.loggedIn(welcome.session, welcome.deviceToken);
    for (const { tab, payload } of this.#waiting.splice(0)) {
      if (this.#tabs.has(tab)) this.#fromTab(tab, payload);
    }
  }

  #answer(re: number, message: ServerMessage): void {
    const asked = this.#asked.get(re);
    this.#asked.delete(re);
    if (asked !== undefined) this.#tell(asked.tab, { ...message, re: asked.id });
  }

  /** One tab of several goes without the server knowing of it. */
  #takeLeave(tab: Tab, payload: Uint8Array): void {
    if (this.#tabs.size === 1) this.#server.send(payload);
    else {
      this.#tell(tab, { type: 'bye', reason: 'left', message: 'This tab was closed.' });
      tab.pipe.close();
    }
  }

  #gone(tab: Tab): void {
    this.#tabs.delete(tab);
    const asked = [...this.#asked].filter(([, { tab: asker }]) => asker === tab);
    for (const [id] of asked) this.#asked.delete(id);
    const silence = this.#listener.now() - this.#heardAt;
    const isDead = silence >= (asked.length > 0 ? unansweredMs : silentMs);
    // Nobody can go on with half a login of somebody else.
    const isHalf = tab === this.#first && this.#welcome === undefined;
    if (this.#tabs.size === 0 || isHalf || isDead) this.#ended();
  }

  /** Nobody comes to it any more: a browser may take long to close a connection that is dead. */
  #ended(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#server.close();
    for (const { pipe } of this.#tabs) pipe.close();
    this.#listener.ended();
  }

  #tell(tab: Tab, message: object): void {
    tab.pipe.send(utf8.encode(JSON.stringify(message)));
  }

  #tellServer(message: object): void {
    this.#server.send(utf8.encode(JSON.stringify(message)));
  }
}
