import { InputError } from '../base/errors.ts';
import { LineReader } from '../base/line-reader.ts';
import { measureColumns } from '../talk/columns.ts';
import type { Screen } from '../talk/screen.ts';
import { bound, lineModeBindings } from '../terminal/input/bindings.ts';
import { Keyboard } from '../terminal/keyboard.ts';
import { LineScreen } from '../terminal/line-screen.ts';
import { PlainScreen } from '../terminal/plain-screen.ts';
import { columnsOf } from '../terminal/ruler.ts';
import { isInteractive } from './interactive.ts';
import type { OwnBindings } from './key-bindings.ts';
import { processEnvironment } from './process-environment.ts';

/** Longest line of a pipe, in bytes; the rest of a longer one is skipped. */
const maxLineBytes = 1024 * 1024;

/** The lines of standard input; nothing is read before one is asked for. */
export function standardInput(): LineReader {
  const { input } = processEnvironment();
  const lines = {
    [Symbol.asyncIterator]: () => linesOf(input),
    destroy: () => void input.destroy(),
  };
  return new LineReader(lines, { source: 'standard input', maxBytes: maxLineBytes });
}

/** Questions before may have the terminal still, and hold what was typed ahead. */
async function* linesOf(input: NodeJS.ReadStream): AsyncGenerator<Uint8Array> {
  Keyboard.of(input).release();
  yield* input;
}

/** The parts of a screen that a command has. */
interface ScreenParts {
  /** The lines of standard input. */
  readonly lines?: LineReader;
  /** The person's own bindings. */
  readonly keys?: OwnBindings | undefined;
}

// Every screen of this process is a terminal, or a pipe that may lead to one.
measureColumns(columnsOf);

/** The screen of this process: one that keeps the line being typed, or plain lines. */
export function openScreen(
  plain: boolean,
  { lines = standardInput(), keys }: ScreenParts = {},
): Screen {
  const { input, output, errors: errorOutput } = processEnvironment();
  const bindings = bound(lineModeBindings, keys ?? new Map());
  return isInteractive() && !plain
    ? new LineScreen({ input, output, bindings, editor: outsideEditor() })
    : new PlainScreen({ input: lines, output, errorOutput });
}

/** The command of the person's own editor, if they have named one. */
export function outsideEditor(): string | undefined {
  const { VISUAL, EDITOR } = processEnvironment().variables;
  return VISUAL || EDITOR || undefined;
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
