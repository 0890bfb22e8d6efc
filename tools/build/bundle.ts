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
const doors = ['cli/installed', 'index', 'socket', 'embed'];

/** Ink asks for the first where the variable DEV is `true`, ws for the others; both go on where they are not there. */
const optional: readonly string[] = ['react-devtools-core', 'bufferutil', 'utf-8-validate'];

/** The module that reads the command line: every command loads what it imports, and the help nothing else. */
const program = 'cli/program.ts';

/** Parts that only some commands load are put beside others if they are no larger, in bytes. */
const entriesAwareMergeThreshold = 6_000;

/**
 * What goes together into a file: first what every command loads, then by folders of the sources, the lower floors
 * first. `entriesAware`: apart from what only some commands load.
 *
 * @param always whether a module is loaded by every command
 */
function groups(always: (id: string) => boolean): CodeSplittingGroup[] {
  const isCommand = (id: string) => /[\\/](?:cli|commander)[\\/]/.test(id);
  const list: CodeSplittingGroup[] = [
    // Needed before V8's caches are at hand.
    { name: 'paths', test: /[\\/]cli[\\/]paths\.ts$/ },
    { name: 'common', test: (id) => always(id) && !isCommand(id) },
    { name: 'command', test: (id) => always(id) && isCommand(id) },
    { name: 'foundation', test: /[\\/]src[\\/](?:base|words)[\\/]/ },
    { name: 'protocol', test: /[\\/]src[\\/](?:wire|auth)[\\/]/, entriesAware: true },
    { name: 'server', test: /[\\/]src[\\/](?:chat|store|journal|server)[\\/]/, entriesAware: true },
    { name: 'client', test: /[\\/]src[\\/]client[\\/]/, entriesAware: true },
    // Nothing here is put beside others: a screen brings modules of Node that scripts have no use for.
    {
      name: 'terminal',
      test: /[\\/]src[\\/]terminal[\\/]/,
      entriesAware: true,
      entriesAwareMergeThreshold: 0,
    },
  ];
  return list.map((group, index) => ({
    entriesAwareMergeThreshold,
    ...group,
    priority: list.length - index,
  }));
}

/**
 * Writes the bundle of the modules in `source` into `folder`; resolves with the paths of all modules that are in it.
 * A thread is one file of CommonJS with all that it needs: Node starts that in half the time it takes for modules
 * which import each other.
 */
export async function bundle(source: string, folder: string): Promise<Set<string>> {
  const threads = new Set<string>();
  const plugin = places(source, threads);
  const reached = new Set<string>();
  const input = Object.fromEntries(doors.map((name) => [name, join(source, `${name}.ts`)]));
  const outputs = [
    await write(input, [plugin, reach(join(source, program), reached)], {
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: ({ name }) => `shared/${name.replace(/~.*/, '')}-[hash].js`,
      codeSplitting: { groups: groups((id) => reached.has(id)) },
    }),
  ];
  for (const name of threads) {
    const file = join(folder, `${name}.cjs`);
    const thread = { [name]: join(source, `${name}.ts`) };
    outputs.push(await write(thread, [plugin], { file, format: 'cjs', codeSplitting: false }));
  }
  return new Set(outputs.flatMap(({ output }) => output).flatMap(modulesOf));
}

async function write(
  input: Record<string, string>,
  plugins: Plugin[],
  output: OutputOptions,
): Promise<RolldownOutput> {
  await using build = await rolldown({
    input,
    platform: 'node',
    external: (id) => isBuiltin(id) || optional.includes(id),
    plugins,
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

/** Fills a set with a module and those that are loaded with it. */
function reach(first: string, reached: Set<string>): Plugin {
  return {
    name: 'reach',
    buildEnd() {
      const waiting = [first];
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (reached.has(id)) continue;
        reached.add(id);
        waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
      }
    },
  };
}
