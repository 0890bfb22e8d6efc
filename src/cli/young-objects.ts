import { setFlagsFromString } from 'node:v8';

/**
 * Gives young objects two halves of 4 MiB, and no more. A process begins with 1 MiB: posts that are in flight would
 * be copied from one half to the other, and then to the old objects. V8 would let the room grow to 128 MiB under load
 * and keep that, although a server of many connections is no faster with it. A thread that is started later begins
 * with as much: a batch of the journal fits, and need not be copied while it is decided on.
 *
 * V8 looks at the factor each time it thinks of growing, and at the first size when a thread starts, so both
 * can be set in a running process; the bound itself (`--max-semi-space-size`) would have to stand on the
 * command line of Node.
 */
export function limitYoungObjects(): void {
  // To share out the copying of so few among threads takes longer than to do it.
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--semi-space-growth-factor=4');
  outgrowFirstSize();
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--min-semi-space-size=4');
}

/** V8 grows the room when more has stayed young than it holds: more than 1 MiB here, and less than 4. */
function outgrowFirstSize(): void {
  const kept: number[][] = [];
  for (let index = 0; index < 300; index += 1) kept.push(new Array(1_000).fill(index));
}
