// Runs the unit tests, which stand beside their files in src/, in one process: to start one for each of
// them takes longer than the tests. Each file is a suite, so that its hooks are for its own tests. Those of the journal
// of several machines, which wait for nats-servers most of the time, are in order-units.test.ts.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

const files = globSync('src/**/*.test.ts', { cwd: root })
  .filter((file) => !file.startsWith(join('src', 'journal', 'jetstream')))
  .sort();
for (const file of files) {
  describe(file, async () => void (await import(pathToFileURL(join(root, file)).href)));
}
