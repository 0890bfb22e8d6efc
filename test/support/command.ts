import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stretchingFloor } from '../../src/auth/stretching.ts';
import { startServer } from '../../src/server/server.ts';
import { Terminal, type TerminalOptions } from '../terminal/tmux.ts';
import type { Scope } from './cleanup.ts';

const program = join(import.meta.dirname, '../../src/cli/main.ts');

/** Node keeps there what it made of our sources: each start of a command costs half as much. */
const compileCache = join(import.meta.dirname, '../../node_modules/.cache/node');

/** How long a command may take to show or do something, in milliseconds; generous for busy machines. */
const patienceMs = 20_000;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A home folder of its own for one person, and the commands this person runs. */
export class Person {
  /** The home folder; its path is short, as that of a socket under it must be. */
  readonly folder: string;
  readonly #scope: Scope;

  /** The folder and whatever still runs are gone at the end of the scope. */
  constructor(scope: Scope) {
    this.folder = mkdtempSync(join(tmpdir(), 'pl-'));
    this.#scope = scope;
    scope.after(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Path of something in the home folder. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Writes a file into the home folder; returns its path. */
  file(name: string, content: string | Buffer): string {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.path(name), content, { mode: 0o600 });
    return this.path(name);
  }

  /** Starts a command on pipes. */
  start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Command {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        NODE_COMPILE_CACHE: compileCache,
        ...environment,
      },
    });
    const command = new Command(child);
    this.#scope.after(() => command.kill());
    return command;
  }

  /** Runs a command on pipes to its end, with this input. */
  async run(
    words: readonly string[],
    input: string | Buffer = '',
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Finished> {
    const command = this.start(words, environment);
    command.write(input);
    command.endInput();
    const { code } = await command.ended();
    return { code, output: command.output, errors: command.errors };
  }

  /** Starts a command in a terminal of its own. */
  terminal(
    words: readonly string[],
    options: Partial<Omit<TerminalOptions, 'command'>> = {},
  ): Promise<Terminal> {
    return this.#open([process.execPath, program, ...words], options);
  }

  /** Runs a command in a terminal, and after it shows its exit status and whether keys are echoed. */
  terminalWithStatus(words: readonly string[]): Promise<Terminal> {
    const line = [process.execPath, program, ...words].map((word) => `'${word}'`).join(' ');
    const settings = 'stty -a | tr " ;" "\\n\\n" | grep -x -e "-*echo" -e "-*icanon"';
    // The shell gets the Ctrl-C of a terminal that is not in raw mode as well, and has to outlive it.
    const script = `trap : INT; ${line}; echo "status $?"; ${settings}`;
    return this.#open(['sh', '-c', script], {});
  }

  async #open(
    command: readonly string[],
    { env = {}, ...options }: Partial<Omit<TerminalOptions, 'command'>>,
  ): Promise<Terminal> {
    const terminal = await Terminal.start({
      columns: 100,
      rows: 50,
      cwd: this.folder,
      ...options,
      command,
      env: {
        HOME: this.folder,
        XDG_DATA_HOME: '',
        XDG_STATE_HOME: '',
        NO_COLOR: '',
        npm_lifecycle_event: '',
        NODE_COMPILE_CACHE: compileCache,
        ...env,
      },
    });
    this.#scope.after(() => terminal.close());
    return terminal;
  }
}

/** What a command that ran to its end has left. */
export interface Finished {
  readonly code: number | null;
  /** Standard output. */
  readonly output: string;
  /** Standard error. */
  readonly errors: string;
}

/** A running command on pipes. */
export class Command {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<Ended>;
  readonly #watchers = new Set<() => void>();
  output = '';
  errors = '';

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.#changed();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
      this.#changed();
    });
    this.#ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve({ code, signal });
        this.#changed();
      });
    });
  }

  write(text: string | Buffer): void {
    this.#child.stdin.write(text);
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the standard output matches; rejects, with all there is, when it does not in time. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.output);
  }

  /** As `until`, for standard error. */
  async untilErrors(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.errors);
  }

  /** How it ended; rejects when it goes on for too long. */
  async ended(): Promise<Ended> {
    return this.#inTime(this.#ended, 'its end');
  }

  /** Ends it without a word, if it still runs. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #changed(): void {
    for (const look of this.#watchers) look();
  }

  async #match(pattern: RegExp, text: () => string): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = () => {
      const found = pattern.exec(text());
      if (found !== null) resolve(found);
      else if (this.#child.exitCode !== null) reject(this.#complaint(`${pattern}, and it ended`));
    };
    this.#watchers.add(look);
    look();
    try {
      return await this.#inTime(promise, String(pattern));
    } finally {
      this.#watchers.delete(look);
    }
  }

  async #inTime<Value>(promise: Promise<Value>, what: string): Promise<Value> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(this.#complaint(what)), patienceMs);
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #complaint(what: string): Error {
    return new Error(
      `Waited for ${what}; standard output:\n${this.output}\nstandard error:\n${this.errors}`,
    );
  }
}

/** Resolves when a file has what is looked for. */
export async function untilFileHas(file: string, pattern: RegExp): Promise<void> {
  const watcher = watch(file);
  try {
    while (!pattern.test(readFileSync(file, 'utf8'))) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

/** A server that runs without a console, and its address. */
export interface Serving {
  readonly command: Command;
  /** `partyline://127.0.0.1:PORT#FINGERPRINT`. */
  readonly address: string;
  readonly port: number;
}

/** Options of a server for tests: on this machine, on a port the system chooses. */
export const loopback = ['--host', '127.0.0.1', '--port', '0'] as const;

/**
 * Makes the data folder of a person's server, with passwords stretched no more than a client insists on:
 * for tests of anything but the first start.
 */
export async function prepareServer(person: Person): Promise<void> {
  const dataFolder = person.path('.local/share/partyline/server');
  const server = await startServer({
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    stretching: stretchingFloor,
  });
  await server.stop();
}

/** Starts a server on pipes, without a console; resolves when it is ready. */
export async function serve(person: Person, ...words: string[]): Promise<Serving> {
  const place = words.includes('--port') ? [] : loopback;
  const command = person.start(['serve', '--no-console', ...place, ...words]);
  const [, address = '', port] = await command.until(/^ready (\S+:(\d+)\S*)$/m);
  return { command, address, port: Number(port) };
}
