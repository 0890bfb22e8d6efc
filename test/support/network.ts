import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

/*
 * Networks of this test alone, made of Linux network namespaces: hosts on segments, whose cables can be pulled. A pulled
 * cable drops packets without a word, as a broken network does; whoever closes a socket tells the other end.
 */

/** Says to a program that it runs in a network of its own. */
const marker = 'PARTYLINE_TEST_NETWORK';
const alone = ['--map-root-user', '--net'];

/** The reason why there can be no networks for a test; false: there can. */
export const noNetworks: string | false = (() => {
  const probe = ['ip', 'link', 'add', 'probe', 'type', 'bridge'];
  if (spawnSync('unshare', [...alone, ...probe]).status === 0) return false;
  return 'network namespaces take Linux, unshare and ip, and the right to use them';
})();

/** Whether this program runs in a network of its own, where hosts and segments can be made. */
export const isInOwnNetwork = process.env[marker] !== undefined;

/** Runs this program once more, in a network of its own that goes with it; resolves with its exit status. */
export async function runInOwnNetwork(): Promise<number> {
  const words = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const env = { ...process.env, [marker]: '1' };
  const child = spawn('unshare', [...alone, ...words], { stdio: 'inherit', env });
  // A terminal sends them to both, and this one waits for the other.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

/** A segment that hosts are plugged into; this process is on it as well. */
export class Segment {
  readonly name: string;
  readonly #prefix: string;
  #hosts = 0;

  /**
   * @param name of at most eight letters
   * @param prefix the first three bytes of its addresses: `10.77.1`
   */
  constructor(name: string, prefix: string) {
    this.name = name;
    this.#prefix = prefix;
    ip('link', 'set', 'lo', 'up');
    ip('link', 'add', name, 'type', 'bridge');
    ip('address', 'add', `${prefix}.1/24`, 'dev', name);
    ip('link', 'set', name, 'up');
  }

  /** An address that no host of the segment has. */
  nextAddress(): string {
    this.#hosts += 1;
    return `${this.#prefix}.${10 + this.#hosts}`;
  }
}

/** A host of its own. */
export class Host {
  /** Stands before a command that is to run on it. */
  readonly command: readonly string[];
  readonly #name: string;
  readonly #holder: ChildProcess;

  private constructor(name: string, holder: ChildProcess) {
    this.#name = name;
    this.#holder = holder;
    this.command = ['nsenter', `--net=/proc/${holder.pid}/ns/net`];
  }

  /** @param name of at most six letters */
  static async start(name: string): Promise<Host> {
    const words = ['--net', 'sh', '-c', 'ip link set lo up && echo up && exec sleep infinity'];
    const holder = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    process.once('exit', () => holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    return new Host(name, holder);
  }

  /** Gives it an address on a segment. */
  plugInto(segment: Segment): string {
    const address = segment.nextAddress();
    const [cable, inside] = [this.#cable(segment), segment.name];
    const namespace = String(this.#holder.pid);
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', inside, 'netns', namespace);
    ip('link', 'set', cable, 'master', segment.name, 'up');
    this.#ip('address', 'add', `${address}/24`, 'dev', inside);
    this.#ip('link', 'set', inside, 'up');
    return address;
  }

  /** Pulls its cable out of a segment; returns how to plug it in again. */
  pull(segment: Segment): () => void {
    const cable = this.#cable(segment);
    ip('link', 'set', cable, 'down');
    return () => ip('link', 'set', cable, 'up');
  }

  /** Lets nothing of it reach an address; returns how to let it again. */
  block(address: string): () => void {
    this.#ip('route', 'add', 'blackhole', `${address}/32`);
    return () => this.#ip('route', 'delete', 'blackhole', `${address}/32`);
  }

  /** Ends it, once nothing runs on it. */
  remove(): void {
    this.#holder.kill('SIGKILL');
  }

  #cable(segment: Segment): string {
    return `${segment.name}-${this.#name}`;
  }

  #ip(...words: string[]): void {
    const [program = '', ...rest] = [...this.command, 'ip', ...words];
    execFileSync(program, rest);
  }
}

function ip(...words: string[]): void {
  execFileSync('ip', words);
}
