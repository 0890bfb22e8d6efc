import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the room for young objects at the few MiB that it has at the start. V8 would let it grow to 128 MiB
 * under load and keep that, although a server of many connections is no faster with it. For this thread and
 * those that are started later.
 *
 * V8 looks at this factor each time it thinks of growing, so it can be set in a running process; the bound
 * itself (`--max-semi-space-size`) would have to stand on the command line of Node.
 */
export function limitYoungObjects(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
