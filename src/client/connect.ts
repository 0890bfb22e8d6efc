import { InputError } from '../base/errors.ts';
import { assertLineOptions } from './core/line-arguments.ts';
import { LineEndedError } from './core/line-ended.ts';
import type { LineOptions } from './core/options.ts';
import { Line } from './line.ts';
import { machine } from './node/machine.ts';

/**
 * Joins a line; resolves when it is online, and the messages' beginning is found.
 *
 * ```ts
 * await using line = await connect({ address: 'line.example', token });
 * await line.send('Good morning');
 * for await (const { from, text } of line.messages()) console.log(`${from}: ${text}`);
 * ```
 *
 * @throws (by rejection) InputError for what was given and cannot be used; LineEndedError with the `reason`
 *   and the server's `code` when the line cannot be had; the signal's reason when it was given
 */
export async function connect(options: LineOptions): Promise<Line> {
  assertLineOptions(options);
  const { signal } = options;
  signal?.throwIfAborted();
  const line = openLine(options);
  try {
    await line.whenOnline();
    return line;
  } catch (error) {
    throw signal?.aborted ? signal.reason : mistakeOf(error);
  }
}

/**
 * Begins to join a line and returns at once, for programs that show how it goes: listeners that are added in
 * the same turn miss nothing. The event `closed` tells what went wrong.
 *
 * @throws InputError for options that cannot be used
 */
export function openLine(options: LineOptions): Line {
  return new Line(options, machine);
}

/** An option that cannot be used is the program's own mistake, and no end that a line came to. */
function mistakeOf(error: unknown): unknown {
  return error instanceof LineEndedError && error.cause instanceof InputError ? error.cause : error;
}
