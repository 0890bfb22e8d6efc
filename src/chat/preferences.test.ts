import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { limits } from '../words/limits.ts';
import { defaultPreferences, type PreferencesChange } from '../words/preferences.ts';
import { ExampleLine } from './line.fixture.ts';
import type { ChangePreferences } from './preferences.ts';

function exampleLine() {
  const line = new ExampleLine();
  const ada = line.signUp('ada');
  const proposal = (change: PreferencesChange): ChangePreferences => ({
    type: 'preferences.change',
    at: line.at,
    account: ada.id,
    change,
  });
  const change = (wish: PreferencesChange) => line.accept(proposal(wish)).preferences;
  return { line, ada, proposal, change };
}

describe('preferences', () => {
  test('stay as they are where a change leaves them out', () => {
    const { line, ada, change } = exampleLine();
    assert.equal(line.tables.preferences(ada.id), undefined);
    assert.deepEqual(change({}), defaultPreferences);
    line.signUp('bob');
    change({ notify: 'all', bell: false, desktop: true, typing: false });
    change({ room: { room: 'lobby', notify: 'none' }, addWord: 'disk', ignore: 'bob' });
    const expected = {
      away: null,
      notify: 'all',
      rooms: { lobby: 'none' },
      words: ['disk'],
      ignored: ['bob'],
      bell: false,
      desktop: true,
      receipts: true,
      typing: false,
    };
    assert.deepEqual(change({}), expected);
    assert.deepEqual(line.tables.preferences(ada.id), { account: ada.id, ...expected });
    const gone = { room: { room: 'lobby', notify: null }, removeWord: 'disk', unignore: 'bob' };
    assert.deepEqual(change(gone), { ...expected, rooms: {}, words: [], ignored: [] });
  });

  test('know since when a person is away, whatever the reason is called later', () => {
    const { line, proposal, change } = exampleLine();
    const since = line.at;
    assert.equal(line.accept(proposal({ away: 'lunch' })).awayChanged, true);
    line.at += 1_000;
    assert.deepEqual(change({ away: 'a long lunch' }).away, { text: 'a long lunch', since });
    assert.equal(line.accept(proposal({ away: 'a long lunch' })).awayChanged, false);
    assert.deepEqual(change({ bell: false }).away, { text: 'a long lunch', since });
    assert.equal(line.accept(proposal({ away: null })).awayChanged, true);
    assert.equal(change({}).away, null);
  });

  test('have each word, person and room once', () => {
    const { line, change } = exampleLine();
    line.signUp('bob');
    for (const notify of ['none', 'all'] as const) {
      change({ addWord: 'disk', ignore: 'bob', room: { room: 'lobby', notify } });
    }
    const { words, ignored, rooms } = change({});
    assert.deepEqual(
      { words, ignored, rooms },
      {
        words: ['disk'],
        ignored: ['bob'],
        rooms: { lobby: 'all' },
      },
    );
  });

  test('refuse whom nobody can ignore, and lists that are full', () => {
    const { line, proposal, change } = exampleLine();
    line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode: 'approve' });
    line.signUp('cora', { mode: 'approve' });
    line.refuse(proposal({ ignore: 'nobody' }), 'name.unknown');
    line.refuse(proposal({ ignore: 'cora' }), 'name.unknown');
    line.refuse(proposal({ ignore: 'ada' }), 'forbidden');
    for (let index = 0; index < limits.wordsPerAccount; index += 1) {
      change({ addWord: `word ${index}` });
    }
    for (let index = 0; index < limits.roomLevelsPerAccount; index += 1) {
      change({ room: { room: `room ${index}`, notify: 'all' } });
    }
    assert.match(
      line.refuse(proposal({ addWord: 'one more' }), 'forbidden'),
      /50 words that call you/,
    );
    line.refuse(proposal({ room: { room: 'one more', notify: 'none' } }), 'forbidden');
    // What is there already is no more.
    change({ addWord: 'word 7', room: { room: 'room 7', notify: 'none' } });
    line.refuse({ ...proposal({}), account: 99 }, 'name.unknown');
  });
});
