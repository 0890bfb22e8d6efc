/* A program that asks what the tests tell it to, and then says what it was given. */

import { once } from 'node:events';
import { InputError } from '../../src/base/errors.ts';
import { plainStyle } from '../../src/talk/style.ts';
import {
  askNewPassword,
  askPassword,
  askValue,
  askYesOrNo,
  PromptCancelled,
} from '../../src/terminal/prompts.ts';
import { askPasswordFor, readHost } from '../../src/terminal/questions.ts';
import { parsePort } from '../../src/wire/address.ts';
import { foldName } from '../../src/words/name.ts';

async function readHostThatResolves(answer: string): Promise<string> {
  const host = readHost(answer);
  if (host !== 'nowhere') return host;
  throw new InputError('nowhere does not resolve: name another host.');
}

/** A check that takes until this process gets a signal. */
async function checkSlowly(): Promise<void> {
  console.log(`checking in ${process.pid}`);
  // A listener for a signal does not keep a process alive.
  const alive = setInterval(() => {}, 60_000);
  await once(process, 'SIGUSR2');
  clearInterval(alive);
}

const questions: Readonly<Record<string, () => Promise<unknown>>> = {
  host: () =>
    askValue(plainStyle, { message: 'Host:', default: 'localhost', read: readHostThatResolves }),
  port: () =>
    askValue(plainStyle, {
      message: 'Port:',
      default: '7278',
      read: (answer) => parsePort(answer, 1),
    }),
  name: () => askValue(plainStyle, { message: 'Your name:', default: 'alice', read: foldName }),
  password: () => askPassword(plainStyle, 'Password:'),
  'new-password': () => askPasswordFor(plainStyle, 'alice'),
  'slow-password': () => askNewPassword(plainStyle, { message: 'Choose:', check: checkSlowly }),
  'yes-or-no': () => askYesOrNo(plainStyle, 'Sign up?', true),
};

try {
  for (const asked of process.argv.slice(2)) {
    console.log(`given: ${JSON.stringify(await questions[asked]?.())}`);
  }
} catch (error) {
  if (!(error instanceof PromptCancelled)) throw error;
  console.log('cancelled');
}
