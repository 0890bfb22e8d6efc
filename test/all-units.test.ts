// Runs the unit tests, which stand beside their files in src/, in one process: to start one for each of
// them takes longer than the tests. Each file is a suite, so that its hooks are for its own tests.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

for (const file of globSync('src/**/*.test.ts', { cwd: root }).sort()) {
  describe(file, async () => void (await import(pathToFileURL(join(root, file)).href)));
}
