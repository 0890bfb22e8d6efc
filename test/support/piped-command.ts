import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Scope } from './cleanup.ts';

/** The program, to be run with this Node. */
export const mainFile = join(import.meta.dirname, '../../src/cli/main.ts');

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

/** What a command is run with. */
export interface CommandOptions {
  /** Written to standard input, which then ends; left open if missing. */
  readonly input?: string | Buffer;
  /** Added to an environment in which nothing of Partyline is set. */
  readonly env?: Readonly<Record<string, string>>;
  /** The working folder; that of this process if missing. */
  readonly cwd?: string;
}

/** `partyline` as a process of its own. */
export class RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when it has ended and all it wrote was read. */
  readonly ended: Promise<Ended>;
  out = '';
  error = '';
  #wrote = Promise.withResolvers<void>();

  constructor(args: readonly string[], { input, env = {}, cwd }: CommandOptions) {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(PARTYLINE_|NO_COLOR)/.test(name),
    );
    this.child = spawn(process.execPath, [mainFile, ...args], {
      env: { ...Object.fromEntries(inherited), ...env },
      cwd,
    });
    this.child.stdin.on('error', () => {});
    if (input !== undefined) this.child.stdin.end(input);
    this.#keep('stdout');
    this.#keep('stderr');
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.#tell();
      return { code, signal, out: this.out, error: this.error };
    });
  }

  /** Complete lines of standard output so far. */
  get lines(): string[] {
    return this.out.split('\n').slice(0, -1);
  }

  /** Waits until what was written so far is as it should be; fails when the command ends before. */
  async until(condition: (command: this) => boolean): Promise<void> {
    while (!condition(this)) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`the command has ended: ${JSON.stringify(await this.ended)}`);
      }
      await this.#wrote.promise;
    }
  }

  #keep(name: 'stdout' | 'stderr'): void {
    this.child[name].setEncoding('utf8').on('data', (text: string) => {
      if (name === 'stdout') this.out += text;
      else this.error += text;
      this.#tell();
    });
  }

  #tell(): void {
    const { resolve } = this.#wrote;
    this.#wrote = Promise.withResolvers();
    resolve();
  }
}

/** Starts a command; it is killed at the end of the scope if it still runs. */
export function startCommand(
  scope: Scope,
  args: readonly string[],
  options: CommandOptions = {},
): RunningCommand {
  const command = new RunningCommand(args, options);
  scope.after(async () => {
    command.child.kill('SIGKILL');
    await command.ended;
  });
  return command;
}

/** Runs a command to its end. Standard input is empty if none is given. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return new RunningCommand(args, { input: '', ...options }).ended;
}
