import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { patienceMs, within } from '../support/within.ts';
import { type ChildProgram, type Exit, startProgram } from './child-program.ts';

/** The options that a server is started with. */
export interface ServerProcessOptions {
  readonly folder: string;
  readonly port: number;
  /** The address that it listens on; 127.0.0.1 if left out. */
  readonly host?: string;
  /** Stands before its command: it runs on another host of a test's network. */
  readonly command?: readonly string[];
  /** URLs of nats-servers: it is a node of a line that others run as well. */
  readonly cluster?: readonly string[];
  /** The `partyline` command instead of the fixture, in files of at most so many bytes each. */
  readonly commandWithFileLimit?: number;
}

/**
 * A port that systems do not hand out by themselves, so that nobody gets it while the server that had
 * it is down. If it is busy, the server takes one of the next.
 */
export function choosePort(): number {
  return randomInt(10_000, 30_000);
}

/** A server in a process of its own; see `startServerProcess`. */
export class ServerProcess {
  /** Resolves with the address that the server says it can be joined at. */
  readonly ready: Promise<string>;
  readonly #program: ChildProgram;

  constructor(program: ChildProgram) {
    this.#program = program;
    this.ready = within(patienceMs, 'the start of the server', readyLine(program));
    // A server that is killed while it starts is never ready, and nobody waits for it.
    this.ready.catch(() => {});
  }

  /** Resolves when the process has ended, by itself or not. */
  get exit(): Promise<Exit> {
    return this.#program.exit;
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<Exit> {
    this.#program.child.kill('SIGKILL');
    return this.exit;
  }

  /** Sends a signal, such as SIGSTOP, and waits for nothing. */
  signal(signal: NodeJS.Signals): void {
    this.#program.child.kill(signal);
  }

  /** SIGTERM; resolves when the process is gone. */
  async stop(): Promise<Exit> {
    this.#program.child.kill('SIGTERM');
    return within(patienceMs, 'the end of the server', this.exit);
  }
}

/** Starts a server on a data folder, which is made when it is missing. */
export function startServerProcess(options: ServerProcessOptions): ServerProcess {
  const { folder, port, host = '127.0.0.1', commandWithFileLimit, cluster = [] } = options;
  if (commandWithFileLimit !== undefined) return startCommand(folder, port, commandWithFileLimit);
  const file = new URL('./server.fixture.ts', import.meta.url);
  const { command } = options;
  return new ServerProcess(
    startProgram(file, [folder, host, String(port), ...cluster], {
      output: 'pipe',
      ...(command && { through: `exec ${command.join(' ')} "$@"` }),
    }),
  );
}

/** Where a server that runs as a command keeps its log: beside its data folder. */
export function logFileOf(folder: string): string {
  return join(folder, '..', 'server.log');
}

function startCommand(folder: string, port: number, maxFileBytes: number): ServerProcess {
  const file = new URL('../../src/cli/main.ts', import.meta.url);
  const place = ['--data', folder, '--log', logFileOf(folder)];
  const bare = ['--no-console', '--no-flood-limits'];
  const args = ['serve', ...bare, '--host', '127.0.0.1', '--port', String(port), ...place];
  // Without the trap the system ends a process that writes too much, instead of refusing the write.
  const through = `trap "" XFSZ; ulimit -f ${maxFileBytes / 512}; exec "$@"`;
  return new ServerProcess(startProgram(file, args, { output: 'pipe', through }));
}

function readyLine({ child, exit }: ChildProgram): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const address = /^ready (.+)\n/m.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
    exit.then(({ code, signal, errors }) => {
      const how = `${code ?? signal}`;
      reject(new Error(`the server ended (${how}) before it was ready: ${errors}`));
    }, reject);
  });
}
