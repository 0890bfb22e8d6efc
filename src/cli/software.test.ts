import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandName } from './software.ts';

test('the command has its own name, but in a clone, where npm runs it', () => {
  const clone = { npm_package_name: 'partyline', npm_lifecycle_event: 'start' };
  assert.equal(commandName({}), 'partyline');
  assert.equal(commandName(clone), 'npm run -s partyline --');
  assert.equal(commandName({ ...clone, npm_lifecycle_event: 'test' }), 'partyline');
});

test("another package's start script starts the installed command", () => {
  const bot = { npm_package_name: 'bot', npm_lifecycle_event: 'start' };
  assert.equal(commandName(bot), 'partyline');
});
