const nothing = new Int32Array(new SharedArrayBuffer(4));

/** How much longer than the work before it a rest is: a quarter of the time belongs to the work. */
const restsPerWork = 3;
/** The longest rest, in milliseconds: on a machine that is busy with other things, work takes long by waiting itself. */
const longestMs = 40;

/** Leaves processor and disk to others after work that took `ms` milliseconds. */
export function pause(ms: number): void {
  Atomics.wait(nothing, 0, 0, Math.min(restsPerWork * ms, longestMs));
}
