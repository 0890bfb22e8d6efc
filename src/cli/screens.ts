import process from 'node:process';
import { LineScreen } from '../terminal/line-screen.ts';
import { PlainScreen } from '../terminal/plain-screen.ts';
import type { Screen } from '../terminal/screen.ts';
import { createStyle, type Style } from '../terminal/style.ts';

/** Whether a person sits at both ends: what is asked can be seen, and answered. */
export function isInteractive(): boolean {
  return (
    process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb'
  );
}

/** Colours on a terminal, unless `NO_COLOR` is set (https://no-color.org) or lines are to be plain. */
export function styleOfTerminal(plain: boolean): Style {
  const { NO_COLOR } = process.env;
  return createStyle(!plain && isInteractive() && (NO_COLOR === undefined || NO_COLOR === ''));
}

/** The screen of this process: one that keeps the line being typed, or plain lines. */
export function openScreen(
  plain: boolean,
  complete: (line: string) => [candidates: string[], replaced: string] = () => [[], ''],
): Screen {
  const { stdin: input, stdout: output, stderr: errorOutput } = process;
  return isInteractive() && !plain
    ? new LineScreen({ input, output, complete })
    : new PlainScreen({ input, output, errorOutput });
}
