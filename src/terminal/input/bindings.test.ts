import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editingActions, screenActions } from '../../talk/actions.ts';
import { bound, defaultBindings, firstKeys, lineModeBindings } from './bindings.ts';

describe('the bindings of keys', () => {
  test('give each action a key', () => {
    const actions = new Set(defaultBindings.values());
    assert.deepEqual(
      [...editingActions, ...screenActions].filter((action) => !actions.has(action)),
      [],
    );
  });

  test('never make a key both an action and the beginning of two', () => {
    for (const bindings of [defaultBindings, lineModeBindings])
      for (const first of firstKeys(bindings)) assert.equal(bindings.has(first), false);
  });

  test('take a person’s own, and give a key back', () => {
    const own = new Map([
      ['ctrl-f', 'right'],
      ['f1', 'none'],
    ] as const);
    const bindings = bound(defaultBindings, own);
    assert.equal(bindings.get('ctrl-f'), 'right');
    assert.equal(bindings.has('f1'), false);
    assert.equal(bindings.get('ctrl-a'), 'line-start');
  });
});
