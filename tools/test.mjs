// Runs all tests, or those that the arguments name; options of Node's test runner work too:
//   npm test -- --test-name-pattern="first seq"
//   npm test -- test/cli/send.test.ts
// The runner takes no options behind files, and npm puts the arguments last. A run of all starts the command from a
// build, which takes less time than to start it from the sources, builds the page once, and lets the files of a subject
// share processes.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { endAs, run } from './bootstrap/child.mjs';
import { bundle } from './build/bundle.ts';
import { buildPage } from './build/web.ts';
import { writeTestFiles } from './test/test-files.mjs';

const root = join(import.meta.dirname, '..');
const given = process.argv.slice(2);
const options = ['--test', '--test-concurrency=4', '--test-timeout=280000'];
const namesFiles = given.some((word) => !word.startsWith('-'));

endAs(await (namesFiles ? runTests([]) : runAll()));

async function runAll() {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-test-'));
  try {
    const source = join(root, 'src', 'web');
    await bundle(join(root, 'src'), join(folder, 'dist'));
    await buildPage({ source, folder: join(folder, 'page'), isCompressed: false });
    copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
    return await runTests(writeTestFiles(root, folder), { PARTYLINE_TEST_BUILD: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves with how the runner ended. */
function runTests(files, variables = {}) {
  const args = [...process.execArgv, ...options, ...given, ...files];
  return run(process.execPath, args, { env: { ...process.env, ...variables } });
}
