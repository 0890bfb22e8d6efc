import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import headless from '@xterm/headless';
import { serverCore, spawnPinned } from './pinned.ts';
import { end } from './started.ts';

const columns = 80;
const rows = 24;
/** How long a screen may take to show something, in milliseconds. */
const patienceMs = 30_000;

/**
 * A program in a pseudo-terminal of 80x24, which `script` (util-linux) makes, on the core of the servers. What it
 * writes is shown on a terminal without a screen; each look is at the time when the bytes came.
 */
export class PseudoTerminal {
  readonly #child: ChildProcess;
  readonly #terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  #waiting: ((at: number) => void)[] = [];

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
    const line = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    this.#child = spawnPinned(
      serverCore,
      'script',
      ['-qefc', `stty rows ${rows} cols ${columns}; exec ${line}`, '/dev/null'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
      },
    );
    this.#child.stdin?.on('error', () => {});
    // Some programs ask the terminal who it is, and wait.
    this.#terminal.onData((answer) => this.type(answer));
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      const at = performance.now();
      this.#terminal.write(bytes, () => {
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const look of waiting) look(at);
      });
    });
  }

  /** Presses keys. */
  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** The rows that are seen. */
  get rows(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  /**
   * Waits for a screen on which the condition holds; resolves with the moment when its bytes came.
   *
   * @throws Error with the last screen
   */
  async until(condition: (rows: readonly string[]) => boolean): Promise<number> {
    const late = delay(patienceMs, undefined, { ref: false });
    for (let at = performance.now(); ; ) {
      if (condition(this.rows)) return at;
      const next = new Promise<number>((resolve) => this.#waiting.push(resolve));
      const came = await Promise.race([next, late]);
      if (came === undefined)
        throw new Error(`a screen has not come; there is:\n${this.rows.join('\n')}`);
      at = came;
    }
  }

  /** The program itself: the last of those that `script` has started. */
  get pid(): number {
    let pid = this.#child.pid as number;
    for (let next: number | undefined = pid; next !== undefined; next = childOf(pid)) pid = next;
    return pid;
  }

  close(): Promise<void> {
    return end(this.#child);
  }
}

function childOf(pid: number): number | undefined {
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8');
    const [child] = children.split(' ').filter((word) => word !== '');
    if (child !== undefined) return Number(child);
  }
  return undefined;
}
