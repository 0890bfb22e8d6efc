import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectToCluster } from './connection.ts';

/* nats-servers for tests: on loopback, on ports that the system chooses, with their files in a temporary folder. */

/** The nats-server that tests run: that of the variable, or the system's, which need not be in the path. */
const program = [process.env.NATS_SERVER ?? 'nats-server', '/usr/sbin/nats-server'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** The reason to skip what needs a nats-server; false: there is one. */
export const noNatsServer: string | false =
  program === undefined &&
  'nats-server is not installed (Debian has it in the package nats-server)';

/**
 * The reason to skip what pauses a majority of the nats-servers: 2.9.10 lost entries that were acknowledged when they went
 * on, as it did in the long test of a cluster. false: this is version 2.10 or later.
 */
export const losesWhenPaused: string | false = (() => {
  if (program === undefined) return noNatsServer;
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const [, major = 0, minor = 0] = /v(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  if (major > 2 || (major === 2 && minor >= 10)) return false;
  return `a nats-server before version 2.10 can lose entries when a majority is paused (${stdout.trim()})`;
})();

/** Where a nats-server runs. */
export interface NatsPlace {
  /** The address that it listens on. */
  readonly host: string;
  /** Stands before its command; empty on this host. */
  readonly command: readonly string[];
}

const here: NatsPlace = { host: '127.0.0.1', command: [] };

/** A nats-server that can be killed, stopped for a while, and started again on its files. */
export class NatsServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'partyline-nats-'));
  readonly #configuration: string;
  readonly #place: NatsPlace;
  #process: ChildProcess | undefined;
  #port = 0;

  /** @param configuration lines for its file, besides port and store */
  constructor(configuration = '', place = here) {
    this.#configuration = configuration;
    this.#place = place;
  }

  /** Its client port; stays the same. */
  get port(): number {
    return this.#port;
  }

  /** Of its process; undefined: it does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get url(): string {
    return `nats://${this.#place.host}:${this.#port}`;
  }

  /** Resolves when clients can connect. */
  async start(): Promise<this> {
    const file = join(this.#folder, 'server.conf');
    const lines = [
      `listen: "${this.#place.host}:${this.#port === 0 ? -1 : this.#port}"`,
      `jetstream { store_dir: "${join(this.#folder, 'store')}" }`,
      `ports_file_dir: "${this.#folder}"`,
      this.#configuration,
    ];
    writeFileSync(file, lines.join('\n'));
    for (const name of this.#portFiles()) rmSync(join(this.#folder, name));
    if (program === undefined) throw new Error('nats-server is not installed');
    const [first = program, ...words] = [...this.#place.command, program, '-c', file];
    const child = spawn(first, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr?.on('data', (chunk) => {
      log = `${log}${chunk}`.slice(-10_000);
    });
    this.#process = child;
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(`nats-server has ended: ${log}`);
      await delay(20);
    }
    return this;
  }

  /** Ends it at once, as a power failure would but for what the kernel has. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** Lets it do nothing until `resume`: it keeps its connections and answers no more. */
  pause(): void {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    this.#process?.kill('SIGSTOP');
    // A signal may find one thread asleep while others go on.
    while (!isStopped(pid));
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it and removes its files. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #portFiles(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder).filter((name) => name.endsWith('.ports'));
  }

  /** The port is in a file once it listens; JetStream is ready when clients are let in. */
  async #answers(): Promise<boolean> {
    if (this.#port === 0) {
      const [name] = this.#portFiles();
      if (name === undefined) return false;
      const text = readFileSync(join(this.#folder, name), 'utf8');
      if (text === '') return false;
      this.#port = Number(new URL(JSON.parse(text).nats[0]).port);
    }
    const socket = connect(this.#port, this.#place.host);
    const answered = await Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    return answered;
  }
}

/** Whether all threads of a process are stopped. */
function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).startsWith(') T');
  });
}

/** nats-servers that know each other and keep streams together. Resolves when they take one of so many replicas. */
export async function startNatsCluster(count: number): Promise<NatsServer[]> {
  const ports = await freePorts(count);
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`);
  const servers = ports.map((port, index) => {
    const cluster = `name: test, listen: "127.0.0.1:${port}", routes: [${routes}]`;
    return new NatsServer(`server_name: server-${index}\ncluster { ${cluster} }`);
  });
  await Promise.all(servers.map((server) => server.start()));
  await whenReady(servers);
  return servers;
}

/** Waits until nats-servers of one cluster know each other and have agreed on who leads: they keep a stream on all of them. */
export async function whenReady(servers: readonly NatsServer[]): Promise<void> {
  const connection = await connectToCluster({ servers: servers.map(({ url }) => url) }, 'test');
  for (let isReady = false; !isReady; ) {
    isReady = await takesStream(connection, servers.length).catch(() => delay(100, false));
  }
  await connection.close();
}

async function takesStream(connection: NatsConnection, replicas: number): Promise<boolean> {
  const { streams } = await jetstreamManager(connection, { timeout: 1_000 });
  const name = 'readiness';
  await streams.add({
    name,
    subjects: [name],
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
  });
  return streams.delete(name);
}

/** The name of the nats-server that leads a stream, as `startNatsCluster` gives it: its index. */
export async function leaderOf(servers: readonly NatsServer[], stream: string): Promise<number> {
  for (;;) {
    const leader = await askForLeader(servers, stream).catch(() => '');
    if (leader !== '') return Number(leader.replace('server-', ''));
    await delay(50);
  }
}

/** Its name; empty while there is none, because one is elected. */
async function askForLeader(servers: readonly NatsServer[], stream: string): Promise<string> {
  const connection = await connectToCluster({ servers: servers.map(({ url }) => url) }, 'test');
  try {
    const { streams } = await jetstreamManager(connection);
    return (await streams.info(stream)).cluster?.leader ?? '';
  } finally {
    await connection.close();
  }
}

/** Ports that nobody listens on at this moment. */
async function freePorts(count: number): Promise<number[]> {
  const listeners = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(listeners.map((listener) => once(listener, 'listening')));
  const ports = listeners.map((listener) => (listener.address() as AddressInfo).port);
  await Promise.all(listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
  return ports;
}
