import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { openOutput } from '../../src/cli/output.ts';
import {
  type CommandEnvironment,
  findUserName,
  withEnvironment,
} from '../../src/cli/process-environment.ts';
import { runProgram } from '../../src/cli/program.ts';
import { bareEnvironment, type Child, type ProgramOptions } from './program.ts';

/** Longer than any test, and the longest that a timer of Node takes: machines that test are slow. */
const never = 2 ** 31 - 1;
const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));

/**
 * `partyline` with these words, run in this process with streams, variables, a folder and signals of its own, for a
 * tenth of what a process costs.
 */
export class CommandInProcess extends EventEmitter implements Child {
  readonly pid = process.pid;
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly #signals = new EventEmitter();

  constructor(words: readonly string[], { env, cwd, quietMs = never }: ProgramOptions) {
    super();
    const variables: NodeJS.ProcessEnv = { ...bareEnvironment, ...env };
    const environment: CommandEnvironment = {
      variables,
      platform: process.platform,
      folder: cwd ?? process.cwd(),
      home: () => variables.HOME ?? homedir(),
      userName: findUserName,
      tell: (sentence) => this.stderr.write(`${sentence}\n`),
      input: this.stdin as unknown as NodeJS.ReadStream,
      output: this.stdout as unknown as NodeJS.WriteStream,
      errors: this.stderr as unknown as NodeJS.WriteStream,
      signals: this.#signals,
      quietMs,
    };
    void withEnvironment(environment, () => this.#run(words));
  }

  /** Every command ends at the second signal that it listens to. */
  kill(signal: NodeJS.Signals | number = 'SIGTERM'): boolean {
    if (signal !== 'SIGKILL') return this.#signals.emit(signal as string);
    this.stdin.end();
    this.#signals.emit('SIGTERM');
    return this.#signals.emit('SIGTERM');
  }

  async #run(words: readonly string[]): Promise<void> {
    openOutput();
    const code = await runProgram(words, version);
    const written = [this.stdout, this.stderr].map((stream) => once(stream.end(), 'end'));
    await Promise.all(written);
    this.emit('close', code, null);
  }
}
