import { connect, type Line, type LineMessage, type LineOptions } from '../../src/index.ts';
import type { Scope } from './cleanup.ts';
import { password, quickTiming } from './test-client.ts';

/** Connects as a program does, with delays that a test can wait for; ended with the scope. */
export async function connectTo(scope: Scope, options: LineOptions): Promise<Line> {
  const line = await connect({ ...options, timing: { ...quickTiming, ...options.timing } });
  scope.after(() => {
    line.abort();
    return line.whenClosed();
  });
  return line;
}

/** Connects with a new account. */
export function signUpOn(
  scope: Scope,
  address: NonNullable<LineOptions['address']>,
  name: string,
  options: LineOptions = {},
): Promise<Line> {
  return connectTo(scope, { address, name, password, signUp: true, ...options });
}

/** The next `count` messages of a loop, which goes on. */
export async function take(
  messages: AsyncIterator<LineMessage, undefined>,
  count: number,
): Promise<LineMessage[]> {
  const taken: LineMessage[] = [];
  while (taken.length < count) {
    const { done, value } = await messages.next();
    if (done) throw new Error(`the messages ended after ${taken.length} of ${count}`);
    taken.push(value);
  }
  return taken;
}

/** The texts `WORD 1` to `WORD COUNT`. */
export function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);
}
