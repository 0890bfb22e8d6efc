import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance } from '../model/advance.ts';
import { sampleMessage, sampleRoom } from '../model/sample-state.fixture.ts';
import { emptyTalk } from '../model/talk-state.ts';
import { codeIn } from './code-in-address.ts';
import { Drafts } from './drafts.ts';
import { fitting } from './fitting.ts';
import { headingOf } from './grouped.ts';
import { pageStyle, styledPieces } from './page-style.ts';
import { readSettings } from './settings.ts';
import { actionOf } from './shortcuts.ts';
import { extended, mostInDocument, spanAgain, spanAround, spanAtEnd } from './span.ts';
import { titleOf, waitingIn } from './title.ts';
import { completed, EnteredLines, linesToAskAbout, offeredFor } from './typed-text.ts';

/** A place in memory for what a page keeps. */
function memory(texts: Record<string, string> = {}) {
  const kept = new Map(Object.entries(texts));
  return {
    getItem: (place: string) => kept.get(place) ?? null,
    setItem: (place: string, text: string) => void kept.set(place, text),
    removeItem: (place: string) => void kept.delete(place),
  };
}

test('reads the codes of an address, and tells a damaged one from none', () => {
  assert.deepEqual(codeIn('#invite=ab-12'), { kind: 'invite', code: 'ab-12' });
  assert.deepEqual(codeIn('#reset=x'), { kind: 'reset', code: 'x' });
  for (const rest of ['', '=', '=A', '=ab-12.', '=ab 12', `=${'a'.repeat(65)}`, '=a\n']) {
    assert.deepEqual(codeIn(`#invite${rest}`), { kind: 'invite', code: undefined });
    assert.deepEqual(codeIn(`#reset${rest}`), { kind: 'reset', code: undefined });
  }
  for (const other of ['', '#', '#invites', '#x=1']) assert.equal(codeIn(other), undefined);
});

test('keeps drafts by room, also for the next page, and passes over what is damaged', () => {
  const kept = memory();
  new Drafts(kept).set('lobby', 'begun');
  assert.equal(new Drafts(kept).of('lobby'), 'begun');
  new Drafts(kept).set('lobby', '');
  assert.equal(new Drafts(kept).of('lobby'), '');
  for (const text of ['{', '3', '[1]']) {
    assert.equal(new Drafts(memory({ 'partyline.drafts': text })).of('lobby'), '');
  }
});

test('takes the language of the browser until another is chosen', () => {
  assert.equal(readSettings(memory(), ['de', 'ru-RU', 'en']).language, 'ru');
  const kept = memory({ 'partyline.settings': '{"look":"dark","language":"en"}' });
  assert.deepEqual(readSettings(kept, ['ru']), { look: 'dark', language: 'en' });
  assert.equal(readSettings(memory({ 'partyline.settings': 'null' }), []).language, 'en');
});

test('finds names by a part, those that begin with it first', () => {
  assert.deepEqual(fitting(['lobby', '#ops', '@bob', '#devops'], 'op'), ['#ops', '#devops']);
  assert.deepEqual(fitting(['lobby', '@bob'], 'BOB'), ['@bob']);
});

test('takes printed words apart as they were styled', () => {
  const text = `a ${pageStyle.strong('b')} ${pageStyle.error(pageStyle.faint('c'))}\x1b[7m d`;
  assert.deepEqual(styledPieces(text), [
    { text: 'a ', look: '' },
    { text: 'b', look: 'strong' },
    { text: ' ', look: '' },
    { text: 'c', look: 'faint error' },
    { text: ' d', look: '' },
  ]);
  assert.match(styledPieces(pageStyle.name('bob'))[0]?.look ?? '', /^name-[0-7]$/);
});

test('knows its keys by their places, where Alt makes other characters of them', () => {
  const none = { ctrlKey: false, altKey: false, metaKey: false, shiftKey: false };
  assert.equal(actionOf({ ...none, key: 'å', code: 'KeyA', altKey: true }), 'room-active');
  assert.equal(actionOf({ ...none, key: 'k', code: 'KeyK', metaKey: true }), 'switch-room');
  assert.equal(actionOf({ ...none, key: 'PageUp', code: 'PageUp' }), 'page-up');
  assert.equal(actionOf({ ...none, key: 'a', code: 'KeyA' }), undefined);
});

test('never has more entries in the document than may be, and finds its place again', () => {
  let span = spanAtEnd(1_000);
  for (let turn = 0; turn < 40; turn += 1) {
    const changes = { added: 40, kept: turn % 7 === 0 ? 100 : 160 };
    span = extended(span, turn % 3 === 0 ? 'after' : 'before', 1_000, changes);
    assert.ok(span.end - span.start <= mostInDocument && span.start >= 0 && span.end <= 1_000);
  }
  const near = { start: 100, end: 200 };
  const few = { added: 8, kept: 60 };
  assert.deepEqual(extended(near, 'before', 1_000, few), { start: 92, end: 160 });
  assert.deepEqual(extended(near, 'after', 1_000, few), { start: 140, end: 208 });
  assert.deepEqual(spanAgain([5, 6, 1, 2, 3], [1, 2, 9]), { start: 2, end: 4 });
  assert.equal(spanAgain([1], [2]), undefined);
  assert.deepEqual(spanAround(0, 10), { start: 0, end: 10 });
});

test('shows in the title what waits', () => {
  const rooms = [sampleRoom('lobby', 'lobby'), sampleRoom('r2', '@bob')];
  const joined = advance(emptyTalk, { type: 'welcome', name: 'ana', serverName: 'Night', rooms });
  assert.equal(titleOf(joined), 'lobby · Night');
  const message = sampleMessage(9, { room: 'r2', roomName: '@bob', from: 'bob', own: false });
  const told = advance(joined, { type: 'message', message, calls: true });
  assert.equal(titleOf(told), '(1) lobby · Night');
  assert.deepEqual(waitingIn(told), { calls: 1, isUnread: true });
});

test('names a sender once for what they say in a row', () => {
  const at = Date.now();
  const messages = [at, at + 1_000, at + 900_000].map((time, index) =>
    sampleMessage(index + 1, {
      room: 'lobby',
      roomName: 'lobby',
      from: 'bob',
      kind: 'text',
      of: null,
      at: time,
    }),
  );
  const rooms = [sampleRoom('lobby', 'lobby', { last: 0, after: 0 })];
  const welcome = { type: 'welcome', name: 'ana', serverName: 'Night', rooms } as const;
  const state = messages.reduce(
    (before, message) => advance(before, { type: 'message', message, calls: false }),
    advance(emptyTalk, welcome),
  );
  const room = state.rooms.get('lobby');
  assert.ok(room);
  assert.deepEqual(
    [0, 1, 2].map((place) => headingOf(room, place).isContinued),
    [false, true, false],
  );
});

test('asks before more than ten lines are pasted', () => {
  assert.equal(linesToAskAbout('a\n'.repeat(10)), undefined);
  assert.equal(linesToAskAbout('a\r\n'.repeat(11)), 11);
});

test('offers commands, rooms, people behind an @ and emojis, and no plain words', () => {
  const complete = (before: string) => [['#ops ', '#opera '], before] as const;
  assert.deepEqual(offeredFor('go to #op', complete)[0], ['#ops ', '#opera ']);
  assert.deepEqual(offeredFor('go to op', complete)[0], []);
  assert.deepEqual(completed({ text: 'go #op now', caret: 6 }, '#op', '#ops '), {
    text: 'go #ops now',
    caret: 8,
  });
});

test('brings back what was entered', () => {
  const lines = new EnteredLines();
  lines.add('one');
  lines.add('two');
  assert.deepEqual(
    ([-1, -1, -1, 1, 1] as const).map((by) => lines.step(by)),
    ['two', 'one', undefined, 'two', ''],
  );
});
