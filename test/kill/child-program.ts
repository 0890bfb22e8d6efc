import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const guard = new URL('./end-with-parent.ts', import.meta.url).href;

/** How a program ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Its standard error. */
  readonly errors: string;
}

/** A program of this repository in a process of its own, which ends with this one. */
export interface ChildProgram {
  readonly child: ChildProcess;
  /** Resolves when the process is gone and all it wrote was read. */
  readonly exit: Promise<Exit>;
}

/**
 * Runs a TypeScript file with this Node.
 *
 * @param options.through a shell script that ends in `exec "$@"`: it sets up what the program runs in
 */
export function startProgram(
  file: URL,
  args: readonly string[],
  options: { readonly through?: string; readonly output?: 'pipe' | 'ignore' } = {},
): ChildProgram {
  const command = [process.execPath, '--import', guard, fileURLToPath(file), ...args];
  const wrapped =
    options.through === undefined ? command : ['sh', '-c', options.through, 'sh', ...command];
  const [program = '', ...rest] = wrapped;
  const spawnOptions: SpawnOptions = {
    stdio: ['ignore', options.output ?? 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  };
  const child = spawn(program, rest, spawnOptions);
  return { child, exit: exitOf(child) };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, errors }));
  });
}
