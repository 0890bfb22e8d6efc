import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { InputError, type Line, type LineChange, MemoryProfile } from '../../src/index.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { connectTo, signUpOn, take } from '../support/joined-lines.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

const refused = (code: string) => ({ name: 'PartylineError', code });

/** The parts of a change that a test compares. */
const told = ({ kind, text, of, from, own, isNews }: LineChange) => {
  return { kind, text, of, from, own, isNews };
};

describe('changes of messages', () => {
  const suite = scopeOf(after);
  let house: StartedLine;
  let ann: Line;
  let bob: Line;

  before(async () => {
    house = await startLine(suite);
    ann = await signUpOn(suite, house.address, 'ann');
    bob = await signUpOn(suite, house.address, 'bob');
  });

  it('come to those who are online, in order among the messages, and to loops that ask for them', async () => {
    const plain = bob.messages();
    const all = bob.messages({ changes: true });
    const first = await ann.send('helo');
    await ann.edit(first, 'hello');
    await bob.react(first, '❤');
    await bob.reply(first, 'hi');
    await bob.unreact(first, '❤️');
    await ann.remove(first);
    await ann.send('done');
    const entries = [];
    while (entries.at(-1)?.text !== 'done') entries.push((await all.next()).value);
    assert.deepEqual(
      entries.map((entry) => [entry?.kind, entry?.text, entry?.of, entry?.from]),
      [
        ['text', 'helo', null, 'ann'],
        ['edit', 'hello', first.seq, 'ann'],
        ['reaction', '❤️', first.seq, 'bob'],
        ['text', 'hi', first.seq, 'bob'],
        ['unreaction', '❤️', first.seq, 'bob'],
        ['deletion', '', first.seq, 'ann'],
        ['text', 'done', null, 'ann'],
      ],
    );
    const messages = await take(plain, 3);
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['helo', 'hi', 'done'],
    );
    await Promise.all([plain.return?.(), all.return?.()]);
  });

  it('are refused where they may not be made, and what is no emoji is not sent', async () => {
    const message = await ann.send('mine');
    await assert.rejects(bob.edit(message, 'theirs'), refused('forbidden'));
    await assert.rejects(bob.remove(message), refused('forbidden'));
    const { seq } = await ann.edit(message, 'still mine');
    await assert.rejects(
      ann.edit({ room: 'lobby', seq }, 'of an edit'),
      refused('message.invalid'),
    );
    await assert.rejects(ann.edit(message, ' '), refused('text.empty'));
    await assert.rejects(ann.react(message, 'yes'), InputError);
    await assert.rejects(ann.edit({ room: 'lobby', seq: 0 }, 'none'), InputError);
    await ann.remove(message);
    await ann.remove(message);
    await assert.rejects(ann.edit(message, 'again'), refused('message.deleted'));
  });

  it('are in the messages of those who come later, who are told of no change twice', async (context) => {
    const scope = scopeOf((undo) => context.after(undo));
    const [kept, gone] = [await ann.send('kpet'), await ann.send('gone')];
    await ann.edit(kept, 'kept');
    await bob.react(kept, '🎉');
    await ann.remove(gone);
    const last = await ann.send('the last');
    const { token } = await ann.account.createToken({ name: 'late', read: true, write: false });
    const since = { lobby: kept.seq - 1 };
    const late = await connectTo(scope, { address: house.address, token, since });
    const changes: LineChange[] = [];
    late.on('change', (change) => void changes.push(change));
    const messages = await take(late.messages({ changes: true }) as never, 3);
    assert.deepEqual(
      messages.map(({ seq, kind, text, deleted, reactions }) => {
        return { seq, kind, text, deleted, reactions };
      }),
      [
        {
          ...{ seq: kept.seq, kind: 'text', text: 'kept', deleted: false },
          reactions: [{ emoji: '🎉', names: ['bob'] }],
        },
        { seq: gone.seq, kind: 'deleted', text: '', deleted: true, reactions: [] },
        { seq: last.seq, kind: 'text', text: 'the last', deleted: false, reactions: [] },
      ],
    );
    assert.equal(typeof messages[0]?.edited, 'number');
    assert.deepEqual(
      changes.map(({ isNews }) => isNews),
      [false, false, false],
    );
    const page = await bob.history('lobby', { after: kept.seq - 1 });
    assert.deepEqual(
      page.messages.map(({ text }) => text),
      ['kept', '', 'the last'],
    );
  });

  it('reach a device that was away, of messages that it has', async (context) => {
    const scope = scopeOf((undo) => context.after(undo));
    const profile = new MemoryProfile();
    const options = { address: house.address, name: 'cora', password, profile };
    const device = await connectTo(scope, { ...options, signUp: true });
    const heard = device.messages();
    const [edited, deleted] = [await ann.send('first'), await ann.send('second')];
    await take(heard, 2);
    await device.close();
    await ann.edit(edited, 'once');
    await ann.edit(edited, 'twice');
    await ann.remove(deleted);
    await ann.send('new');
    const again = await connectTo(scope, options);
    const changes: LineChange[] = [];
    again.on('change', (change) => void changes.push(change));
    assert.equal((await take(again.messages(), 1))[0]?.text, 'new');
    const by = { from: 'ann', own: false };
    assert.deepEqual(changes.map(told), [
      { ...by, kind: 'edit', text: '', of: edited.seq, isNews: false },
      { ...by, kind: 'edit', text: 'twice', of: edited.seq, isNews: true },
      { ...by, kind: 'deletion', text: '', of: deleted.seq, isNews: true },
    ]);
  });

  it('outlast a restart, and a deleted text is in no file of the server after it', async (context) => {
    const scope: Scope = scopeOf((undo) => context.after(undo));
    const first = await startLine(scope);
    const dan = await signUpOn(scope, first.address, 'dan');
    const secret = await dan.send('a secret of dan');
    await dan.send('no secret of dan');
    await dan.edit(secret, 'a secret of dan, edited');
    await dan.remove(secret);
    await dan.edit(await dan.send('typpo of dan'), 'typo of dan');
    await dan.close();
    await first.server.stop();
    const files = readdirSync(first.folder, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
    const isKept = (text: string) => texts.some((bytes) => bytes.includes(text));
    for (const text of ['a secret of dan', 'typpo of dan']) assert.ok(!isKept(text), text);
    for (const text of ['no secret of dan', 'typo of dan']) assert.ok(isKept(text), text);
    const second = await startLine(scope, { dataFolder: first.folder });
    const eve = await signUpOn(scope, second.address, 'eve');
    const page = await eve.history('lobby', { after: 0 });
    assert.deepEqual(
      page.messages.map(({ text }) => text),
      ['', 'no secret of dan', 'typo of dan'],
    );
  });
});
