/* A program that asks what the tests tell it to, and then says what it was given. */

import { once } from 'node:events';
import { InputError } from '../../src/base/errors.ts';
import {
  askNewPassword,
  askPassword,
  askYesOrNo,
  PromptCancelled,
} from '../../src/terminal/prompts.ts';
import { askHost, askName, askPasswordFor, askPort } from '../../src/terminal/questions.ts';

async function refuseNowhere(host: string): Promise<void> {
  if (host === 'nowhere') throw new InputError('nowhere does not resolve: name another host.');
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
  host: () => askHost({}, { default: 'localhost', check: refuseNowhere }),
  port: () => askPort({}, { default: '7278', lowest: 1 }),
  name: () => askName({}, { default: 'alice' }),
  password: () => askPassword({}, 'Password:'),
  'new-password': () => askPasswordFor({}, 'alice'),
  'slow-password': () => askNewPassword({}, { message: 'Choose:', check: checkSlowly }),
  'yes-or-no': () => askYesOrNo({}, 'Sign up?', true),
};

try {
  for (const asked of process.argv.slice(2)) {
    console.log(`given: ${JSON.stringify(await questions[asked]?.())}`);
  }
} catch (error) {
  if (!(error instanceof PromptCancelled)) throw error;
  console.log('cancelled');
}
