import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { TmuxControl } from './tmux-control.ts';

const run = promisify(execFile);

/** How long a screen may take to show something, in milliseconds; generous for busy machines. */
const patienceMs = 10_000;
/** How often a terminal is asked whether it has its new size, in milliseconds. */
const sizePollMs = 20;

/** For `test(name, { skip: tmuxMissing }, ...)`: false when tmux can be run, else why not. */
export const tmuxMissing: string | false =
  spawnSync('tmux', ['-V']).status === 0 ? false : 'tmux is not installed: apt-get install tmux';

/** A command to run in a terminal of its own. */
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

/**
 * The program's last screen stays to be read, an escape is told from keys that begin with it, all of it ends
 * with the process that started it, and the end of the program is told, whose last output is not.
 */
const configuration = `
set-option -g remain-on-exit on
set-option -g remain-on-exit-format ''
set-option -g default-terminal tmux-256color
set-option -g history-limit 20000
set-option -g destroy-unattached on
set-option -s escape-time 0
set-hook -g pane-died 'run-shell -b "tmux rename-window ended"'
`;

/**
 * A program in a real pseudo-terminal: the one pane of a tmux server that belongs to it alone, with
 * its own socket and configuration. Its starter closes it.
 */
export class Terminal {
  readonly #folder: string;
  readonly #tmux: TmuxControl;

  private constructor(folder: string, tmux: TmuxControl) {
    this.#folder = folder;
    this.#tmux = tmux;
  }

  /** Starts the program; does not wait for anything it shows. */
  static async start(options: TerminalOptions): Promise<Terminal> {
    const folder = await mkdtemp(join(tmpdir(), 'partyline-tmux-'));
    const { command, columns = 80, rows = 24, cwd = process.cwd(), env = {} } = options;
    const size = ['-x', String(columns), '-y', String(rows), '-c', cwd];
    // Tests that mean the full screen say so.
    const all = { PARTYLINE_UI: 'line', ...env };
    const variables = Object.entries(all).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    await writeFile(join(folder, 'tmux.conf'), configuration);
    const own = ['-S', join(folder, 'tmux.sock'), '-f', join(folder, 'tmux.conf')];
    const session = ['new-session', ...size, ...variables, '--', ...command.map(literal)];
    return new Terminal(folder, await TmuxControl.start([...own, ...session]));
  }

  /** Types text as it is, without Enter. */
  async type(text: string): Promise<void> {
    await this.#tmux.run('send-keys', '-l', '--', text);
  }

  /** Presses keys by tmux's names: `Enter`, `Up`, `C-c`, `BSpace`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux.run('send-keys', ...keys);
  }

  /** Types a line and presses Enter. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press('Enter');
  }

  /** Pastes text as a terminal does: all at once, line feeds as Enter; `marked` where the program asks for it. */
  async paste(text: string, how: 'marked' | 'unmarked' = 'unmarked'): Promise<void> {
    await this.#tmux.run('set-buffer', '--', text);
    await this.#tmux.run('paste-buffer', how === 'marked' ? '-dp' : '-d');
  }

  /** The visible rows, without the empty ones at the end. */
  async screen(): Promise<string> {
    return trimmed(await this.#tmux.run('capture-pane', '-p'));
  }

  /** The visible rows, with colours as SGR sequences (ECMA-48). */
  async painted(): Promise<string> {
    return this.#tmux.run('capture-pane', '-p', '-e');
  }

  /** The visible rows and those that have scrolled away; rows that were wrapped are joined. */
  async everything(): Promise<string> {
    return trimmed(await this.#tmux.run('capture-pane', '-p', '-J', '-S', '-'));
  }

  /** Waits until the cursor is at a place, counted from 0 on what can be seen. */
  async waitForCursor(column: number, row: number): Promise<void> {
    await this.#until(`the cursor at ${column} ${row}`, async () => {
      const place = await this.#show('#{cursor_x} #{cursor_y}');
      const isFound = place === `${column} ${row}`;
      return { isFound, shown: `${await this.screen()}\n(the cursor is at ${place})` };
    });
  }

  /** The modes of the terminal as `stty -a` names them: `echo` or `-echo`, `icanon` or `-icanon`. */
  async modes(): Promise<string[]> {
    return (await this.#stty('-a')).split(/[\s;]+/);
  }

  /** Resolves when the terminal tells its program of the new size; tmux takes a moment before that. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux.run('resize-window', '-x', String(columns), '-y', String(rows));
    while ((await this.#stty('size')).trim() !== `${rows} ${columns}`) await delay(sizePollMs);
  }

  /**
   * Looks at the screen, each time that it changes, until the condition holds.
   *
   * @returns the screen on which it holds
   * @throws Error with the last screen when it does not hold within `limitMs`
   */
  waitFor(condition: ScreenCondition, limitMs = patienceMs): Promise<string> {
    const look = async () => {
      const shown = await this.screen();
      return { isFound: holds(condition, shown), shown };
    };
    return this.#until(String(condition), look, limitMs);
  }

  /** The process that runs in it. */
  pid(): Promise<string> {
    return this.#show('#{pane_pid}');
  }

  /** Lets the terminal take nothing more from its program, until the function that it gives is called. */
  async freeze(): Promise<() => void> {
    const server = Number(await this.#show('#{pid}'));
    process.kill(server, 'SIGSTOP');
    return () => process.kill(server, 'SIGCONT');
  }

  /** Ends the program and its terminal. May be called twice. */
  async close(): Promise<void> {
    await this.#killProgram().catch(() => {});
    await this.#tmux.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Leaves it no time to write into folders that its owner is about to remove. */
  async #killProgram(): Promise<void> {
    const [dead, pid] = (await this.#show('#{pane_dead} #{pane_pid}')).split(' ').map(Number);
    // It leads a process group of its own.
    if (dead === 0 && pid !== undefined && pid > 1) process.kill(-pid, 'SIGKILL');
  }

  async #until(awaited: string, look: () => Promise<Look>, limitMs = patienceMs): Promise<string> {
    const late = delay(limitMs, 'late' as const, { ref: false });
    for (;;) {
      const change = this.#tmux.nextChange();
      const { isFound, shown } = await look();
      if (isFound) return shown;
      if ((await Promise.race([change, late])) === 'late')
        throw new Error(`Waited ${limitMs} ms for ${awaited}; the screen shows:\n${shown}`);
    }
  }

  async #stty(word: string): Promise<string> {
    const file = process.platform === 'linux' ? '-F' : '-f';
    const { stdout } = await run('stty', [file, await this.#show('#{pane_tty}'), word]);
    return stdout;
  }

  #show(format: string): Promise<string> {
    return this.#tmux.run('display-message', '-p', format);
  }
}

interface Look {
  readonly isFound: boolean;
  readonly shown: string;
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
