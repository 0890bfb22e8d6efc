import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** For `test(name, { skip: tmuxMissing }, ...)`: false when tmux can be run, else why not. */
export const tmuxMissing: string | false =
  spawnSync('tmux', ['-V']).status === 0 ? false : 'tmux is not installed: apt-get install tmux';

/** What to run in a terminal of its own. */
export interface TerminalOptions {
  /** Program and arguments, passed on as they are; a single word is a line for the shell. */
  readonly command: readonly string[];
  /** Default 80. */
  readonly columns?: number;
  /** Default 24. */
  readonly rows?: number;
  /** Where the program runs; this process's folder by default. */
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A condition on what is on the screen: a part of it, a pattern, or anything else. */
export type ScreenCondition = string | RegExp | ((screen: string) => boolean);

/** The program's last screen stays to be read, and an escape is told from keys that begin with it. */
const configuration = `
set-option -g remain-on-exit on
set-option -g remain-on-exit-format ''
set-option -g default-terminal tmux-256color
set-option -g history-limit 20000
set-option -s escape-time 0
`;

/** How often a screen is looked at, in milliseconds; each look is a process. */
const pollMs = 20;

/**
 * A program in a real pseudo-terminal: the one pane of a tmux server that belongs to it alone, with
 * its own socket and configuration. Whoever starts it closes it.
 */
export class Terminal {
  readonly #folder: string;
  readonly #socket: string;
  readonly #configuration: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#socket = join(folder, 'tmux.sock');
    this.#configuration = join(folder, 'tmux.conf');
  }

  /** Starts the program; does not wait for anything it shows. */
  static async start(options: TerminalOptions): Promise<Terminal> {
    const terminal = new Terminal(await mkdtemp(join(tmpdir(), 'partyline-tmux-')));
    const { command, columns = 80, rows = 24, cwd = process.cwd(), env = {} } = options;
    const size = ['-x', String(columns), '-y', String(rows), '-c', cwd];
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    await writeFile(terminal.#configuration, configuration);
    await terminal.#tmux('new-session', '-d', ...size, ...variables, '--', ...command.map(literal));
    return terminal;
  }

  /** Types text as it is, without Enter. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', '--', literal(text));
  }

  /** Presses keys by tmux's names: `Enter`, `Up`, `C-c`, `BSpace`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  /** Types a line and presses Enter. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press('Enter');
  }

  /** Pastes text as a terminal does: all at once, line feeds as Enter. */
  async paste(text: string): Promise<void> {
    await this.#tmux('set-buffer', '--', literal(text), ';', 'paste-buffer', '-d');
  }

  /** What can be seen now, without the empty rows at its end. */
  async screen(): Promise<string> {
    return trimmed(await this.#tmux('capture-pane', '-p'));
  }

  /** What can be seen now, with colours as SGR sequences (ECMA-48). */
  async painted(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** What can be seen now and what has scrolled away; rows that were wrapped are joined. */
  async everything(): Promise<string> {
    return trimmed(await this.#tmux('capture-pane', '-p', '-J', '-S', '-'));
  }

  /** Waits until the cursor is at a place, counted from 0 on what can be seen. */
  async waitForCursor(column: number, row: number, limitMs = 10_000): Promise<void> {
    await poll(`the cursor at ${column} ${row}`, limitMs, async () => {
      const place = await this.#show('#{cursor_x} #{cursor_y}');
      const found = place === `${column} ${row}` ? true : undefined;
      return { shown: `${await this.screen()}\n(the cursor is at ${place})`, found };
    });
  }

  /** The modes of the terminal as `stty -a` names them: `echo` or `-echo`, `icanon` or `-icanon`. */
  async modes(): Promise<string[]> {
    return (await this.#stty('-a')).split(/[\s;]+/);
  }

  /** Resolves when the terminal tells its program of the new size; tmux takes a moment before that. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
    await poll('the new size', 10_000, async () => {
      const size = (await this.#stty('size')).trim();
      return { shown: size, found: size === `${rows} ${columns}` ? true : undefined };
    });
  }

  /**
   * Looks at the screen until the condition holds.
   *
   * @returns the screen on which it holds
   * @throws Error with the last screen when it does not hold within `limitMs` (10 s by default)
   */
  waitFor(condition: ScreenCondition, limitMs = 10_000): Promise<string> {
    return poll(String(condition), limitMs, async () => {
      const screen = await this.screen();
      return { shown: screen, found: holds(condition, screen) ? screen : undefined };
    });
  }

  /** Ends the program and its terminal. May be called twice. */
  async close(): Promise<void> {
    await this.#killProgram().catch(() => {});
    await this.#tmux('kill-server').catch(() => {});
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Leaves it no time to write into folders that its owner is about to remove. */
  async #killProgram(): Promise<void> {
    const [dead, pid] = (await this.#show('#{pane_dead} #{pane_pid}')).split(' ').map(Number);
    // It leads a process group of its own.
    if (dead === 0 && pid !== undefined && pid > 1) process.kill(-pid, 'SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #stty(word: string): Promise<string> {
    const file = process.platform === 'linux' ? '-F' : '-f';
    const { stdout } = await run('stty', [file, await this.#show('#{pane_tty}'), word]);
    return stdout;
  }

  async #show(format: string): Promise<string> {
    return (await this.#tmux('display-message', '-p', format)).trim();
  }

  async #tmux(...words: string[]): Promise<string> {
    // Characters are as wide as the locale says; C.UTF-8 is everywhere.
    const env = { ...process.env, LC_ALL: 'C.UTF-8', TMUX: '' };
    const own = ['-u', '-S', this.#socket, '-f', this.#configuration];
    const { stdout } = await run('tmux', [...own, ...words], { env });
    return stdout;
  }
}

/** tmux takes a `;` at the end of a word for the end of its command. */
function literal(word: string): string {
  return word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word;
}

function trimmed(screen: string): string {
  return screen.replace(/\n+$/, '');
}

function holds(condition: ScreenCondition, screen: string): boolean {
  if (typeof condition === 'string') return screen.includes(condition);
  return condition instanceof RegExp ? condition.test(screen) : condition(screen);
}

interface Look<Found> {
  readonly shown: string;
  readonly found: Found | undefined;
}

async function poll<Found>(
  waitedFor: string,
  limitMs: number,
  look: () => Promise<Look<Found>>,
): Promise<Found> {
  const deadline = Date.now() + limitMs;
  while (true) {
    const { shown, found } = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) {
      throw new Error(`Waited ${limitMs} ms for ${waitedFor}; the screen shows:\n${shown}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
