const nothing = new Int32Array(new SharedArrayBuffer(4));

/** The longest rest, in milliseconds: on a machine that is busy with other things, work takes long by waiting itself. */
const longestMs = 20;

/** Leaves processor and disk to others after work that took `ms` milliseconds, for as long as that. */
export function pause(ms: number): void {
  Atomics.wait(nothing, 0, 0, Math.min(ms, longestMs));
}
