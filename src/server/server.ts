import { opaqueReady } from '../auth/opaque.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { Throttle } from '../auth/throttle.ts';
import { banSentence } from '../chat/account-checks.ts';
import type { Accepted } from '../chat/proposals.ts';
import { signUpMode } from '../chat/sign-up.ts';
import type { Committed } from '../journal/journal.ts';
import { openLocal } from '../journal/local-storage.ts';
import type { Storage } from '../journal/storage.ts';
import { type DataFolder, openDataFolder } from '../store/data-folder.ts';
import type { Directory } from '../store/directory.ts';
import { type Address, formatAddress } from '../wire/address.ts';
import type { ByeReason } from '../wire/messages.ts';
import type { SignUpMode } from '../words/sign-up-mode.ts';
import { Connection } from './connection.ts';
import { encodeMessages } from './delivery/encode.ts';
import { FanOut } from './delivery/fan-out.ts';
import { Posts } from './delivery/posts.ts';
import { Presence } from './delivery/presence.ts';
import { Listener } from './door/listener.ts';
import type { BusyPort } from './door/ports.ts';
import { reachableHost } from './door/reachable-host.ts';
import { type Keys, loadKeys } from './keys.ts';
import type { Line, MemberIdentity } from './line.ts';
import { LoginQueue } from './login/login-queue.ts';
import type { MemberConnection } from './member/member-connection.ts';
import { Operator } from './operator.ts';
import { ensureOperator } from './operator-account.ts';
import { resolveSettings, type ServerOptions, type Settings } from './options.ts';
import { createHandlers } from './requests/handlers.ts';

/**
 * Starts a server; resolves when it accepts connections. Throws InputError for what its operator can
 * mend: a data folder in use, keys that others can read, a port or host that cannot be had.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const settings = resolveSettings(options);
  const resources: (() => unknown)[] = [];
  try {
    return await open(settings, resources);
  } catch (error) {
    settings.log.error('server.start-failed', { error });
    for (const release of resources.reverse()) await release();
    throw error;
  }
}

async function open(settings: Settings, resources: (() => unknown)[]): Promise<Server> {
  const { log, clock, bounds } = settings;
  log.info('server.starting', { pid: process.pid, node: process.version });
  const folder = openDataFolder(settings.dataFolder);
  resources.push(() => folder.release());
  // The thread of the journal starts while the rest is loaded.
  const opening = openLocal(folder, { minFreeBytes: bounds.freeDiskBytes, log, clock });
  const opened = opening.catch(() => undefined);
  resources.push(async () => (await opened)?.close());
  await opaqueReady();
  const keys = await loadKeys(settings.dataFolder, clock.now(), settings.stretching);
  const server = new Server({ settings, folder, keys, storage: await opening });
  await server.open();
  return server;
}

interface Parts {
  readonly settings: Settings;
  readonly folder: DataFolder;
  readonly keys: Keys;
  readonly storage: Storage;
}

/** A running server. */
export class Server {
  readonly #parts: Parts;
  readonly #line: Line;
  readonly #listener: Listener;
  readonly #connections = new Set<Connection>();
  /** Logged-in connections by session. */
  readonly #members = new Map<string, MemberConnection[]>();
  readonly #ended = Promise.withResolvers<void>();
  #operator: Operator | undefined;
  #busyPorts: readonly BusyPort[] = [];
  #watch: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#line = this.#createLine();
    const events = {
      admitted: (member: MemberConnection) => this.#admitted(member),
      left: (member: MemberConnection) => this.#left(member),
      closed: (connection: Connection) => this.#connections.delete(connection),
    };
    this.#listener = new Listener(parts.settings, parts.keys, this.#line.loginQueue, (accepted) => {
      this.#connections.add(new Connection(this.#line, accepted, events));
    });
    // Somebody may wait for the end or not; a failure is told through `ended` to whoever does.
    this.#ended.promise.catch(() => {});
  }

  /** Gets the operator's account and starts to listen; called once by `startServer`. */
  async open(): Promise<void> {
    const { settings, keys, storage } = this.#parts;
    const { journal, directory, history } = storage;
    journal.onCommit((batch) => this.#committed(batch));
    journal.onFailure((error) => this.#failed(error));
    const { operator, operatorIsExplicit } = settings;
    const account = await ensureOperator(this.#line, operator, operatorIsExplicit);
    this.#operator = new Operator(this.#line, account);
    this.#line.signUp = signUpMode(directory);
    if (settings.signUp !== undefined && settings.signUp !== this.#line.signUp) {
      await this.#operator.changeSignUp(settings.signUp);
    }
    this.#busyPorts = await this.#listener.listen();
    history.start();
    this.#watch = setInterval(() => this.#watchAll(), settings.bounds.pingAfterMs / 6).unref();
    settings.log.info('server.listening', {
      host: settings.host,
      port: this.port,
      busyPorts: this.#busyPorts.map(({ port }) => port),
      fingerprint: keys.fingerprint,
      signUp: this.signUp,
    });
  }

  /** The operator, for consoles. */
  get operator(): Operator {
    if (this.#operator === undefined) throw new Error('the server has not been opened');
    return this.#operator;
  }

  get name(): string {
    return this.#parts.settings.name;
  }

  get host(): string {
    return this.#parts.settings.host;
  }

  /** The port really listened on. */
  get port(): number {
    return this.#listener.port;
  }

  /** Ports that were wanted before and were busy. */
  get busyPorts(): readonly BusyPort[] {
    return this.#busyPorts;
  }

  /** SHA-256 of the certificate, base64url; undefined without TLS. */
  get fingerprint(): string | undefined {
    return this.#parts.settings.insecure ? undefined : this.#parts.keys.fingerprint;
  }

  get signUp(): SignUpMode {
    return this.#line.signUp;
  }

  /** The address others join by, with a one-time code in it if one is given. */
  address(code: Pick<Address, 'invite' | 'reset'> = {}): string {
    const { fingerprint } = this;
    return formatAddress({
      host: reachableHost(this.host),
      port: this.port,
      clear: this.#parts.settings.insecure,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...code,
    });
  }

  /** Resolves when the server has stopped; rejects when it had to because the store failed. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * Accepts no more, finishes what was accepted, tells every client, and closes everything. May be
   * called twice.
   */
  stop(reason = ''): Promise<void> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  /** Stops the server at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(reason: string): Promise<void> {
    const { settings, storage, folder } = this.#parts;
    settings.log.info('server.stopping', { reason, connections: this.#connections.size });
    this.#line.stopping = true;
    this.#listener.close();
    clearInterval(this.#watch);
    await this.#settle(settings.bounds.stopTimeoutMs / 2);
    const words = reason === '' ? 'The server is stopping.' : `The server is stopping (${reason}).`;
    for (const connection of this.#connections) connection.end('server.stopping', words);
    this.#line.presence.close();
    this.operator.close();
    await this.#connectionsClosed(settings.bounds.stopTimeoutMs);
    await storage.close();
    folder.release();
    settings.log.info('server.stopped', {});
    this.#ended.resolve();
  }

  /** Reads no more from members and waits, with a limit, until what they posted is acknowledged. */
  async #settle(timeoutMs: number): Promise<void> {
    for (const { channel } of this.#connections) channel.pause();
    const deadline = Date.now() + timeoutMs;
    const busy = () =>
      this.operator.busy || [...this.#connections].some(({ member }) => member?.busy === true);
    while (busy() && Date.now() < deadline) await new Promise((next) => setTimeout(next, 5));
  }

  /** Waits until every connection is closed; cuts those that are not after the time. */
  async #connectionsClosed(timeoutMs: number): Promise<void> {
    const cut = setTimeout(() => {
      for (const connection of this.#connections) connection.abort();
    }, timeoutMs);
    await Promise.all(Array.from(this.#connections, (connection) => connection.whenClosed()));
    clearTimeout(cut);
  }

  #createLine(): Line {
    const { settings, keys, storage } = this.#parts;
    const { journal, directory, history, epoch } = storage;
    const { log, bounds, clock } = settings;
    const fanOut = new FanOut({
      roomById: (id) => directory.room(id),
      encode: encodeMessages,
      log,
    });
    const posts = new Posts(journal, fanOut, {
      room: roomKeys(directory),
      account: (id) => directory.account(id)?.name ?? '',
    });
    const throttle = new Throttle({}, clock);
    const connectionsOf = (session: string) => this.#members.get(session)?.length ?? 0;
    const handlers = createHandlers({
      clock,
      log,
      journal,
      directory,
      history,
      fanOut,
      posts,
      keys: keys.login,
      throttle,
      connectionsOf,
    });
    return {
      settings,
      keys,
      handlers,
      journal,
      directory,
      history,
      fanOut,
      posts,
      presence: new Presence(fanOut, bounds.presenceAudience, bounds.presenceDelayMs),
      throttle,
      lookups: new RateLimit({}, clock),
      loginQueue: new LoginQueue(() => fanOut.onlineCount > 0),
      epoch,
      connectionsOf,
      endMembers: (which, reason, message) => this.#endMembers(which, reason, message),
      signUp: 'open',
      paused: false,
      stopping: false,
    };
  }

  #admitted(member: MemberConnection): void {
    for (const older of this.#members.get(member.sessionId) ?? []) {
      if (!member.attached && !older.attached) {
        older.end('replaced', 'This device has connected again.');
      }
    }
    // Asked again: who was ended is not in it any more.
    const others = this.#members.get(member.sessionId) ?? [];
    this.#members.set(member.sessionId, [...others, member]);
  }

  #left(member: MemberConnection): void {
    const others = this.#members.get(member.sessionId)?.filter((other) => other !== member) ?? [];
    if (others.length === 0) this.#members.delete(member.sessionId);
    else this.#members.set(member.sessionId, others);
  }

  #endMembers(
    which: (member: MemberIdentity) => boolean,
    reason: ByeReason,
    message: string,
  ): number {
    let count = 0;
    for (const { member } of this.#connections) {
      if (member === undefined || !which(member)) continue;
      member.end(reason, message);
      count += 1;
    }
    return count;
  }

  #watchAll(): void {
    const now = this.#parts.settings.clock.now();
    for (const connection of this.#connections) connection.watch(now);
  }

  /** Everything that was stored: acknowledgements and messages, and what decisions mean at once. */
  #committed(batch: readonly Committed[]): void {
    this.#line.posts.committed(batch);
    for (const { proposal, outcome } of batch) {
      if (proposal.type === 'post' || proposal.type === 'session.leave' || !outcome.ok) continue;
      this.#enforce(proposal.type, outcome.value);
      this.#parts.settings.log.info('accepted', { proposal: proposal.type });
    }
  }

  #enforce(type: keyof Accepted, value: Accepted[keyof Accepted]): void {
    if ('revoked' in value) {
      const revoked = new Set(value.revoked);
      for (const session of revoked) this.#logRevoked(session);
      const which = ({ sessionId }: MemberIdentity) => revoked.has(sessionId);
      const words = 'This session was ended; log in again with the password.';
      this.#endSoon(which, 'revoked', words);
    }
    if (type === 'sign-up.change') this.#line.signUp = (value as Accepted[typeof type]).mode;
    if (type === 'account.ban') {
      const { account } = value as Accepted[typeof type];
      this.#endSoon((member) => member.account === account.id, 'banned', banSentence(account));
    }
  }

  #logRevoked(id: string): void {
    const { storage, settings } = this.#parts;
    const { directory } = storage;
    const session = directory.session(id);
    const name = session && directory.account(session.account)?.name;
    const facts = { name, session: id, address: session?.address };
    if (session?.grant) settings.log.info('token.revoked', { ...facts, token: session.device });
    else settings.log.info('session.revoked', { ...facts, device: session?.device });
  }

  /** Whoever asked for it is answered first, and whoever was let in by the same batch is here then. */
  #endSoon(which: (member: MemberIdentity) => boolean, reason: ByeReason, words: string): void {
    setImmediate(() => this.#endMembers(which, reason, words));
  }

  /** The store failed: nothing more can be promised, so everything is cut at once. */
  #failed(error: Error): void {
    const { settings, folder } = this.#parts;
    settings.log.error('journal.failed', { error });
    this.#listener.close();
    clearInterval(this.#watch);
    for (const connection of this.#connections) connection.abort();
    folder.release();
    this.#ended.reject(error);
  }
}

/** Keys of rooms by number, kept: they never change. */
function roomKeys(directory: Directory): (room: number) => string {
  const keys = new Map<number, string>();
  return (room) => {
    const known = keys.get(room);
    if (known !== undefined) return known;
    const key = directory.room(room)?.key ?? '';
    keys.set(room, key);
    return key;
  };
}
