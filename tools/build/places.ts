import { dirname, join, relative, sep } from 'node:path';
import type { Plugin } from 'rolldown';

const otherModule = /new URL\(\s*'(\.[\w./-]+)\.ts',\s*import\.meta\.url,?\s*\)/g;
const isThread = /-(?:thread|worker)$/;
const place = /__placeOf\("([^"]+)"\)/g;

/**
 * Keeps what modules find by their place where they look for it, whatever file they end up in. A module names
 * another that it starts or loads later by `new URL('./name.ts', import.meta.url)`; each of those gets a file
 * of its own, and one whose name ends in `-thread` or `-worker` is a thread.
 *
 * @param source the folder of the modules
 * @param threads gets the threads that are met, as paths in that folder without their ending
 */
export function places(source: string, threads: Set<string>): Plugin {
  return {
    name: 'places',
    transform(code, id) {
      if (!id.startsWith(source) || !code.includes('import.meta.url')) return null;
      return code
        .replace(otherModule, (_, path: string) => {
          const file = join(dirname(id), path);
          const name = inside(source, file);
          if (isThread.test(name)) threads.add(name);
          else this.emitFile({ type: 'chunk', id: `${file}.ts`, fileName: `${name}.js` });
          return `new URL(__placeOf("${name}${isThread.test(name) ? '.cjs' : '.js'}"))`;
        })
        .replaceAll('import.meta.url', `__placeOf("${inside(source, id)}")`);
    },
    renderChunk: (code, { fileName }) =>
      code.replace(place, (_, path: string) => {
        const way = JSON.stringify(inside(dirname(fileName), path));
        return `new URL(${way}, import.meta.url).href`;
      }),
  };
}

/** The way from a folder to a file, with `/`. */
function inside(folder: string, file: string): string {
  return relative(folder, file).replaceAll(sep, '/');
}
