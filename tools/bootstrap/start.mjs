// Installs what is missing, then runs Node and ends as it ended.
import { join, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { endAs, run } from './child.mjs';
import { prepareNode, Unavailable } from './install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the repository's Node with `args`. */
export async function start([program = '', ...rest]) {
  try {
    const node = await prepareNode(root);
    const isCommand = relative(root, resolve(root, program)).startsWith(`src${sep}cli${sep}`);
    const script = isCommand ? resolve(root, program) : program;
    // npm runs scripts in the folder of package.json; the files a person names are where the person is.
    const cwd = (isCommand && process.env.npm_lifecycle_event && process.env.INIT_CWD) || undefined;
    // Node keeps there what it makes of the sources, and starts in half the time.
    const cache = join(root, 'node_modules', '.cache', 'node');
    const env = { NODE_COMPILE_CACHE: cache, ...process.env };
    const all = ['--disable-warning=ExperimentalWarning', script, ...rest];
    endAs(await run(node, all, { cwd, env }));
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`partyline: ${error.message}\n`);
    endAs(error.end);
  }
}
