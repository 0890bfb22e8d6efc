import assert from 'node:assert/strict';
import process from 'node:process';
import { afterEach, test } from 'node:test';
import { styleOfOutput, styleOfTerminal } from './interactive.ts';

const names = ['NO_COLOR', 'FORCE_COLOR', 'TERM'] as const;
const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
const wasTerminal = process.stdout.isTTY;

afterEach(() => {
  for (const name of names) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  process.stdout.isTTY = wasTerminal;
});

/** Whether what is printed has colours. */
function hasColours(isTerminal: boolean, variables: Readonly<Record<string, string>>): boolean {
  for (const name of names) delete process.env[name];
  Object.assign(process.env, { TERM: 'xterm', ...variables });
  process.stdout.isTTY = isTerminal;
  return styleOfOutput().strong('x') !== 'x';
}

test('colours are for terminals, and the environment says otherwise', () => {
  assert.equal(hasColours(true, {}), true);
  assert.equal(hasColours(false, {}), false);
  assert.equal(hasColours(true, { TERM: 'dumb' }), false);
  assert.equal(hasColours(true, { NO_COLOR: '1' }), false);
  assert.equal(hasColours(true, { NO_COLOR: '' }), true);
  assert.equal(hasColours(false, { FORCE_COLOR: '1' }), true);
  assert.equal(hasColours(false, { FORCE_COLOR: '1', NO_COLOR: '1' }), true);
  assert.equal(hasColours(true, { FORCE_COLOR: '0' }), false);
  assert.equal(hasColours(true, { FORCE_COLOR: '' }), true);
});

test('plain lines have no colours, whatever is forced', () => {
  process.env.FORCE_COLOR = '1';
  assert.equal(styleOfTerminal(true).strong('x'), 'x');
  assert.notEqual(styleOfTerminal(false).strong('x'), 'x');
});
