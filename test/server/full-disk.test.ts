import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scopeOf } from '../support/cleanup.ts';
import { startProgram } from '../support/program.ts';
import { newFolder } from '../support/started-line.ts';

/* A server on a small disk of its own, which Linux lets a process have that is root, or may play it. */

const scope = scopeOf(after);
const disk = join(newFolder(scope), 'disk');
mkdirSync(disk);

/** A command with a file system of 96 MiB that nobody else sees. */
function onSmallDisk(command: readonly string[]): string[] {
  const mount = 'mount -t tmpfs -o size=96m tmpfs "$0" && exec "$@"';
  return ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', mount, disk, ...command];
}

const [unshare = '', ...words] = onSmallDisk(['true']);
const isPossible = process.platform === 'linux' && spawnSync(unshare, words).status === 0;
const skip = isPossible ? false : 'this machine lets no process mount a disk of its own';

test('a server on a full disk stays, reads and lets people in, refuses messages, and says so once', {
  skip,
}, async () => {
  const fixture = fileURLToPath(new URL('./full-disk.fixture.ts', import.meta.url));
  const program = startProgram(scope, onSmallDisk([process.execPath, fixture, disk]), {});
  const { code, output, errors } = await program.ended();
  assert.equal(code, 0, errors);
  const { freeAtRefusal, begun, outcomes, over, refusal, seq, events } = JSON.parse(output);
  const mebibyte = 1024 * 1024;
  assert.ok(freeAtRefusal >= 64 * mebibyte && freeAtRefusal < 66 * mebibyte, `${freeAtRefusal}`);
  assert.equal(refusal, 'storage.full');
  assert.match(begun, /is almost full: 64 MiB have to stay free/);
  assert.deepEqual(outcomes, Array(6).fill('before, storage.full'));
  assert.match(over, /has room again/);
  assert.ok(seq > 10, `${seq}`);
  assert.deepEqual(events, ['storage.low', 'storage.low.over']);
});
