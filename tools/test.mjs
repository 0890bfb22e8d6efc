// Runs all tests, or those that the arguments name; options of Node's test runner work too:
//   npm test -- --test-name-pattern="first seq"
//   npm test -- test/cli/send.test.ts
// The runner takes no options behind files, and npm puts the arguments last.
import process from 'node:process';
import { endAs, run } from './bootstrap/child.mjs';

const given = process.argv.slice(2);
const files = given.some((word) => !word.startsWith('-')) ? [] : ['test/**/*.test.ts'];
const options = ['--test', '--test-concurrency=4', '--test-timeout=280000'];

endAs(await run(process.execPath, [...process.execArgv, ...options, ...given, ...files]));
