import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import type { Scope } from './cleanup.ts';
import { patienceMs, within } from './within.ts';

/**
 * The environment of a program that is run by nobody in particular. Node keeps in the cache what it makes of our sources:
 * each start of a command costs half as much.
 */
export const bareEnvironment = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE:
    process.env.NODE_COMPILE_CACHE ?? join(import.meta.dirname, '../../node_modules/.cache/node'),
} as const;

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output. */
  readonly output: string;
  /** Standard error. */
  readonly errors: string;
}

/** The options that a program is run with. */
export interface ProgramOptions {
  /** Written to standard input, which then ends; left open if missing. */
  readonly input?: string | Buffer;
  /** Added to `bareEnvironment`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The working folder; that of this process if missing. */
  readonly cwd?: string;
  /** A command in this process waits so long for a server without a word, in milliseconds; for ever if missing. */
  readonly quietMs?: number;
}

/** What a program is to whoever started it: a process, or a command that runs in this one. Emits `close` as a process does. */
export type Child = Pick<
  ChildProcessWithoutNullStreams,
  'pid' | 'stdin' | 'stdout' | 'stderr' | 'kill'
> &
  EventEmitter;

/** A program on pipes, and all that it has written so far. */
export class Program {
  readonly child: Child;
  output = '';
  errors = '';
  readonly #ended: Promise<Ended>;
  #isOver = false;
  #changed = Promise.withResolvers<void>();

  /** @param input written to its standard input, which then ends; left open if missing */
  constructor(child: Child, input?: string | Buffer) {
    this.child = child;
    this.child.stdin.on('error', () => {});
    if (input !== undefined) this.endInput(input);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.#change();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
      this.#change();
    });
    this.#ended = once(this.child, 'close').then(([code, signal]) => {
      this.#isOver = true;
      this.#change();
      return { code, signal, output: this.output, errors: this.errors };
    });
    this.#ended.catch(() => {});
  }

  /** Complete lines of standard output. */
  get lines(): string[] {
    return this.output.split('\n').slice(0, -1);
  }

  write(text: string | Buffer): void {
    this.child.stdin.write(text);
  }

  endInput(last: string | Buffer = ''): void {
    this.child.stdin.end(last);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves when the standard output matches; rejects, with all there is, when it does not in time. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(`${pattern}`, () => pattern.exec(this.output));
  }

  /** As `until`, for standard error. */
  untilErrors(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(`${pattern}`, () => pattern.exec(this.errors));
  }

  /** As `until`, for at least so many lines. */
  async untilLines(count: number): Promise<void> {
    await this.#until(`${count} lines`, () => (this.lines.length < count ? null : true));
  }

  /** How it ended; rejects when it goes on for too long. */
  ended(): Promise<Ended> {
    return within(patienceMs, () => this.#state('its end'), this.#ended);
  }

  /** Ends it without a word, if it still runs. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#ended.catch(() => {});
  }

  #until<Found>(what: string, look: () => Found | null): Promise<Found> {
    return within(patienceMs, () => this.#state(what), this.#find(what, look));
  }

  async #find<Found>(what: string, look: () => Found | null): Promise<Found> {
    for (;;) {
      const found = look();
      if (found !== null) return found;
      if (this.#isOver) throw new Error(`${this.#state(what)}, and it has ended`);
      await this.#changed.promise;
    }
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #state(what: string): string {
    return `Waited for ${what}; standard output:\n${this.output}\nstandard error:\n${this.errors}\n`;
  }
}

/** Starts a program; it is killed at the end of the scope if it still runs. */
export function startProgram(
  scope: Scope,
  command: readonly string[],
  options: ProgramOptions = {},
): Program {
  const program = new Program(spawned(command, options), options.input);
  scope.after(() => program.kill());
  return program;
}

/** Runs a program to its end. Standard input is empty if none is given. */
export function runProgram(
  command: readonly string[],
  options: ProgramOptions = {},
): Promise<Ended> {
  return new Program(spawned(command, options), options.input ?? '').ended();
}

function spawned([file = '', ...args]: readonly string[], { env, cwd }: ProgramOptions): Child {
  return spawn(file, args, { cwd, env: { ...bareEnvironment, ...env } });
}
