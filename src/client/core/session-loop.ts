import { worded } from '../../base/worded.ts';
import type { RoomState } from '../../wire/messages.ts';
import { Answers } from './answers.ts';
import { type Attempted, attempt } from './attempt.ts';
import { givenCredentials } from './credentials.ts';
import { delay } from './delay.ts';
import type { RoomEntry } from './entries.ts';
import { AbortedError, ConnectionError } from './failures.ts';
import type { Flow } from './flow.ts';
import type { Keeper } from './keeper.ts';
import type { Ending } from './lifetime.ts';
import type { CommonHistory } from './lineage.ts';
import { LoggedInConnection, type LoggedInHandlers } from './logged-in-connection.ts';
import type { LoggedIn } from './login-task.ts';
import {
  messagesMissing,
  type Notice,
  nameTaken,
  noticesOfLogin,
  profileNotSaved,
} from './notices.ts';
import { type OpenedMemory, openMemory } from './open-memory.ts';
import { type Cursors, type Opening, ReadPositions } from './read-positions.ts';
import type { ResolvedOptions } from './resolved-options.ts';
import { Retries } from './retries.ts';
import { ServerClock } from './server-clock.ts';
import type { ClosedReason, LineState } from './states.ts';
import type { UnsentMessages } from './unsent-messages.ts';
import { type Verdict, verdictOn } from './verdict.ts';

/* The loop that makes one connection after the other. */

/** Calls of the session loop to its owner. */
export interface SessionHandlers extends Omit<LoggedInHandlers, 'deliver' | 'missing'> {
  state(state: Exclude<LineState, { type: 'closed' }>): void;
  /** The line is up; messages follow. */
  online(login: LoggedIn, opening: Opening, again: boolean): void;
  message(message: RoomEntry, room: RoomState): void;
  notice(notice: Notice): void;
  /** No connection follows; the places that were read are saved for the last time. */
  ending(): void;
}

/** The objects that a session loop works on, beside its options. */
export interface SessionParts {
  readonly unsent: UnsentMessages;
  readonly flow: Flow;
  readonly handlers: SessionHandlers;
  /** Of the places that were told, those that the program has read. */
  readonly read: (told: Cursors) => Cursors;
}

type State =
  | { readonly type: 'offline' }
  | { readonly type: 'online'; readonly connection: LoggedInConnection }
  | { readonly type: 'stopped'; readonly ending: Ending };

/** How far the client has ever come. */
type Furthest =
  | { readonly type: 'nowhere' }
  /** Somebody said hello: there is a server of ours. */
  | { readonly type: 'greeted' }
  | {
      readonly type: 'logged-in';
      readonly login: LoggedIn;
      readonly fingerprint: string | undefined;
    };

/** The things at hand once the memory of the server is open. */
interface Belongings extends OpenedMemory {
  readonly answers: Answers;
}

/** Connection after connection, from the first to the last. */
export class SessionLoop {
  /** Through all connections. */
  readonly positions = new ReadPositions();
  readonly serverClock: ServerClock;
  readonly #options: ResolvedOptions;
  readonly #parts: SessionParts;
  readonly #handlers: SessionHandlers;
  readonly #stop = new AbortController();
  readonly #retries: Retries;
  #keeper: Keeper | undefined;
  #state: State = { type: 'offline' };
  #furthest: Furthest = { type: 'nowhere' };

  constructor(options: ResolvedOptions, parts: SessionParts) {
    this.#options = options;
    this.#parts = parts;
    this.#handlers = parts.handlers;
    this.#retries = new Retries(options);
    this.serverClock = new ServerClock(options.clock);
    if (options.catchUp === 'all') this.positions.skipNothing();
    parts.flow.watch(() => this.connection?.flowChanged());
  }

  /** The present connection, while it is online. */
  get connection(): LoggedInConnection | undefined {
    return this.#state.type === 'online' ? this.#state.connection : undefined;
  }

  /** The last login that succeeded, with the fingerprint of the server's key; undefined before the first. */
  get login(): (Furthest & { type: 'logged-in' }) | undefined {
    return this.#furthest.type === 'logged-in' ? this.#furthest : undefined;
  }

  /** Ends it at once; `run` resolves with this. */
  stop(ending: Ending): void {
    if (this.#state.type === 'stopped') return;
    this.#state = { type: 'stopped', ending };
    this.#stop.abort(new AbortedError(ending.error));
  }

  /** The program has read further: the places are saved a little later. */
  readOn(): void {
    this.#keeper?.touch();
  }

  /** Somebody wants the line: while it is down, it is tried again soon. */
  hurry(): void {
    if (this.#state.type === 'offline') this.#retries.hurry();
  }

  /** Takes leave: waits up to `timeoutMs` for acknowledgements, says goodbye, and ends. */
  async leave(timeoutMs: number): Promise<void> {
    const limit = new AbortController();
    const timeout = delay(timeoutMs, AbortSignal.any([limit.signal, this.#stop.signal]));
    await Promise.race([this.#parts.unsent.whenEmpty(), timeout]);
    await Promise.race([this.connection?.bye(), timeout]);
    limit.abort();
    this.stop({ reason: 'left' });
  }

  /** Runs; resolves with how it ended, when everything is closed and saved. Never rejects. */
  async run(): Promise<Ending> {
    try {
      const belongings = await this.#open();
      try {
        return await this.#untilEnd(belongings);
      } finally {
        this.#handlers.ending();
        await belongings.keeper.close();
      }
    } catch (error) {
      return this.#stopped ?? { reason: 'failed', error: error as Error };
    }
  }

  get #stopped(): Ending | undefined {
    return this.#state.type === 'stopped' ? this.#state.ending : undefined;
  }

  async #open(): Promise<Belongings> {
    const { wayIn, clock } = this.#options;
    const memory = await openMemory(this.#options, {
      positions: this.positions,
      read: this.#parts.read,
      failed: (error) => this.#notSaved(error),
    });
    this.#keeper = memory.keeper;
    memory.keeper.lend({
      serverTime: () => this.serverClock.now(),
      ask: async (name, fields) => {
        if (this.connection === undefined) throw new ConnectionError(worded('connection.down'));
        return await this.connection.request(name, fields);
      },
    });
    const { name, credentials } =
      wayIn.type === 'log-in' ? wayIn : { name: undefined, credentials: givenCredentials({}) };
    const answers = new Answers(credentials, { name, signal: this.#stop.signal, clock });
    return { ...memory, answers };
  }

  async #untilEnd(belongings: Belongings): Promise<Ending> {
    for (let attempts = 1; ; attempts += 1) {
      this.#handlers.state({ type: 'connecting', attempt: attempts });
      const failure = await this.#attempt(belongings).catch((error: Error) => error);
      await this.#remember(failure, belongings);
      if (this.#stopped !== undefined) return this.#stopped;
      const asked = belongings.answers.takeAsked();
      const verdict = this.#retries.after(failure, {
        asked,
        greeted: this.#furthest.type !== 'nowhere',
        isAwaited: this.#parts.unsent.size > 0,
        wasUp: this.#furthest.type === 'logged-in',
        goOn: () => belongings.route.goOn(),
      });
      this.#options.log.info('line.ended', { ...verdict, error: failure.message });
      if (verdict.type === 'end')
        return endingOf(verdict.reason, failure, belongings.route.addresses.length);
      await this.#wait(verdict, failure);
      if (this.#stopped !== undefined) return this.#stopped;
    }
  }

  /** Connects, logs in and stays; resolves with why the line went down, rejects if it never was up. */
  async #attempt({ route, keeper, answers }: Belongings): Promise<Error> {
    const attempted = await attempt({
      options: this.#options,
      route,
      memory: keeper.memory,
      positions: this.positions,
      answers,
      signal: this.#stop.signal,
      progress: (type) => this.#handlers.state({ type }),
      greeted: () => {
        if (this.#furthest.type === 'nowhere') this.#furthest = { type: 'greeted' };
      },
      nameTaken: (taken) => this.#handlers.notice(nameTaken(taken)),
    });
    answers.forget();
    route.reached(attempted.login.welcome.nodes ?? []);
    const { login, fingerprint } = attempted;
    const loggedIn = new LoggedInConnection(attempted.connection, login, {
      ...this.#parts,
      positions: this.positions,
      handlers: this.#connectionHandlers(),
      timing: this.#options.timing,
    });
    // Any message on the connection shows that its device token is kept.
    await keeper.rememberLogin(login, fingerprint, route.others);
    const common = await this.#compare(attempted, loggedIn);
    const opening = this.positions.open(login.welcome, login.honoured, common);
    if (this.#options.catchUp === 'while-running') this.positions.skipNothing();
    // A session is resumed only in the history that is remembered with it.
    if (keeper.memory.epoch === login.welcome.epoch) keeper.touch();
    else await keeper.write();
    return await this.#stayOnline(attempted, loggedIn, opening);
  }

  /** Asks how far the server's history is the one whose places are known; undefined: there is no doubt. */
  async #compare(
    { connection, login }: Attempted,
    loggedIn: LoggedInConnection,
  ): Promise<CommonHistory | undefined> {
    const { terms, grant } = login.welcome;
    const places = this.positions.inDoubt(terms);
    if (places === undefined || grant?.read === false) return undefined;
    try {
      return await loggedIn.compare(this.positions.terms, places);
    } catch (error) {
      if (!(error instanceof ConnectionError)) void connection.close(error as Error);
      // The connection's own end says more than that there was no answer.
      throw await connection.ended;
    }
  }

  async #stayOnline(
    attempted: Attempted,
    loggedIn: LoggedInConnection,
    opening: Opening,
  ): Promise<Error> {
    const { connection, login, trust, fingerprint } = attempted;
    const { unsent } = this.#parts;
    this.#retries.reset();
    const again = this.#furthest.type === 'logged-in';
    this.serverClock.set(login.welcome.now);
    this.#furthest = { type: 'logged-in', login, fingerprint };
    if (this.#state.type === 'offline') this.#state = { type: 'online', connection: loggedIn };
    this.#handlers.state({ type: 'online' });
    const nameOf = (id: string) => opening.rooms.find(({ room }) => room === id)?.name;
    for (const notice of noticesOfLogin(trust, opening, nameOf)) this.#handlers.notice(notice);
    this.#handlers.online(login, opening, again);
    this.connection?.start(opening);
    const failure = await connection.ended;
    if (this.#state.type === 'online') this.#state = { type: 'offline' };
    unsent.rewind();
    unsent.tellPending();
    return failure;
  }

  #connectionHandlers(): LoggedInHandlers {
    return {
      ...this.#handlers,
      deliver: (entry, room) => {
        this.#keeper?.touch();
        this.#handlers.message(entry, room);
      },
      missing: (room, range, dropped) => {
        const facts = { room: room.room, ...range };
        if (dropped === undefined) this.#options.log.warn('messages.missing', facts);
        else this.#options.log.info('messages.dropped', facts);
        this.#handlers.notice(messagesMissing(room, range, dropped));
      },
    };
  }

  /** Remembers what a failure shows: that the session was ended, or the account waits. */
  async #remember(failure: Error, { keeper, answers }: Belongings): Promise<void> {
    const { reason } = verdictOn(failure);
    if (reason === 'revoked') await keeper.forgetSession();
    const name = reason === 'pending' ? answers.chosenName : undefined;
    if (name !== undefined) await keeper.rememberName(name);
  }

  async #wait({ reason, delayMs }: Verdict & { type: 'again' }, error: Error): Promise<void> {
    if (delayMs === 0) return;
    const retryAt = this.#options.clock.now() + delayMs;
    this.#handlers.state({ type: 'waiting', reason, retryAt, error });
    await this.#retries.pause(delayMs, this.#stop.signal);
  }

  #notSaved(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn('profile.not-saved', { error: reason });
    this.#handlers.notice(profileNotSaved(reason));
  }
}

/**
 * To have taken leave is no error.
 *
 * @param addresses how many the line has
 */
function endingOf(reason: ClosedReason, error: Error, addresses: number): Ending {
  if (reason === 'left') return { reason };
  if (reason !== 'unreachable' || addresses === 1) return { reason, error };
  const words = `None of the ${addresses} addresses of the line can be reached; the last: ${error.message}`;
  return { reason, error: new ConnectionError(words, error) };
}
