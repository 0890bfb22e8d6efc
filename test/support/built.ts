import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/* What tests start in processes of their own: a run of all tests builds it once, as that starts sooner than the sources. */

const build = process.env.PARTYLINE_TEST_BUILD;
const source = join(import.meta.dirname, '../../src');

/** The file of the `partyline` command in the sources. */
export const sourceFile = join(source, 'cli', 'main.ts');

/** The file that the command is started from. */
export const commandFile =
  build === undefined ? sourceFile : join(build, 'dist', 'cli', 'installed.js');

/** The folder of the package, and the options of a Node whose programs import it from there. */
export const packageFolder = build ?? join(source, '..');
export const packageOptions = build === undefined ? ['--conditions=partyline:source'] : [];

/** The folder of the page for browsers; undefined: it is not built yet. */
export const builtPage = build === undefined ? undefined : join(build, 'page');

/** The URL of the module `partyline/server`. */
export const serverModule = pathToFileURL(
  build === undefined ? join(source, 'embed.ts') : join(build, 'dist', 'embed.js'),
).href;
