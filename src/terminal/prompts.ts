import process from 'node:process';
import { InputError } from '../base/errors.ts';
import { safeLine, safeProse } from '../talk/safe-text.ts';
import type { Style } from '../talk/style.ts';
import { errorWords } from '../texts/error-words.ts';
import { textOf } from '../texts/text-of.ts';
import { Keyboard } from './keyboard.ts';
import { LineScreen } from './line-screen.ts';

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

/** How a question looks, and what becomes of its answer. */
interface Asked<Value> {
  readonly message: string;
  /** Stands behind the message, such as the default. */
  readonly hint: string;
  readonly isHidden?: boolean;
  read(answer: string): Value | Promise<Value>;
  /** The answer as it stays on the screen. */
  show(value: Value, answer: string): string;
}

/**
 * Asks until the answer can be read; a refused answer stays on the line, to be mended. The terminal is not
 * given back afterwards: what is typed before the next question stays unseen, and is the answer to that.
 */
async function ask<Value>(style: Style, asked: Asked<Value>): Promise<Value> {
  const { stdin: input, stdout: output } = process;
  const screen = new LineScreen({ input, output, asks: asked.isHidden ? 'hidden' : 'openly' });
  const question = `${style.accent('?')} ${style.strong(safeLine(asked.message))} `;
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const leave = () => {
    screen.print(question.trimEnd());
    reject(new PromptCancelled());
  };
  const take = async (answer: string) => {
    try {
      const value = await asked.read(answer);
      screen.print(`${question}${style.accent(safeLine(asked.show(value, answer)))}`);
      resolve(value);
    } catch (error) {
      if (!(error instanceof InputError)) return reject(error);
      screen.print(style.error(`> ${safeProse(errorWords(error))}`));
      screen.edit(answer);
    }
  };
  screen.on('line', (line) => void take(line));
  screen.on('interrupt', leave).on('end', leave);
  screen.prompt(`${question}${asked.hint === '' ? '' : `${style.faint(asked.hint)} `}`);
  try {
    return await promise;
  } finally {
    await screen.close();
  }
}

/**
 * Asks until the answer can be read. A refused answer stays on the line, to be mended.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D; and what `read` throws, if it
 *   is no InputError
 */
export function askValue<Value>(style: Style, asked: Question<Value>): Promise<Value> {
  const byDefault = asked.default;
  const given = (answer: string) => answer.trim() || (byDefault ?? '');
  return ask(style, {
    message: asked.message,
    hint: byDefault === undefined ? '' : `(${safeLine(byDefault)})`,
    read: (answer) => asked.read(given(answer)),
    show: (_value, answer) => given(answer),
  });
}

/**
 * Asks for a password; nothing of it is shown, not even its length.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D
 */
export function askPassword(style: Style, message: string): Promise<string> {
  return ask(style, {
    message,
    hint: textOf('prompt.not-shown'),
    isHidden: true,
    read: (answer) => answer,
    show: () => textOf('prompt.not-shown'),
  });
}

/** A new password: what it has to be like, and in which words it is asked for. */
export interface NewPassword {
  readonly message: string;
  /** Asks for it once more. Default: as is said of a password. */
  readonly again?: string;
  /** Says that the second was another one. */
  readonly differ?: string;
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
    const problem = (await refusal(asked, password)) ?? (await difference(style, asked, password));
    if (problem === undefined) return password;
    // Text typed ahead was meant for a question that is not asked now.
    Keyboard.of(process.stdin).forget();
    process.stdout.write(`${style.error(safeProse(problem))}\n`);
  }
}

async function refusal(asked: NewPassword, password: string): Promise<string | undefined> {
  try {
    await asked.check(password);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return errorWords(error);
    throw error;
  }
}

async function difference(
  style: Style,
  { again = textOf('password.again'), differ = textOf('password.differ') }: NewPassword,
  password: string,
): Promise<string | undefined> {
  const repeated = await askPassword(style, again);
  return repeated === password ? undefined : differ;
}

/**
 * Asks for yes or no; Enter alone takes the default.
 *
 * @throws PromptCancelled when the person leaves with Ctrl-C or Ctrl-D
 */
export function askYesOrNo(style: Style, message: string, byDefault: boolean): Promise<boolean> {
  return ask(style, {
    message,
    hint: textOf(byDefault ? 'prompt.yes-default' : 'prompt.no-default'),
    read(answer) {
      const word = answer.trim().toLowerCase();
      if (word === '') return byDefault;
      if (/^(y(es)?|д(а)?)$/.test(word)) return true;
      if (/^(no?|н(ет)?)$/.test(word)) return false;
      throw new InputError(textOf('prompt.yes-or-no'));
    },
    show: (value) => textOf(value ? 'prompt.yes' : 'prompt.no'),
  });
}
