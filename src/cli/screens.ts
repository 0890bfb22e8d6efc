import process from 'node:process';
import { InputError } from '../base/errors.ts';
import { LineReader } from '../base/line-reader.ts';
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

/** Longest line of a pipe, in bytes; the rest of a longer one is skipped. */
const maxLineBytes = 1024 * 1024;

/** The lines of standard input; nothing is read before one is asked for. */
export function standardInput(): LineReader {
  return new LineReader(process.stdin, { source: 'standard input', maxBytes: maxLineBytes });
}

/** The screen of this process: one that keeps the line being typed, or plain lines. */
export function openScreen(plain: boolean, lines = standardInput()): Screen {
  const { stdin: input, stdout: output, stderr: errorOutput } = process;
  return isInteractive() && !plain
    ? new LineScreen({ input, output })
    : new PlainScreen({ input: lines, output, errorOutput });
}

/** Returns what throws the InputError that ended the input of a screen, if one did. */
export function inputMistakeOf(screen: Screen): () => void {
  let mistake: unknown;
  screen.on('end', (error) => {
    mistake = error;
  });
  return () => {
    if (mistake instanceof InputError) throw mistake;
  };
}
