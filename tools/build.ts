// npm run build: makes dist/ of src/, the JavaScript and the declarations that the package ships; npm runs it
// before it packs. Modules that are always loaded together become one file: to find and link some three
// hundred took most of a start. The finished folder takes the place of the old one at once, so that whoever
// runs from dist/ never sees half of it.
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { type Plugin, rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** Modules that are loaded by their place: by the command, by others' imports, as threads, and by `require`. */
const entries = [
  'cli/main',
  'index',
  'socket',
  'embed',
  'journal/local-worker',
  'store/history-thread',
  'wire/message-faults',
];

/** Writes the declarations; false when the types are wrong. */
function declare(folder: string): boolean {
  const options = ['--outDir', folder, '--emitDeclarationOnly'];
  const args = [compiler, '-p', join(root, 'tsconfig.build.json'), ...options];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Writes the JavaScript: a file for each entry, and those that entries share or load later. */
async function bundle(folder: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, join(source, `${name}.ts`)])),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith(source),
    plugins: [places],
  });
  await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name]-[hash].js',
  });
  await build.close();
}

const placeOfModule = /__placeOfModule\("([^"]+)"\)/g;

/** A module that looks for others beside itself goes on from its own place, whatever file it ends up in. */
const places: Plugin = {
  name: 'places',
  transform(code, id) {
    if (!code.includes('import.meta.')) return null;
    const path = relative(source, id).replaceAll(sep, '/').replace(/\.ts$/, '.js');
    return code
      .replaceAll('import.meta.url', `__placeOfModule("${path}")`)
      .replaceAll('import.meta.filename', JSON.stringify(basename(path)));
  },
  renderChunk(code, { fileName }) {
    return code.replace(placeOfModule, (_, path: string) => {
      const way = relative(dirname(fileName), path).replaceAll(sep, '/');
      return `new URL(${JSON.stringify(way)}, import.meta.url).href`;
    });
  },
};

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
    await bundle(fresh);
    replace(dist, fresh);
  } else process.exitCode = 1;
} finally {
  remove(fresh);
}
