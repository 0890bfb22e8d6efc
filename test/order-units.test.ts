// Runs the unit tests of the journal of several machines: they wait for nats-servers most of the time, while all others
// run beside them in all-units.test.ts.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

for (const file of globSync('src/journal/jetstream*.test.ts', { cwd: root }).sort()) {
  describe(file, async () => void (await import(pathToFileURL(join(root, file)).href)));
}
