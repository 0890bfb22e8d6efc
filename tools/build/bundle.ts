import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import {
  type CodeSplittingGroup,
  type OutputOptions,
  type Plugin,
  type RolldownOutput,
  rolldown,
} from 'rolldown';
import { places } from './places.ts';

/*
 * The JavaScript of the package: our modules and those of others, joined to few files. To find and link each of
 * several hundred by itself took more of a start than to run them.
 */

/** Modules that people and programs come in by. */
const doors = ['cli/installed', 'cli/main', 'index', 'socket', 'embed'];

/**
 * What goes together into a file, by folders of the sources, the lower floors first. `entriesAware`: apart from what
 * only some commands load.
 */
const entriesAwareMergeThreshold = 6_000;
const groups: CodeSplittingGroup[] = [
  { name: 'foundation', test: /[\\/]src[\\/](?:base|words)[\\/]/ },
  {
    name: 'protocol',
    test: /[\\/]src[\\/](?:wire|auth)[\\/]/,
    entriesAware: true,
    entriesAwareMergeThreshold,
  },
  { name: 'server', test: /[\\/]src[\\/](?:chat|store|journal|server)[\\/]/ },
  { name: 'client', test: /[\\/]src[\\/]client[\\/]/ },
  {
    name: 'terminal',
    test: /[\\/]src[\\/]terminal[\\/]/,
    entriesAware: true,
    entriesAwareMergeThreshold,
  },
].map((group, index, { length }) => ({ ...group, priority: length - index }));

/**
 * Writes the bundle of the modules in `source` into `folder`; resolves with the paths of all modules that are in it.
 * A thread is one file of CommonJS with all that it needs: Node starts that in half the time it takes for modules
 * which import each other.
 */
export async function bundle(source: string, folder: string): Promise<Set<string>> {
  const threads = new Set<string>();
  const plugin = places(source, threads);
  const input = Object.fromEntries(doors.map((name) => [name, join(source, `${name}.ts`)]));
  const outputs = [
    await write(input, plugin, {
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: ({ name }) => `shared/${name.replace(/~.*/, '')}-[hash].js`,
      codeSplitting: { groups },
    }),
  ];
  for (const name of threads) {
    const file = join(folder, `${name}.cjs`);
    const thread = { [name]: join(source, `${name}.ts`) };
    outputs.push(await write(thread, plugin, { file, format: 'cjs', codeSplitting: false }));
  }
  return new Set(outputs.flatMap(({ output }) => output).flatMap(modulesOf));
}

async function write(
  input: Record<string, string>,
  plugin: Plugin,
  output: OutputOptions,
): Promise<RolldownOutput> {
  await using build = await rolldown({
    input,
    platform: 'node',
    external: (id) => isBuiltin(id),
    plugins: [plugin],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    onLog: (level, { message }, log) => {
      if (level === 'warn') throw new Error(message);
      log(level, message);
    },
  });
  return await build.write(output);
}

function modulesOf(output: RolldownOutput['output'][number]): string[] {
  return output.type === 'chunk' ? output.moduleIds : [];
}
