/* A program that asks what the tests tell it to, and then says what it was given. */

import { InputError } from '../../src/base/errors.ts';
import { askPassword, askYesOrNo, PromptCancelled } from '../../src/terminal/prompts.ts';
import { askHost, askName, askPasswordFor, askPort } from '../../src/terminal/questions.ts';

async function refuseNowhere(host: string): Promise<void> {
  if (host === 'nowhere') throw new InputError('nowhere does not resolve: name another host.');
}

const questions: Readonly<Record<string, () => Promise<unknown>>> = {
  host: () => askHost({}, { default: 'localhost', check: refuseNowhere }),
  port: () => askPort({}, { default: '7278', lowest: 1 }),
  name: () => askName({}, { default: 'alice' }),
  password: () => askPassword({}, 'Password:'),
  'new-password': () => askPasswordFor({}, 'alice'),
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
