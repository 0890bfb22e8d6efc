import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { type Ended, runProgram } from '../support/program.ts';

const root = resolve(import.meta.dirname, '..', '..');
const execute = promisify(execFile);

/** The package as others have it: packed, and installed into a prefix of its own. */
export class InstalledPackage {
  readonly #home: string;

  private constructor(home: string) {
    this.#home = home;
  }

  /** Packs this repository and installs the file, without running anyone's install scripts. */
  static async install(): Promise<InstalledPackage> {
    const installed = new InstalledPackage(mkdtempSync(join(tmpdir(), 'partyline-package-')));
    const home = installed.#home;
    mkdirSync(installed.prefix);
    await installed.#npm(['pack', '--pack-destination', home]);
    const [file] = globSync('*.tgz', { cwd: home });
    const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    const global = ['install', '--global', '--prefix', installed.prefix, ...quiet];
    await installed.#npm([...global, join(home, String(file))]);
    return installed;
  }

  /** A folder for whatever a test needs. */
  get home(): string {
    return this.#home;
  }

  get prefix(): string {
    return join(this.#home, 'prefix');
  }

  /** Where the package lies. */
  get folder(): string {
    return join(this.#modules, 'partyline');
  }

  /** The command that stands on a person's path. */
  get command(): string {
    return join(this.prefix, 'bin', 'partyline');
  }

  get #modules(): string {
    return join(this.prefix, 'lib', 'node_modules');
  }

  /** The environment of a person who has this Node and a home of their own, and nothing of ours. */
  get environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|node_|partyline_|xdg_|init_cwd$)/i.test(name),
    );
    const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
    return { ...Object.fromEntries(own), PATH: path, HOME: this.#home };
  }

  /** Runs a program to its end, with `input` on its standard input. */
  run(command: string, args: readonly string[], input = ''): Promise<Ended> {
    return runProgram([command, ...args], { input, cwd: this.#home, env: this.environment });
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #npm(args: readonly string[]): Promise<void> {
    await execute('npm', args, { cwd: root });
  }
}
