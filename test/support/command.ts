import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { opaqueReady } from '../../src/auth/opaque.ts';
import { beginIdentity } from '../../src/server/identity-files.ts';
import { makeMissingKeys } from '../../src/server/keys.ts';
import { openDataFolder } from '../../src/store/data-folder.ts';
import { Terminal, type TerminalOptions } from '../terminal/tmux.ts';
import { commandFile } from './built.ts';
import type { Scope } from './cleanup.ts';
import { CommandInProcess } from './command-in-process.ts';
import { leastStretching } from './light-stretching.ts';
import { type Ended, Program, type ProgramOptions, runProgram, startProgram } from './program.ts';

/** `partyline` with these words, to be run with this Node in a process of its own. */
export function partyline(words: readonly string[]): string[] {
  return [process.execPath, commandFile, ...words];
}

/** Commands that turn a whole process to their use. */
const wantProcess = ['serve', 'backup'];

/** Starts `partyline` as nobody in particular, in this process where the command does not want one for itself. */
export function startCommand(
  scope: Scope,
  words: readonly string[],
  options: ProgramOptions = {},
): Program {
  if (wantProcess.includes(words[0] ?? '')) return startCommandProcess(scope, words, options);
  const program = new Program(new CommandInProcess(words, options), options.input);
  scope.after(() => program.kill());
  return program;
}

/** Runs `partyline` to its end as nobody in particular, where `startCommand` would. */
export function runCommand(words: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  if (wantProcess.includes(words[0] ?? '')) return runCommandProcess(words, options);
  return new Program(new CommandInProcess(words, options), options.input ?? '').ended();
}

/** As `startCommand`, in a process of its own. */
export function startCommandProcess(
  scope: Scope,
  words: readonly string[],
  options?: ProgramOptions,
): Program {
  return startProgram(scope, partyline(words), options);
}

/** As `runCommand`, in a process of its own. */
export function runCommandProcess(
  words: readonly string[],
  options?: ProgramOptions,
): Promise<Ended> {
  return runProgram(partyline(words), options);
}

type Variables = Readonly<Record<string, string>>;

type PersonTerminalOptions = Partial<Omit<TerminalOptions, 'command'>>;

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
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content, { mode: 0o600 });
    return this.path(name);
  }

  /** Starts a command on pipes, as `startCommand` does. */
  start(words: readonly string[], env: Variables = {}): Program {
    return startCommand(this.#scope, words, this.#surroundings(env));
  }

  /** Runs a command on pipes to its end with this input. */
  run(words: readonly string[], input: string | Buffer = '', env: Variables = {}): Promise<Ended> {
    const command = this.start(words, env);
    command.endInput(input);
    return command.ended();
  }

  /** As `start`, in a process of its own. */
  startProcess(words: readonly string[], env: Variables = {}): Program {
    return startCommandProcess(this.#scope, words, this.#surroundings(env));
  }

  /** As `run`, in a process of its own. */
  runProcess(
    words: readonly string[],
    input: string | Buffer = '',
    env: Variables = {},
  ): Promise<Ended> {
    const command = this.startProcess(words, env);
    command.endInput(input);
    return command.ended();
  }

  #surroundings(env: Variables): ProgramOptions {
    return { cwd: this.folder, env: { HOME: this.folder, ...env } };
  }

  /** Starts a command in a terminal of its own. */
  terminal(words: readonly string[], options: PersonTerminalOptions = {}): Promise<Terminal> {
    return this.#open(partyline(words), options);
  }

  /** Runs a command in a terminal, and after it shows its exit status and whether keys are echoed. */
  terminalWithStatus(words: readonly string[]): Promise<Terminal> {
    const line = partyline(words)
      .map((word) => `'${word}'`)
      .join(' ');
    const settings = 'stty -a | tr " ;" "\\n\\n" | grep -x -e "-*echo" -e "-*icanon"';
    // The shell gets the Ctrl-C of a terminal that is not in raw mode as well, and has to outlive it.
    const script = `trap : INT; ${line}; echo "status $?"; ${settings}`;
    return this.#open(['sh', '-c', script], {});
  }

  async #open(
    command: readonly string[],
    { env = {}, ...options }: PersonTerminalOptions,
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
        ...env,
      },
    });
    this.#scope.after(() => terminal.close());
    return terminal;
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
  readonly command: Program;
  /** `partyline://127.0.0.1:PORT#FINGERPRINT`. */
  readonly address: string;
  readonly port: number;
}

/** Where a person's server keeps its data, below the home folder. */
const dataFolder = ['.local', 'share', 'partyline', 'server'] as const;

/** Options of a server for tests: on this machine, on a port the system chooses. */
export const loopback = ['--host', '127.0.0.1', '--port', '0'] as const;

/**
 * Makes the data folder of a person's server as a first start leaves it that was cut off behind the keys, which have
 * passwords stretched no more than a client insists on.
 */
export async function prepareServer(person: Person): Promise<void> {
  const folder = openDataFolder(person.path(...dataFolder));
  beginIdentity(folder, { newIdentity: false, isInCluster: false });
  await opaqueReady();
  await makeMissingKeys(folder.path, Date.now(), leastStretching);
  folder.release();
}

/** Starts a server on pipes, without a console, whose passwords cost little; resolves when it is ready. */
export async function serve(person: Person, ...words: string[]): Promise<Serving> {
  if (!existsSync(person.path(...dataFolder))) await prepareServer(person);
  const place = words.includes('--port') ? [] : loopback;
  const command = person.start(['serve', '--no-console', '--no-flood-limits', ...place, ...words]);
  const [, address = '', port] = await command.until(/^ready (\S+:(\d+)\S*)$/m);
  return { command, address, port: Number(port) };
}
