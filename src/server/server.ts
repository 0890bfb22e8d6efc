import type { Duplex } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { opaqueReady } from '../auth/opaque.ts';
import { putInPlace } from '../backup/put-in-place.ts';
import { type Words, worded } from '../base/worded.ts';
import type { Account } from '../chat/tables.ts';
import type { Cluster } from '../journal/jetstream-storage.ts';
import type { Committed } from '../journal/journal.ts';
import { openLocal } from '../journal/local-storage.ts';
import { releaseReserveOf } from '../journal/reserve.ts';
import type { Storage } from '../journal/storage.ts';
import { databaseName, openDataFolder } from '../store/data-folder.ts';
import { pendingUpgrade } from '../store/upgrade.ts';
import { type Address, formatAddress, formatPageAddress, placeOf } from '../wire/address.ts';
import type { SignUpMode } from '../words/sign-up-mode.ts';
import { type Assembly, assemble, type Foundation } from './assembly.ts';
import type { AcceptedConnection } from './door/accepted-connection.ts';
import { Listener } from './door/listener.ts';
import { LocalDoor } from './door/local-door.ts';
import type { BusyPort } from './door/ports.ts';
import { reachableHost } from './door/reachable-host.ts';
import { beginIdentity, endFirstStart } from './identity-files.ts';
import { keysHash, loadKeys, makeMissingKeys } from './keys.ts';
import type { LiveSettings } from './live-settings.ts';
import { lowSpace } from './low-space.ts';
import type { MetricsEndpoint } from './metrics/endpoint.ts';
import { ensureOperator } from './operator-account.ts';
import { assertFilesFit, resolveSettings, type ServerOptions, type Settings } from './options.ts';
import { orderUnreachable } from './order-unreachable.ts';
import { propose } from './propose.ts';
import type { Controls } from './requests/controls.ts';
import { LogTally } from './vitals/log-tally.ts';

/**
 * Starts a server; resolves when it accepts connections. Throws InputError for what its operator can
 * mend: a data folder in use, keys that others can read, a port or host that cannot be had.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const given = resolveSettings(options);
  const tally = new LogTally();
  const settings = { ...given, log: tally.wrap(given.log) };
  const resources: (() => unknown)[] = [];
  try {
    return await open({ settings, tally }, resources);
  } catch (error) {
    settings.log.error('server.start-failed', { error });
    for (const release of resources.reverse()) await release();
    throw error;
  }
}

async function open(
  { settings, tally }: Pick<Foundation, 'settings' | 'tally'>,
  resources: (() => unknown)[],
): Promise<Server> {
  const { log, clock, bounds } = settings;
  log.info('server.starting', { pid: process.pid, node: process.version });
  releaseReserveOf(settings.dataFolder);
  const folder = openDataFolder(settings.dataFolder);
  resources.push(() => folder.release());
  putInPlace(folder.path);
  const cluster = await clusterOf(settings, resources);
  const { newIdentity } = settings;
  const known = { isNode: cluster !== undefined, isInCluster: cluster?.stream !== undefined };
  const mayBegin = beginIdentity(folder, { newIdentity, ...known });
  const upgrade = pendingUpgrade(folder.file(databaseName));
  if (upgrade !== undefined) {
    log.info('upgrade.begun', { ...upgrade });
    await settings.beforeUpgrade(upgrade);
  }
  const shrinks = settings.live.keep.ms !== undefined || settings.live.keep.bytes !== undefined;
  const minFreeBytes = bounds.freeDiskBytes;
  const how = { minFreeBytes, log, clock, mayBegin, shrinks };
  const makeKeys = async () => {
    if (mayBegin) await makeMissingKeys(folder.path, clock.now(), settings.stretching);
    return loadKeys(folder.path, settings.tls);
  };
  // The thread of the journal starts while the rest is loaded; a node of a cluster shows its keys first.
  const made = cluster && (await makeKeys());
  const opening =
    cluster && made
      ? openNode(folder, cluster, { ...how, keys: keysHash(made), onProgress: settings.onCatchUp })
      : openLocal(folder, how);
  const opened = opening.catch(() => undefined);
  resources.push(async () => (await opened)?.close());
  const keys = made ?? (await makeKeys());
  const storage = await opening;
  if (upgrade !== undefined) log.info('upgrade.ended', {});
  endFirstStart(folder);
  const server = new Server({ settings, tally, folder, keys, storage });
  await server.open();
  return server;
}

/** The cluster that the line runs in; undefined: it runs on this machine alone. What that needs is loaded only then. */
async function clusterOf(
  { cluster: options }: Settings,
  resources: (() => unknown)[],
): Promise<Cluster | undefined> {
  if (options === undefined) return undefined;
  const { reachCluster } = await import('../journal/jetstream-storage.ts');
  const cluster = await reachCluster(options);
  resources.push(() => cluster.connection.close());
  return cluster;
}

async function openNode(
  ...parameters: Parameters<typeof import('../journal/jetstream-storage.ts').openReplicated>
): Promise<Storage> {
  const { openReplicated } = await import('../journal/jetstream-storage.ts');
  return openReplicated(...parameters);
}

/**
 * So long after the start the parts are loaded that the first login or question would have to wait for, in
 * milliseconds: whoever is waiting for the start is answered before.
 */
const warmUpAfterMs = 100;

/** A running server. */
export class Server {
  readonly #foundation: Foundation;
  readonly #parts: Assembly;
  readonly #listener: Listener;
  readonly #localDoor: LocalDoor;
  readonly #ended = Promise.withResolvers<void>();
  #account: Account | undefined;
  #metrics: MetricsEndpoint | undefined;
  /** undefined: on a Unix socket, or nowhere. */
  #metricsPort: number | undefined;
  /** undefined: before it listens. */
  #listenedPort: number | undefined;
  #busyPorts: readonly BusyPort[] = [];
  #warmUp: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;
  #hasFailed = false;

  constructor(foundation: Foundation) {
    this.#foundation = foundation;
    this.#parts = assemble(foundation, {
      controls: this.#controls(),
      operator: () => this.#operatorAccount(),
      place: () => this.#place,
    });
    const { settings, keys, storage } = foundation;
    const accept = (accepted: AcceptedConnection) => this.#parts.connections.accept(accepted);
    this.#listener = new Listener(settings, keys, this.#parts, accept);
    this.#localDoor = new LocalDoor(settings.log, accept);
    storage.journal.onCommit((batch) => this.#committed(batch));
    const trouble = lowSpace(settings.dataFolder, settings.bounds.freeDiskBytes);
    storage.journal.onSpace(({ isLow, freeBytes }) => {
      if (isLow) this.#parts.troubles.begin(trouble, { freeBytes });
      else this.#parts.troubles.end(trouble);
    });
    storage.journal.onReach(({ isReached, reason }) => {
      this.#parts.gate.isReached = isReached;
      if (isReached) this.#parts.troubles.end(orderUnreachable);
      else this.#parts.troubles.begin(orderUnreachable, { reason });
    });
    storage.journal.onFailure((error) => void this.#failed(error));
    // Somebody may wait for the end or not; a failure is told through `ended` to whoever does.
    this.#ended.promise.catch(() => {});
  }

  /** Gets the operator's account and starts to listen; called once by `startServer`. */
  async open(): Promise<void> {
    const { settings, keys, storage } = this.#foundation;
    const { directory, journal } = storage;
    const { clock, bounds, log } = settings;
    const account = await ensureOperator(
      { directory, journal, clock },
      settings.operator,
      settings.operatorIsExplicit,
    );
    this.#account = account;
    if (settings.signUp !== undefined && settings.signUp !== this.signUp) {
      const change = { type: 'sign-up.change', mode: settings.signUp } as const;
      await propose(journal, { ...change, at: clock.now(), actor: account.id });
    }
    this.#metrics = await this.#openMetrics();
    try {
      this.#busyPorts = await this.#listener.listen();
      this.#listenedPort = this.port;
    } catch (error) {
      this.#metrics?.close();
      throw error;
    }
    this.#parts.peers?.start();
    this.#warmUp = setTimeout(() => this.#startTheRest(), warmUpAfterMs).unref();
    this.#parts.connections.watch(bounds.pingAfterMs / 6);
    this.#parts.waitingAccounts.start();
    this.#parts.historyKeeper.start();
    this.#parts.keptFiles.start();
    this.#parts.uploads.start();
    log.info('server.listening', {
      host: settings.host,
      port: this.port,
      busyPorts: this.#busyPorts.map(({ port }) => port),
      fingerprint: keys.tls.fingerprint,
      signUp: this.signUp,
    });
  }

  /** The name of the account that is the operator's at the server itself. */
  get operatorName(): string {
    return this.#operatorAccount().name;
  }

  /**
   * Lets the operator in through a socket in the data folder that only its owner can open.
   *
   * @throws InputError (by rejection) when its path is too long
   */
  async listenLocally(): Promise<void> {
    await this.#localDoor.listen(this.#foundation.settings.dataFolder, process.platform);
  }

  /** A stream to the server within this process, through which the operator logs in. */
  connectLocally(): Duplex {
    return this.#localDoor.open();
  }

  get name(): string {
    return this.#foundation.settings.live.name;
  }

  get host(): string {
    return this.#foundation.settings.host;
  }

  /** The port really listened on. */
  get port(): number {
    return this.#listener.port;
  }

  /** Ports that were wanted before and were busy. */
  get busyPorts(): readonly BusyPort[] {
    return this.#busyPorts;
  }

  /** The port of the metrics; undefined where they are on a Unix socket, or nowhere. */
  get metricsPort(): number | undefined {
    return this.#metricsPort;
  }

  /** SHA-256 of the server's public key (SPKI), base64url; undefined without TLS. */
  get fingerprint(): string | undefined {
    const { settings, keys } = this.#foundation;
    return settings.insecure ? undefined : keys.tls.fingerprint;
  }

  /** How the line takes newcomers, but for a lockdown. */
  get signUp(): SignUpMode {
    return this.#parts.gate.signUpMode;
  }

  /** The address others join by, with a one-time code in it if one is given. */
  address(code: Pick<Address, 'invite' | 'reset'> = {}): string {
    const { fingerprint } = this;
    return formatAddress({
      host: reachableHost(this.host),
      port: this.port,
      clear: this.#foundation.settings.insecure,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...code,
    });
  }

  /** The page of the line with a one-time code in it; undefined: it has none. */
  #page(code: Pick<Address, 'invite' | 'reset'>): string | undefined {
    const { web, insecure: clear } = this.#foundation.settings;
    if (web === undefined) return undefined;
    return formatPageAddress({ host: reachableHost(this.host), port: this.port, clear, ...code });
  }

  /** Where clients find this node of a line; undefined before it listens. */
  get #place(): string | undefined {
    const { advertise } = this.#foundation.settings;
    if (advertise !== undefined) return placeOf(advertise);
    const port = this.#listenedPort;
    return port === undefined ? undefined : placeOf({ host: reachableHost(this.host), port });
  }

  /** Why clients are not served fully, in a sentence; undefined: they are. */
  get #unready(): string | undefined {
    if (this.#stopping !== undefined || this.#hasFailed) return 'The server stops.';
    return this.#parts.troubles.has(orderUnreachable)
      ? 'This node cannot reach the order of the line: what is posted waits.'
      : undefined;
  }

  /** Resolves when all threads of the server have answered; rejects when one has ended. */
  async isWell(): Promise<void> {
    await this.#parts.vitals.read();
  }

  /**
   * Takes over settings that may change while it runs, and reads key and certificate anew, for connections from now
   * on. Returns the names of what has changed.
   *
   * @param changes what is left out stays
   * @throws InputError when key and certificate cannot be used, or for files on a line of several machines; then nothing has changed
   */
  reload(changes: Readonly<Partial<LiveSettings>> = {}): string[] {
    const { settings, keys } = this.#foundation;
    const { live, insecure, cluster } = settings;
    assertFilesFit({ files: changes.files, cluster });
    const isRenewed = !insecure && keys.tls.reload();
    const changed = (Object.keys(changes) as (keyof LiveSettings)[]).filter(
      (name) => changes[name] !== undefined && !isDeepStrictEqual(changes[name], live[name]),
    );
    for (const name of changed) Object.assign(live, { [name]: changes[name] });
    if (changed.includes('keep')) this.#parts.historyKeeper.start();
    return [...changed, ...(isRenewed ? ['certificate'] : [])];
  }

  /**
   * Resolves when the server has stopped; rejects when it had to because the store failed, with FolderLostError
   * when its data folder was removed or replaced.
   */
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

  /** Loads what is needed soon; whoever needs it earlier waits for it. */
  #startTheRest(): void {
    const { history, search } = this.#foundation.storage;
    history.start();
    search.start();
    const { log } = this.#foundation.settings;
    opaqueReady().catch((error: unknown) => log.error('login.unavailable', { error }));
  }

  #controls(): Controls {
    return {
      address: (code) => this.address(code),
      page: (code) => this.#page(code),
      lastLogLines: (count) => this.#foundation.settings.lastLogLines(count),
      stop: (reason) => void this.stop(reason),
    };
  }

  /** The code that only metrics need is loaded where they are wanted. */
  async #openMetrics(): Promise<MetricsEndpoint | undefined> {
    const { metrics: address, software, log } = this.#foundation.settings;
    if (address === undefined) return undefined;
    const [{ Exposition }, { MetricsEndpoint }] = await Promise.all([
      import('./metrics/exposition.ts'),
      import('./metrics/endpoint.ts'),
    ]);
    const exposition = new Exposition(this.#parts.vitals, software);
    const endpoint = new MetricsEndpoint({
      log,
      unready: () => this.#unready,
      metrics: async () => ({
        text: await exposition.text(),
        contentType: exposition.contentType,
      }),
    });
    this.#metricsPort = await endpoint.listen(address);
    return endpoint;
  }

  #operatorAccount(): Account {
    if (this.#account === undefined) throw new Error('the server has not been opened');
    return this.#account;
  }

  async #stop(reason: string): Promise<void> {
    const { log, bounds } = this.#foundation.settings;
    log.info('server.stopping', { reason, connections: this.#parts.connections.size });
    this.#listener.close();
    this.#localDoor.close();
    await this.#parts.connections.settle(bounds.stopTimeoutMs / 2);
    await this.#close(
      reason === '' ? worded('ended.stopping') : worded('ended.stopping-for', { why: reason }),
    );
    if (this.#hasFailed) return;
    log.info('server.stopped', {});
    this.#ended.resolve();
  }

  /** Takes leave of everybody, and gives the data folder back. */
  async #close(words: Words): Promise<void> {
    const { settings, storage, folder } = this.#foundation;
    clearTimeout(this.#warmUp);
    // Those who are here come back on another node: the others are not to tell that they left.
    this.#parts.peers?.stop();
    this.#parts.connections.end(words);
    this.#parts.presence.close();
    this.#parts.waitingAccounts.stop();
    this.#parts.historyKeeper.stop();
    this.#parts.keptFiles.stop();
    this.#parts.uploads.stop();
    this.#metrics?.close();
    await this.#parts.connections.closed(settings.bounds.stopTimeoutMs);
    await storage.close();
    folder.release();
  }

  /** Everything that was stored: acknowledgements and messages, and what follows from decisions. */
  #committed(batch: Committed): void {
    this.#parts.posts.committed(batch);
    this.#parts.consequences.committed(batch);
    this.#parts.vitals.committed(batch.proposals.length, batch.tookMs);
  }

  /** The store failed: nothing more can be promised, so nothing more is read, and everybody is told. */
  async #failed(error: Error): Promise<void> {
    this.#hasFailed = true;
    this.#foundation.settings.log.error('journal.failed', { error });
    this.#listener.close();
    this.#localDoor.close();
    try {
      await this.#close(worded('ended.storage'));
    } finally {
      this.#ended.reject(error);
    }
  }
}
