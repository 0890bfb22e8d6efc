import process from 'node:process';
import { ReadStream } from 'node:tty';
import { InputError } from '../base/errors.ts';
import { endLinesByEnterAlone } from './enter-alone.ts';
import { stopWithProcessGroup } from './job-control.ts';
import { safeLine } from './safe-text.ts';
import type { Style } from './style.ts';

/** The person left a question with Ctrl-C or Ctrl-D, or the terminal is gone. */
export class PromptCancelled extends Error {
  constructor() {
    super('The question was left without an answer.');
    this.name = 'PromptCancelled';
  }
}

/** A question whose answer is read into a value. */
export interface Question<Value> {
  readonly message: string;
  /** The answer of Enter alone. */
  readonly default?: string;
  /** Reads the answer; what it throws as InputError is shown and asked again. */
  read(answer: string): Value | Promise<Value>;
}

type PromptFunction<Config, Answer> = (
  config: Config,
  context: { readonly signal: AbortSignal },
) => Promise<Answer>;

/**
 * Runs one question and says in our own words how it was left. The prompts close their editor at
 * Ctrl-D or at the end of the input and then wait for ever; closing pauses the input, which tells us.
 */
async function run<Config, Answer>(
  prompt: PromptFunction<Config, Answer>,
  config: Config,
): Promise<Answer> {
  const { stdin } = process;
  stopWithProcessGroup();
  endLinesByEnterAlone();
  const left = new AbortController();
  const leave = () => left.abort();
  stdin.once('pause', leave).once('end', leave);
  try {
    return await prompt(config, { signal: left.signal });
  } catch (error) {
    const { name } = error as Error;
    throw name === 'ExitPromptError' || name === 'AbortPromptError' ? new PromptCancelled() : error;
  } finally {
    stdin.off('pause', leave).off('end', leave);
  }
}

function themeOf(style: Style) {
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

/**
 * Asks until the answer can be read. A refused answer stays on the line, to be mended.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D; and what `read` throws, if it
 *   is no InputError
 */
export async function askValue<Value>(style: Style, asked: Question<Value>): Promise<Value> {
  const { default: input } = await import('@inquirer/input');
  let outcome = (): Value => {
    throw new PromptCancelled();
  };
  await run(input, {
    message: safeLine(asked.message),
    default: asked.default,
    theme: themeOf(style),
    validate: async (answer: string) => {
      try {
        const value = await asked.read(answer.trim());
        outcome = () => value;
      } catch (error) {
        if (error instanceof InputError) return error.message;
        outcome = () => {
          throw error;
        };
      }
      return true;
    },
  });
  return outcome();
}

/**
 * Asks for a password; nothing of it is shown, not even its length.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D
 */
export async function askPassword(style: Style, message: string): Promise<string> {
  const { default: password } = await import('@inquirer/password');
  const theme = themeOf(style);
  return run(password, {
    message: safeLine(message),
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
export async function askNewPassword(style: Style, asked: NewPassword): Promise<string> {
  for (;;) {
    const password = await askPassword(style, asked.message);
    const problem =
      (await withoutEcho(() => refusal(asked, password))) ?? (await difference(style, password));
    if (problem === undefined) return password;
    process.stdout.write(`${style.error(problem)}\n`);
  }
}

/** Between two questions the terminal would show what is typed too early, such as the same again. */
async function withoutEcho<Result>(work: () => Promise<Result>): Promise<Result> {
  const terminal = process.stdin instanceof ReadStream ? process.stdin : undefined;
  terminal?.setRawMode(true);
  try {
    return await work();
  } finally {
    terminal?.setRawMode(false);
  }
}

async function refusal(asked: NewPassword, password: string): Promise<string | undefined> {
  try {
    await asked.check(password);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

async function difference(style: Style, password: string): Promise<string | undefined> {
  const repeated = await askPassword(style, 'The same password again:');
  return repeated === password ? undefined : 'The two passwords differ; choose it again.';
}

/**
 * Asks for yes or no; Enter alone takes the default.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D
 */
export async function askYesOrNo(
  style: Style,
  message: string,
  byDefault: boolean,
): Promise<boolean> {
  const { default: confirm } = await import('@inquirer/confirm');
  return run(confirm, {
    message: safeLine(message),
    default: byDefault,
    theme: themeOf(style),
  });
}
