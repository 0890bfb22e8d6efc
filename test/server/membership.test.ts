import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { randomId } from '../../src/base/ids.ts';
import { exampleEntry, exampleMembership, exampleRoom } from '../../src/chat/tables.suite.ts';
import { openDataFolder } from '../../src/store/data-folder.ts';
import { openDatabase } from '../../src/store/database.ts';
import { SqliteTables } from '../../src/store/sqlite-tables.ts';
import { writeContent } from '../../src/words/content.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type Joined, newFolder, type StartedLine, startLine } from '../support/started-line.ts';

/** A room that is neither the lobby nor a conversation of two, and one that is not there. */
const [secret, missing] = ['r0000000000secret', 'r000000000missing'];

describe('a room that is not direct', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let bob: Joined;
  let eve: Joined;

  before(async () => {
    const dataFolder = newFolder(scope);
    line = await startLine(scope, { dataFolder });
    for (const name of ['bob', 'eve']) (await line.signUp(name)).client.cut();
    await line.server.stop();
    addSecretRoom(dataFolder, 'bob');
    line = await startLine(scope, { dataFolder });
    bob = await line.logIn('bob');
    eve = await line.logIn('eve');
    await bob.client.say('between us', { room: secret });
    assert.equal((await bob.client.expect('message')).room, secret);
  });

  function addSecretRoom(path: string, member: string): void {
    const folder = openDataFolder(path);
    const database = openDatabase(folder.file('line.sqlite'));
    const tables = new SqliteTables(database);
    tables.begin();
    const room = tables.nextRoomId();
    tables.putRoom(
      exampleRoom({ id: room, key: secret, kind: 'named', name: 'secret', access: 'private' }),
    );
    const account = tables.accountByName(member)?.id as number;
    tables.putMembership(exampleMembership({ room, account, name: 'secret', readPosition: 1 }));
    const content = writeContent({ kind: 'created', text: '' });
    const place = { room, seq: 1, position: tables.nextPosition(), account };
    tables.addEntry(exampleEntry({ ...place, mid: randomId(16), content }));
    tables.commit();
    database.close();
    folder.release();
  }

  /** The requests about a room, by its key. */
  const requests = {
    history: (client: RawClient, room: string) =>
      client.request('history', { room, after: 0, limit: 10 }),
    place: (client: RawClient, room: string) => client.request('history.find', { room, at: 0 }),
    post: (client: RawClient, room: string) => client.post('let me in', { room }),
  };

  it('gives a member its history, its places and a post', async () => {
    const { client } = bob;
    requests.history(client, secret);
    const { messages } = await client.expect('history');
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['', 'between us'],
    );
    requests.place(client, secret);
    assert.equal((await client.expect('history.place')).after, 0);
    assert.equal((await client.say('and on', { room: secret })).seq, 3);
    await client.expect('message');
  });

  for (const [what, ask] of Object.entries(requests)) {
    it(`is for others no room at all: ${what}`, async () => {
      const answers = [];
      for (const room of [secret, missing]) {
        const refused = await eve.client.refused('room.unknown', ask(eve.client, room));
        // They say it of the room that was asked for.
        answers.push(JSON.stringify({ ...refused, re: 0 }).replaceAll(room, 'ROOM'));
      }
      assert.deepEqual(answers[0], answers[1]);
    });
  }

  it('is not told to others, nor what is said there', async () => {
    assert.deepEqual(
      eve.welcome.rooms.map(({ room }) => room),
      ['lobby'],
    );
    assert.deepEqual(
      new Set(bob.welcome.rooms.map(({ room }) => room)),
      new Set([secret, 'lobby']),
    );
    await bob.client.say('still between us', { room: secret });
    await bob.client.expect('message');
    await eve.client.say('for all');
    assert.equal((await eve.client.expect('message')).room, 'lobby');
  });

  it('lets in no program of others, whatever cursors and rooms it names', async () => {
    const token = await eve.client.createToken('bot', { read: true, write: true });
    const client = await line.connect();
    const { rooms } = await client.attach(token, { receive: true, cursors: { [secret]: 0 } });
    assert.deepEqual(
      rooms.map(({ room }) => room),
      ['lobby'],
    );
    await client.refused('room.unknown', requests.history(client, secret));
    await client.refused('room.unknown', requests.post(client, secret));
  });

  it('has nothing in common with what others claim to know of it', async () => {
    const [own, foreign] = await Promise.all(
      ['bob', 'eve'].map(async (name) => {
        const { client, welcome } = await line.logIn(name);
        const { terms } = welcome;
        const cursors = { [secret]: 1, rAAAAAAAAAAAAAAAA: 7 };
        client.request('history.compare', { terms, cursors });
        const { term, parted } = await client.until('history.common');
        assert.equal(term, terms[0]);
        client.request('history.compare', { terms: ['A'.repeat(11)], cursors });
        const unknown = await client.until('history.common');
        assert.deepEqual([unknown.term, unknown.parted], [null, {}]);
        return parted;
      }),
    );
    assert.deepEqual(own, { rAAAAAAAAAAAAAAAA: 0 });
    assert.deepEqual(foreign, { [secret]: 0, rAAAAAAAAAAAAAAAA: 0 });
  });
});
