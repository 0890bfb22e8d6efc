import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the room for young objects at the few MiB that it has at the start. V8 would let it grow to 128 MiB
 * under load and keep that, although a server of many connections is no faster with it. A thread that is
 * started later begins with as much as this one has, two halves of 4 MiB: a batch of the journal fits, and need
 * not be copied while it is decided on.
 *
 * V8 looks at the factor each time it thinks of growing, and at the first size when a thread starts, so both
 * can be set in a running process; the bound itself (`--max-semi-space-size`) would have to stand on the
 * command line of Node.
 */
export function limitYoungObjects(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--min-semi-space-size=4');
}
