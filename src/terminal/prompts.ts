import { ReadStream } from 'node:tty';
import { InputError } from '../base/errors.ts';
import { endLinesByEnterAlone } from './enter-alone.ts';
import { stopWithProcessGroup } from './job-control.ts';
import { safeText } from './safe-text.ts';
import { plainStyle, type Style } from './style.ts';

/** The person left a question with Ctrl-C or Ctrl-D, or the terminal is gone. */
export class PromptCancelled extends Error {
  constructor() {
    super('The question was left without an answer.');
    this.name = 'PromptCancelled';
  }
}

/** Where questions are asked. */
export interface Asking {
  /** The terminal; `process.stdin` and `process.stdout` by default. */
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
  /** No colours by default. */
  readonly style?: Style;
  /** Takes the question back; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A question whose answer is read into a value. */
export interface Question<Value> {
  readonly message: string;
  /** What Enter alone answers. */
  readonly default?: string;
  /** Reads the answer; what it throws as InputError is shown and asked again. */
  read(answer: string): Value | Promise<Value>;
}

type PromptFunction<Config, Answer> = (
  config: Config,
  context: {
    readonly input: NodeJS.ReadableStream;
    readonly output: NodeJS.WritableStream;
    readonly signal: AbortSignal;
  },
) => Promise<Answer>;

/**
 * Runs one question and says in our own words how it was left. The prompts close their editor at
 * Ctrl-D or at the end of the input and then wait for ever; closing pauses the input, which tells us.
 */
async function run<Config, Answer>(
  asking: Asking,
  prompt: PromptFunction<Config, Answer>,
  config: Config,
): Promise<Answer> {
  const { input = process.stdin, output = process.stdout, signal } = asking;
  stopWithProcessGroup();
  endLinesByEnterAlone();
  const left = new AbortController();
  const leave = () => left.abort();
  const signals = signal === undefined ? [left.signal] : [left.signal, signal];
  input.once('pause', leave).once('end', leave);
  try {
    return await prompt(config, { input, output, signal: AbortSignal.any(signals) });
  } catch (error) {
    throw reasonOf(error, signal);
  } finally {
    input.off('pause', leave).off('end', leave);
  }
}

function reasonOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  const name = error instanceof Error ? error.name : '';
  return name === 'ExitPromptError' || name === 'AbortPromptError' ? new PromptCancelled() : error;
}

function themeOf({ style = plainStyle }: Asking) {
  return {
    prefix: style.accent('?'),
    style: {
      message: style.strong,
      answer: style.accent,
      error: style.error,
      help: style.faint,
      defaultAnswer: (text: string) => style.faint(`(${text})`),
    },
  };
}

function question(message: string): string {
  return safeText(message, { newlines: false });
}

/** What became of reading an answer: its value, a sentence to show, or a failure of the reader. */
type Reading<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'failed'; readonly error: unknown };

async function readAnswer<Value>(read: () => Value | Promise<Value>): Promise<Reading<Value>> {
  try {
    return { kind: 'value', value: await read() };
  } catch (error) {
    return error instanceof InputError
      ? { kind: 'refused', problem: error.message }
      : { kind: 'failed', error };
  }
}

/**
 * Asks until the answer can be read. What was refused stays on the line, to be mended.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D; and what `read` throws, if it
 *   is no InputError
 */
export async function askValue<Value>(asking: Asking, asked: Question<Value>): Promise<Value> {
  const { default: input } = await import('@inquirer/input');
  let reading: Reading<Value> | undefined;
  await run(asking, input, {
    message: question(asked.message),
    default: asked.default,
    theme: themeOf(asking),
    validate: async (answer: string) => {
      reading = await readAnswer(() => asked.read(answer.trim()));
      return reading.kind === 'refused' ? reading.problem : true;
    },
  });
  if (reading?.kind === 'value') return reading.value;
  throw reading?.kind === 'failed' ? reading.error : new PromptCancelled();
}

/**
 * Asks for a password; nothing of it is shown, not even its length.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D
 */
export async function askPassword(asking: Asking, message: string): Promise<string> {
  const { default: password } = await import('@inquirer/password');
  const theme = themeOf(asking);
  return run(asking, password, {
    message: question(message),
    toggleMask: false,
    theme: { ...theme, style: { ...theme.style, maskedText: '(not shown)' } },
  });
}

/** A new password: what it has to be like, and in which words it is asked for. */
export interface NewPassword {
  readonly message: string;
  /** Throws InputError when the password will not do. */
  check(password: string): void | Promise<void>;
}

/**
 * Asks for a new password twice, from the beginning again when it will not do or the two differ.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D
 */
export async function askNewPassword(asking: Asking, asked: NewPassword): Promise<string> {
  while (true) {
    const password = await askPassword(asking, asked.message);
    const refused = await withoutEcho(asking, () => refusal(asked, password));
    const problem = refused ?? (await difference(asking, password));
    if (problem === undefined) return password;
    tell(asking, problem);
  }
}

/** Between two questions the terminal would show what is typed too early, such as the same again. */
async function withoutEcho<Result>(asking: Asking, work: () => Promise<Result>): Promise<Result> {
  const { input = process.stdin } = asking;
  const terminal = input instanceof ReadStream ? input : undefined;
  terminal?.setRawMode(true);
  try {
    return await work();
  } finally {
    terminal?.setRawMode(false);
  }
}

async function refusal(asked: NewPassword, password: string): Promise<string | undefined> {
  const reading = await readAnswer(() => asked.check(password));
  if (reading.kind === 'failed') throw reading.error;
  return reading.kind === 'refused' ? reading.problem : undefined;
}

async function difference(asking: Asking, password: string): Promise<string | undefined> {
  const repeated = await askPassword(asking, 'The same password again:');
  return repeated === password ? undefined : 'The two passwords differ; choose it again.';
}

function tell(asking: Asking, problem: string): void {
  const { output = process.stdout, style = plainStyle } = asking;
  output.write(`${style.error(problem)}\n`);
}

/**
 * Asks for yes or no; Enter alone takes the default.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D
 */
export async function askYesOrNo(
  asking: Asking,
  message: string,
  byDefault: boolean,
): Promise<boolean> {
  const { default: confirm } = await import('@inquirer/confirm');
  return run(asking, confirm, {
    message: question(message),
    default: byDefault,
    theme: themeOf(asking),
  });
}
