// npm run build: makes dist/ of src/, the JavaScript and the declarations that the package ships; npm runs it
// before it packs. The finished folder takes the place of the old one at once, so that whoever runs from dist/
// never sees half of it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { bundle } from './build/bundle.ts';
import { keepReachable } from './build/declarations.ts';
import { manualPages } from './build/manual.ts';
import { noticesOf } from './build/notices.ts';
import { buildPage } from './build/web.ts';

const root = resolve(import.meta.dirname, '..');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** Writes the declarations; false when the types are wrong. */
function declare(folder: string): boolean {
  const options = ['--outDir', folder, '--emitDeclarationOnly'];
  const args = [compiler, '-p', join(root, 'tsconfig.build.json'), ...options];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function writeManual(folder: string): void {
  const overview = readFileSync(join(root, 'man', 'partyline.1'), 'utf8');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  mkdirSync(folder);
  for (const [name, page] of manualPages(overview, version))
    writeFileSync(join(folder, name), page);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function replace(folder: string, replacement: string): void {
  const old = `${replacement}.old`;
  try {
    renameSync(folder, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(replacement, folder);
  remove(old);
}

const dist = join(root, 'dist');
const fresh = join(root, `dist.${process.pid}`);
try {
  if (declare(fresh)) {
    keepReachable(fresh, ['index', 'socket', 'embed']);
    const modules = await bundle(join(root, 'src'), fresh);
    const page = { source: join(root, 'src', 'web'), folder: join(fresh, 'web') };
    for (const module of await buildPage({ ...page, isCompressed: true })) modules.add(module);
    writeFileSync(join(fresh, 'third-party.txt'), noticesOf(modules));
    writeManual(join(fresh, 'man'));
    replace(dist, fresh);
  } else process.exitCode = 1;
} finally {
  remove(fresh);
}
