import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { randomId } from '../../src/base/ids.ts';
import { MidSource } from '../../src/base/mid-source.ts';
import { openLocal } from '../../src/journal/local-storage.ts';
import { openDataFolder } from '../../src/store/data-folder.ts';
import type { RoomState } from '../../src/wire/messages.ts';
import type { AnswerFields } from '../../src/wire/requests.ts';
import { writeContent } from '../../src/words/content.ts';
import { scopeOf } from '../support/cleanup.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';

const mids = new MidSource();

/** People who write; more than a greeting lists. */
const writers = 230;
/** Number of the account they write to: the first after the operator's. */
const popular = 2;

describe('an account with more conversations than a greeting lists', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    const dataFolder = newFolder(scope);
    line = await startLine(scope, { dataFolder });
    (await line.signUp('popular')).client.cut();
    await line.server.stop();
    await writeToPopular(dataFolder);
    line = await startLine(scope, { dataFolder });
  });

  async function writeToPopular(path: string): Promise<void> {
    const folder = openDataFolder(path);
    const { journal, close } = await openLocal(folder);
    const accounts = Array.from({ length: writers }, (_, index) =>
      journal.request({
        type: 'account.create',
        at: index,
        uid: randomId(16),
        name: `writer${index}`,
        role: 'member',
        record: null,
        mode: 'open',
        inviteHash: null,
        session: null,
      }),
    );
    for (const outcome of await Promise.all(accounts)) {
      assert.ok(outcome.ok);
      journal.propose({
        type: 'post',
        at: 1,
        account: outcome.value.account.id,
        to: { account: popular },
        mid: mids.next(1),
        content: writeContent({ kind: 'text', text: `I am ${outcome.value.account.name}` }),
        of: 0,
      });
    }
    await close();
    folder.release();
  }

  it('is shown every message, and is told of every room before its first message', async () => {
    const { client, welcome } = await line.logIn('popular');
    const told = new Map<string, RoomState>(welcome.rooms.map((room) => [room.room, room]));
    assert.ok(told.size < writers);
    const texts = new Set<string>();
    while (texts.size < writers) {
      const message = await client.next();
      if (message?.type === 'room') told.set(message.room.room, message.room);
      else if (message?.type === 'message') {
        const room = told.get(message.room);
        assert.ok(room);
        assert.equal(room.name, `@${message.from}`);
        assert.deepEqual([room.after, room.last, room.skipped], [0, 1, 0]);
        texts.add(message.text);
      } else assert.fail(`${message?.type} was not due`);
    }
    assert.equal(told.size, writers + 1);
  });

  it('finds all of them among the rooms that it may read, page by page, until no more follow', async () => {
    const { client } = await line.logIn('popular');
    const all: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      client.request('history.rooms', next === '' ? {} : { after: next });
      const page: AnswerFields<'history.rooms'> = await client.until('history.readable');
      assert.ok(page.rooms.length <= 200);
      all.push(...page.rooms.map(({ name, last }) => `${name} ${last}`));
      next = page.next;
    }
    const expected = Array.from({ length: writers }, (_, index) => `@writer${index} 1`);
    assert.deepEqual(all.sort(), [...expected, 'lobby 0'].sort());
  });
});
