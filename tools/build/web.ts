import { hash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { rolldown } from 'rolldown';

/*
 * The page for browsers: its program in a few files, its style sheet, and what stands in src/web/files. The names of
 * the files in `assets` change with their contents.
 */

/** Files that are worth compressing. */
const compressible = /\.(?:css|html|js|svg|webmanifest)$/;

/** How a page is built. */
export interface PageBuild {
  /** The folder of the sources. */
  readonly source: string;
  /** The folder that the page is written into; it need not be there. */
  readonly folder: string;
  /** Writes compressed forms beside the files, as small as they can be made, which takes some seconds. */
  readonly isCompressed: boolean;
}

/** Builds the page; resolves with the paths of all modules that are in it. */
export async function buildPage({ source, folder, isCompressed }: PageBuild): Promise<string[]> {
  const assets = join(folder, 'assets');
  mkdirSync(assets, { recursive: true });
  const { program, imported, files, modules } = await bundle(
    join(source, 'page', 'main.tsx'),
    assets,
  );
  const worker = join(source, '..', 'client', 'web', 'shared-worker.ts');
  await bundleWorker(worker, join(folder, 'shared-worker.js'));
  const style = writeStyle(join(source, 'style'), assets);
  const shell = ['/', '/icon.svg', '/manifest.webmanifest'];
  shell.push(...[style, ...files].map((name) => `/assets/${name}`));
  for (const path of globSync(join(source, 'files', '*'))) {
    const bytes = readFileSync(path);
    const content = compressible.test(path)
      ? bytes
          .toString()
          .replace('STYLE', style)
          .replace('PROGRAM', program)
          .replace(/.*IMPORTED.*\n/, (line) =>
            imported.map((name) => line.replace('IMPORTED', name)).join(''),
          )
          .replace('VERSION', digest(shell.join()))
          .replace('SHELL', JSON.stringify(shell))
      : bytes;
    writeFileSync(join(folder, basename(path)), content);
  }
  if (isCompressed) await compress(folder);
  return modules;
}

async function bundle(input: string, dir: string) {
  await using build = await rolldown({
    input,
    platform: 'browser',
    onLog: (level, { message }, log) => {
      if (level === 'warn') throw new Error(message);
      log(level, message);
    },
  });
  const { output } = await build.write({
    dir,
    minify: true,
    entryFileNames: 'page-[hash].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      groups: [
        { name: 'opaque', test: /[\\/]@serenity-kit[\\/]/ },
        { name: 'passwords', test: /[\\/]@zxcvbn-ts[\\/]/ },
      ],
    },
  });
  const chunks = output.filter((each) => each.type === 'chunk');
  const entry = chunks.find(({ isEntry }) => isEntry);
  return {
    program: entry?.fileName ?? '',
    // All of them are there at once, and not after the program has been read.
    imported: entry?.imports ?? [],
    files: chunks.map(({ fileName }) => fileName),
    modules: chunks.flatMap(({ moduleIds }) => moduleIds),
  };
}

/** The worker that tabs share has one name whatever is in it, so that tabs of an earlier page share it too. */
async function bundleWorker(input: string, file: string): Promise<void> {
  await using build = await rolldown({ input, platform: 'browser' });
  await build.write({ file, minify: true, codeSplitting: false });
}

/** Joins the parts of the style sheet in the order of their names. */
function writeStyle(folder: string, assets: string): string {
  const parts = globSync(join(folder, '*.css')).sort();
  const css = parts
    .map((part) => readFileSync(part, 'utf8'))
    .join('')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
  const name = `style-${digest(css)}.css`;
  writeFileSync(join(assets, name), css);
  return name;
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 12);
}

async function compress(folder: string): Promise<void> {
  const paths = globSync('**/*.*', { cwd: folder }).filter((path) => compressible.test(path));
  for (const path of paths) {
    const bytes = readFileSync(join(folder, path));
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(
      `${join(folder, path)}.br`,
      await promisify(brotliCompress)(bytes, { params: quality }),
    );
    writeFileSync(`${join(folder, path)}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }
}
