const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Leaves processor and disk to others for so many milliseconds. */
export function pause(ms: number): void {
  Atomics.wait(nothing, 0, 0, ms);
}
