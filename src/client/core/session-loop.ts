import { setTimeout as delay } from 'node:timers/promises';
import { PartylineError } from '../../base/errors.ts';
import { formatAddress } from '../../wire/address.ts';
import type { RoomState } from '../../wire/messages.ts';
import { foldName } from '../../words/name.ts';
import { attemptLine, type Line } from './attempt.ts';
import { Answers } from './credentials.ts';
import type { Notice } from './events.ts';
import { AbortedError } from './failures.ts';
import { type Cursors, Inbox, type Opening, type RoomMessage } from './inbox.ts';
import { Keeper } from './keeper.ts';
import { LoggedInConnection, type LoggedInHandlers } from './logged-in-connection.ts';
import type { LoggedIn } from './login-task.ts';
import type { ResolvedOptions } from './options.ts';
import { repairedPin } from './pins.ts';
import type { ServerMemory } from './profile.ts';
import { Backoff, type Verdict, verdictOn } from './reconnect.ts';
import type { ClosedReason, LineState } from './states.ts';
import type { UnsentMessages } from './unsent-messages.ts';

/** What the session loop tells its owner. */
export interface SessionHandlers extends LoggedInHandlers {
  state(state: Exclude<LineState, { type: 'closed' }>): void;
  /** The line is up; messages follow. */
  online(login: LoggedIn, opening: Opening, again: boolean): void;
  /** The line went down. */
  offline(): void;
  message(message: RoomMessage, room: RoomState): void;
  notice(notice: Notice): void;
}

/**
 * What stands still: nothing; the telling of messages; or reading from the server as well, but for
 * answers that are due.
 */
export type Pause = 'none' | 'messages' | 'reading';

/** how a session loop ended. */
export interface Ending {
  readonly reason: ClosedReason;
  readonly error?: Error;
}

/** What the session loop works with once the memory of the server is open. */
interface Belongings {
  readonly keeper: Keeper;
  readonly inbox: Inbox;
  readonly answers: Answers;
  readonly name: string | undefined;
}

/** Connection after connection, from the first to the last. */
export class SessionLoop {
  readonly #options: ResolvedOptions;
  readonly #unsent: UnsentMessages;
  readonly #handlers: SessionHandlers;
  readonly #stop = new AbortController();
  readonly #backoff: Backoff;
  #ending: Ending | undefined;
  #attempts = 0;
  #greeted = false;
  #wasOnline = false;
  #line: LoggedInConnection | undefined;
  #login: Line | undefined;
  #inbox: Inbox | undefined;
  #pause: Pause;

  constructor(options: ResolvedOptions, unsent: UnsentMessages, handlers: SessionHandlers) {
    this.#options = options;
    this.#unsent = unsent;
    this.#handlers = handlers;
    this.#backoff = new Backoff(options.timing, options.random);
    this.#pause = options.paused ? 'messages' : 'none';
  }

  /** The present connection, while it is online. */
  get line(): LoggedInConnection | undefined {
    return this.#line;
  }

  /** The last login that succeeded. */
  get login(): LoggedIn | undefined {
    return this.#login?.login;
  }

  /** Of the certificate of that login; undefined without TLS. */
  get fingerprint(): string | undefined {
    return this.#login?.fingerprint;
  }

  /** What was told so far: the last sequence number of each room, and the history they belong to. */
  get told(): { readonly epoch: string | undefined; readonly cursors: Cursors } {
    return { epoch: this.#inbox?.epoch, cursors: this.#inbox?.cursors ?? {} };
  }

  /** Stops, or goes on, telling messages. What comes meanwhile is not lost. */
  pause(what: Pause): void {
    this.#pause = what;
    if (what === 'reading') this.#line?.pause();
    else this.#line?.resume();
    // Last: what is told then may ask for another pause.
    if (what === 'none') this.#inbox?.flow();
    else this.#inbox?.stall();
  }

  /** Tells what comes after these places; before anything of those rooms was told. */
  startFrom(places: Cursors): void {
    this.#inbox?.startFrom(places);
  }

  /** Ends it at once; `run` resolves with this. */
  stop(ending: Ending): void {
    this.#ending ??= ending;
    this.#stop.abort(new AbortedError(ending.error));
  }

  /** Lives; resolves with how it ended, when everything is closed and saved. Never rejects. */
  async run(): Promise<Ending> {
    try {
      const belongings = await this.#open();
      try {
        return await this.#untilEnd(belongings);
      } finally {
        await belongings.keeper.close();
      }
    } catch (error) {
      return this.#ending ?? { reason: 'failed', error: error as Error };
    }
  }

  async #open(): Promise<Belongings> {
    const { address, profile, credentials, clock, timing, readPlaces } = this.#options;
    const name = this.#options.name === undefined ? undefined : foldName(this.#options.name);
    const { host, port, clear } = address;
    const entry = await profile.open(formatAddress({ host, port, clear }), name);
    const inbox = new Inbox(
      this.#inboxHandlers(() => keeper.touch()),
      entry.memory,
    );
    this.#inbox = inbox;
    if (this.#options.catchUp === 'all') inbox.skipNothing();
    if (this.#pause !== 'none') inbox.stall();
    const keeper: Keeper = new Keeper(entry, {
      delayMs: timing.saveDelayMs,
      latest: () => ({
        ...(inbox.epoch === undefined ? {} : { epoch: inbox.epoch }),
        cursors: readPlaces(inbox.cursors),
      }),
      failed: (error) => this.#notSaved(error),
    });
    const answers = new Answers(credentials, { name, signal: this.#stop.signal, clock });
    return { keeper, inbox, answers, name };
  }

  async #untilEnd(belongings: Belongings): Promise<Ending> {
    for (;;) {
      const failure = await this.#attempt(belongings).catch((error: Error) => error);
      await this.#remember(failure, belongings);
      if (this.#ending !== undefined) return this.#ending;
      const asked = belongings.answers.takeAsked();
      const verdict = this.#judge(failure, asked);
      this.#options.log.info('line.ended', { ...verdict, error: failure.message });
      if (verdict.type === 'end') return endingOf(verdict.reason, failure);
      if (!(asked && isImpatience(verdict))) await this.#wait(verdict, failure);
      if (this.#ending !== undefined) return this.#ending;
    }
  }

  /** Connects, logs in and stays; resolves with why the line went down, rejects if it never was up. */
  async #attempt({ keeper, inbox, answers, name }: Belongings): Promise<Error> {
    this.#attempts += 1;
    this.#handlers.state({ type: 'connecting', attempt: this.#attempts });
    const line = await attemptLine({
      options: this.#options,
      name,
      memory: keeper.memory,
      inbox,
      answers,
      signal: this.#stop.signal,
      progress: (type) => this.#handlers.state({ type }),
      greeted: () => {
        this.#greeted = true;
      },
      nameTaken: (taken) => this.#handlers.notice(nameTakenNotice(taken)),
    });
    answers.forget();
    const opening = inbox.open(
      line.login.welcome.epoch,
      line.login.welcome.rooms,
      line.login.honoured,
    );
    if (this.#options.catchUp === 'while-running') inbox.skipNothing();
    await keeper.save(memoryOf(line, keeper.memory));
    return await this.#stayOnline(line, inbox, opening);
  }

  async #stayOnline(line: Line, inbox: Inbox, opening: Opening): Promise<Error> {
    const { connection, login, trust } = line;
    const since = performance.now();
    this.#login = line;
    this.#line = new LoggedInConnection(connection, login, {
      inbox,
      unsent: this.#unsent,
      handlers: this.#handlers,
      keepAliveMs: this.#options.timing.keepAliveMs,
    });
    if (this.#pause === 'reading') this.#line.pause();
    this.#handlers.state({ type: 'online' });
    if (trust === 'changed') this.#handlers.notice(repairedNotice);
    if (opening.replaced) this.#handlers.notice(replacedNotice);
    this.#handlers.online(login, opening, this.#wasOnline);
    this.#wasOnline = true;
    this.#line?.start();
    const failure = await connection.ended;
    this.#line = undefined;
    inbox.close();
    this.#unsent.rewind();
    if (performance.now() - since >= this.#options.timing.steadyMs) this.#backoff.reset();
    this.#handlers.offline();
    return failure;
  }

  #inboxHandlers(moved: () => void) {
    return {
      deliver: (message: RoomMessage, room: RoomState) => {
        moved();
        this.#handlers.message(message, room);
      },
      fetch: (room: string, after: number) => this.#line?.fetch(room, after),
      missing: (room: string, from: number, to: number) => {
        this.#options.log.warn('messages.missing', { room, from, to });
        this.#handlers.notice(missingNotice(from, to));
      },
    };
  }

  /** What a failure says about the memory: a session that was ended, an account that waits. */
  async #remember(failure: Error, { keeper, answers }: Belongings): Promise<void> {
    if (verdictOn(failure).reason === 'revoked') {
      const { session: _, ...rest } = keeper.memory;
      await keeper.save(rest);
    } else if (failure instanceof PartylineError && failure.code === 'auth.pending') {
      const name = answers.chosenName;
      if (name !== undefined) await keeper.save({ ...keeper.memory, name });
    }
  }

  #judge(failure: Error, asked: boolean): Verdict {
    const verdict = verdictOn(failure);
    if (verdict.type === 'end' || (asked && isImpatience(verdict))) return verdict;
    const { reason } = verdict;
    if (reason === 'lost' && !this.#greeted && !this.#options.retryFirstConnection) {
      return { type: 'end', reason: 'unreachable' };
    }
    const may = reason === 'pending' ? this.#options.waitForAdmission : this.#options.reconnect;
    return may ? verdict : { type: 'end', reason };
  }

  async #wait(verdict: Verdict & { type: 'again' }, error: Error): Promise<void> {
    const { reason, atLeastMs } = verdict;
    const chosenMs = reason === 'pending' ? this.#backoff.nextAdmission() : this.#backoff.next();
    const delayMs = Math.max(chosenMs, atLeastMs);
    const retryAt = this.#options.clock.now() + delayMs;
    this.#handlers.state({ type: 'waiting', reason, retryAt, error });
    await delay(delayMs, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  #notSaved(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn('profile.not-saved', { error: reason });
    this.#handlers.notice({
      code: 'profile-not-saved',
      text: `What is known about this server could not be saved, so the next time the password is asked for: ${reason}`,
    });
  }
}

/** To have taken leave is no error. */
function endingOf(reason: ClosedReason, error: Error): Ending {
  return reason === 'left' ? { reason } : { reason, error };
}

/** The server did not wait for a person's answer, which is there now. */
function isImpatience(verdict: Verdict): boolean {
  return verdict.type === 'again' && (verdict.reason === 'lost' || verdict.reason === 'timeout');
}

/** A login beside other clients gives nothing to resume with. */
function memoryOf({ login: { welcome }, fingerprint }: Line, before: ServerMemory): ServerMemory {
  const { name, session: id, deviceToken } = welcome;
  if (deviceToken === null) return { ...before, name };
  const pin = fingerprint === undefined ? {} : { pin: fingerprint };
  return { name, ...pin, session: { id, deviceToken } };
}

const repairedNotice: Notice = { code: 'certificate-changed', text: repairedPin };

const replacedNotice: Notice = {
  code: 'history-replaced',
  text: 'The history of the server was restored or replaced: conversations go on from what it has now.',
};

function nameTakenNotice(name: string): Notice {
  return { code: 'name-taken', text: `The name ${name} is taken: choose another one.` };
}

function missingNotice(from: number, to: number): Notice {
  const which = from === to ? `Message ${from} is` : `Messages ${from} to ${to} are`;
  return { code: 'messages-missing', text: `${which} missing on the server.` };
}
