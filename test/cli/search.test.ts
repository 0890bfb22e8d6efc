import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { InputError, PartylineError } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';

describe('a search', () => {
  const scope = scopeOf(after);
  let line: ScriptLine;

  before(async () => {
    line = await startScriptLine(scope);
    const { ann, ben } = line;
    await ann.send('the Straße is closed');
    await ben.send('see /usr/lib/foo_bar.ts');
    await ann.send('or https://example.org/strasse');
    await ben.send('a secret strasse', { to: 'ann' });
  });

  const found = async (query: Parameters<ScriptLine['ann']['search']>[0]) =>
    (await line.ann.search(query)).results.map(({ roomName, seq }) => `${roomName} ${seq}`);

  test('finds messages of all rooms, newest first, with what was said before and after', async () => {
    const { results, more } = await line.ann.search({ terms: ['STRASSE'] });
    assert.deepEqual(
      results.map(({ roomName, before, message, after }) => [
        roomName,
        before?.text,
        message.text,
        after?.text,
      ]),
      [
        ['@ben', undefined, 'a secret strasse', undefined],
        ['lobby', 'see /usr/lib/foo_bar.ts', 'or https://example.org/strasse', undefined],
        ['lobby', undefined, 'the Straße is closed', 'see /usr/lib/foo_bar.ts'],
      ],
    );
    assert.equal(more, false);
  });

  test('goes by person, room, time and link, and by pages', async () => {
    assert.deepEqual(await found({ terms: ['strasse'], room: '@ben' }), ['@ben 1']);
    assert.deepEqual(await found({ terms: ['bar'], from: 'Ben', room: 'lobby' }), ['lobby 2']);
    assert.deepEqual(await found({ link: true }), ['lobby 3']);
    const { results } = await line.ann.search({ from: 'ann' });
    const [last] = results;
    const since = new Date(last?.message.at ?? 0);
    assert.deepEqual((await found({ from: 'ann', since }))[0], 'lobby 3');
    assert.deepEqual(await found({ from: 'ann', until: new Date(1) }), []);
    const first = await line.ann.search({ from: 'ann', limit: 1 });
    assert.equal(first.more, true);
    assert.deepEqual(await found({ from: 'ann', before: first.results[0] }), ['lobby 1']);
  });

  test('sees what was stored before it was asked, and messages as they are now', async () => {
    const { ann } = line;
    const posted = await ann.send('a giraffe');
    const place = { room: 'lobby', seq: posted.seq };
    assert.deepEqual(await found({ terms: ['giraffe'] }), [`lobby ${posted.seq}`]);
    await ann.edit(place, 'an elephant');
    assert.deepEqual(await found({ terms: ['giraffe'] }), []);
    assert.deepEqual(await found({ terms: ['elephant'] }), [`lobby ${posted.seq}`]);
    await ann.remove(place);
    assert.deepEqual(await found({ terms: ['elephant'] }), []);
  });

  test('finds nothing of rooms that somebody is not in, or that an app token may not read', async () => {
    const { token } = await line.ann.account.createToken({
      ...{ name: 'lobby reader', read: true, write: false, rooms: ['lobby'] },
    });
    const env = { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: line.started.server.address() };
    const { output } = await line.run(['search', 'strasse', '--json'], { env });
    assert.deepEqual(
      output
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each).room),
      ['lobby', 'lobby'],
    );
    const refused = await line.run(['search', 'strasse', 'in:@ben'], { env });
    assert.deepEqual([refused.code, refused.output], [77, '']);
    await assert.rejects(
      line.ann.search({ terms: ['x'], room: 'r000000000000none' }),
      (error) => error instanceof PartylineError && error.code === 'room.unknown',
    );
  });

  test('refuses what cannot be asked', async () => {
    const refusals = [
      { terms: [''] },
      { terms: ['a\nb'] },
      { terms: ['x'.repeat(201)] },
      { limit: 51 },
    ];
    for (const query of refusals) await assert.rejects(line.ann.search(query), InputError);
    await assert.rejects(
      line.ann.search({ since: new Date(1) }),
      (error) => error instanceof PartylineError && error.field === 'terms',
    );
    await assert.rejects(
      line.ann.search({ from: 'nobody' }),
      (error) => error instanceof PartylineError && error.code === 'name.unknown',
    );
  });

  test('is a command that prints lines for people, or JSON', async () => {
    const text = await line.run(['search', '"Straße is"']);
    assert.equal(text.code, 0);
    assert.match(
      text.output,
      /^--- lobby ---\n> \d\d:\d\d ann: the Straße is closed\n {2}\d\d:\d\d ben: see \/usr\/lib\/foo_bar\.ts\n$/,
    );
    const json = await line.run(['search', 'foo_bar', 'from:ben', '--limit', '1', '--json']);
    const { at, before, after, ...rest } = JSON.parse(json.output);
    assert.deepEqual(rest, {
      ...{ room: 'lobby', seq: 2, from: 'ben', kind: 'text' },
      text: 'see /usr/lib/foo_bar.ts',
    });
    assert.equal(new Date(at).toISOString(), at);
    assert.deepEqual([before.seq, after.seq], [1, 3]);
    const older = await line.run(['search', 'strasse', '--before', 'lobby:3', '--json']);
    assert.deepEqual(
      older.output
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each).seq),
      [1],
    );
    const nothing = await line.run(['search', 'zebra']);
    assert.deepEqual([nothing.code, nothing.output], [0, '']);
    const wrong = await line.run(['search', 'x', 'before:soon']);
    assert.deepEqual([wrong.code, wrong.output], [64, '']);
  });
});
