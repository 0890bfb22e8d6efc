/**
 * How long a test waits for what has to happen, in milliseconds. It bounds nothing but how late a fault is told: machines
 * that test are slow, and do other things besides.
 */
export const patienceMs = 100_000;

/** `promise`, or an error that says what was waited for in vain; time is in milliseconds. */
export async function within<Value>(
  timeoutMs: number,
  what: string | (() => string),
  promise: Promise<Value>,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const waited = typeof what === 'string' ? what : what();
    reject(new Error(`${waited}: not within ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
