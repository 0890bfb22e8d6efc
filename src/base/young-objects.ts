import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Room for young objects, its two halves together, in bytes. */
const roomBytes = 8 * 1024 * 1024;
/** So many of the arrays below are more than that room; it is not waited for longer. */
const mostArrays = 1_200;

/**
 * Makes the room of this thread for young objects two halves of 4 MiB, from the 1 MiB that it begins with: posts
 * that are in flight would be copied from one half to the other, and then to the old objects. V8 grows it when more
 * has stayed young than it holds.
 */
export function growYoungObjects(): void {
  const kept: number[][] = [];
  while (room() < roomBytes && kept.length < mostArrays) {
    for (let index = 0; index < 20; index += 1) kept.push(new Array(1_000).fill(index));
  }
}

/**
 * Gives young objects two halves of 4 MiB, and no more, in this thread and in those that are started later. V8
 * would let the room grow to 128 MiB under load and keep that, although a server of many connections is no faster
 * with it.
 *
 * To be called once everything is loaded: V8 takes code from its caches, those of Node's own modules included,
 * only while its flags are those that the code was kept under, and anew a start takes half as long again.
 *
 * V8 looks at the factor each time it thinks of growing, and at the first size when a thread starts, so both
 * can be set in a running process; the bound itself (`--max-semi-space-size`) would have to stand on the
 * command line of Node.
 */
export function limitYoungObjects(): void {
  growYoungObjects();
  // To share out the copying of so few among threads takes longer than to do it.
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--min-semi-space-size=4');
}

function room(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return space?.space_size ?? roomBytes;
}
