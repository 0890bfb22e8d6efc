// Has threads of the sources start from the build of a run of all tests: a bundle in one file takes half of what the
// modules take, and tests start hundreds of them. Joined files import this before the files that they run.
import { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import threads from 'node:worker_threads';

const source = join(import.meta.dirname, '..', '..', 'src');
const build = join(process.env.PARTYLINE_TEST_BUILD, 'dist');

threads.Worker = class extends threads.Worker {
  constructor(file, options) {
    super(builtFrom(file) ?? file, options);
  }
};
syncBuiltinESMExports();

/** The file of the build that a thread of the sources is in; undefined: it is in none. */
function builtFrom(file) {
  if (!(file instanceof URL) || file.protocol !== 'file:') return undefined;
  const path = join(build, relative(source, fileURLToPath(file)).replace(/\.ts$/, '.cjs'));
  return existsSync(path) ? path : undefined;
}
