import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Declaration files, which are gone at the end of the `using`. */
export interface Declarations extends Disposable {
  /** Holds what `dist/` holds, and a tsconfig.json to read it by. */
  readonly folder: string;
}

/**
 * Makes the declaration files that the package ships. They lie inside of the repository, so that they
 * find the same packages as the sources do.
 *
 * @throws Error if the sources have mistakes; the compiler has told them on standard output
 */
export function emitDeclarations(root: string): Declarations {
  const folder = mkdtempSync(join(root, 'dist.'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const what = ['-p', join(root, 'tsconfig.build.json'), '--emitDeclarationOnly'];
  const args = [compiler, ...what, '--outDir', folder];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) {
    remove();
    throw new Error('The API pages cannot be made: the sources do not compile.');
  }
  const config = { extends: '../tsconfig.json', include: ['**/*'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return { folder, [Symbol.dispose]: remove };
}
