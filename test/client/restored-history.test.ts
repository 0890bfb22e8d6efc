import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import { scopeOf } from '../support/cleanup.ts';
import { connectTo, numbered, signUpOn, take } from '../support/joined-lines.ts';
import { type RestorableLine, startRestorableLine } from '../support/restorable-line.ts';
import { joinAs, password, type TestClient } from '../support/test-client.ts';

/** A line with ann, who is joined and whose client a test looks at. */
async function begin(test: TestContext) {
  const scope = scopeOf((undo) => test.after(undo));
  const house = await startRestorableLine(scope);
  const profile = new MemoryProfile();
  const join = () => joinAs({ address: house.address, name: 'ann', profile });
  const ann = join();
  await ann.line.whenOnline();
  return { scope, house, ann, join };
}

/** Somebody else says something, on a connection of their own. */
async function say(house: RestorableLine, name: string, texts: readonly string[]): Promise<void> {
  const line = joinAs({ address: house.address, name, profile: new MemoryProfile() }).line;
  for (const text of texts) await line.send(text);
  await line.close();
}

function textsOf({ messages }: TestClient): string[] {
  return messages.map(({ text }) => text);
}

function codesOf({ notices }: TestClient): string[] {
  return notices.map(({ code }) => code);
}

async function shows(client: TestClient, texts: readonly string[]): Promise<void> {
  await client.until(() => client.messages.length >= texts.length);
  assert.deepEqual(textsOf(client), texts);
}

describe('a client that is ahead of a history that was put back', () => {
  it('shows all of the new one from where they part, once, and says what is gone', async (test) => {
    const { house, ann } = await begin(test);
    await say(house, 'bob', numbered('common', 10));
    house.copy();
    await say(house, 'bob', numbered('lost', 12));
    await ann.line.send('my own');
    const before = [...numbered('common', 10), ...numbered('lost', 12), 'my own'];
    await shows(ann, before);
    await house.stop();
    house.putBack();
    await house.start();
    await say(house, 'cyd', numbered('new', 25));
    await shows(ann, [...before, ...numbered('new', 25)]);
    await ann.line.send('live');
    await shows(ann, [...before, ...numbered('new', 25), 'live']);
    assert.deepEqual(codesOf(ann), ['history-changed']);
    const sentence = ann.notices[0]?.text ?? '';
    assert.match(sentence, /lost 13 messages in lobby \(1 of them yours\)/);
    await ann.line.close();
  });

  it('does so after a backup of the running server was restored, and sends what waits', async (test) => {
    const { house, ann } = await begin(test);
    await say(house, 'bob', numbered('common', 5));
    await house.backUp();
    await say(house, 'bob', numbered('lost', 7));
    await ann.line.send('my own');
    const before = [...numbered('common', 5), ...numbered('lost', 7), 'my own'];
    await shows(ann, before);
    await house.stop();
    const waiting = ann.line.send('waits');
    await house.restoreBackup();
    await waiting;
    await say(house, 'cyd', numbered('new', 25));
    await shows(ann, [...before, 'waits', ...numbered('new', 25)]);
    assert.deepEqual(codesOf(ann), ['history-changed']);
    assert.match(ann.notices[0]?.text ?? '', /lost 8 messages in lobby \(1 of them yours\)/);
    await ann.line.close();
  });

  it('notices though the new history is as long, and when it comes back later', async (test) => {
    const { house, ann, join } = await begin(test);
    await say(house, 'bob', numbered('common', 4));
    house.copy();
    await say(house, 'bob', numbered('lost', 3));
    await ann.line.send('my own');
    await shows(ann, [...numbered('common', 4), ...numbered('lost', 3), 'my own']);
    await ann.line.close();
    await house.restore();
    await say(house, 'cyd', numbered('new', 4));
    const again = join();
    await shows(again, numbered('new', 4));
    await say(house, 'cyd', ['live']);
    await shows(again, [...numbered('new', 4), 'live']);
    assert.deepEqual(codesOf(again), ['history-changed']);
    assert.match(again.notices[0]?.text ?? '', /lost 4 messages in lobby \(1 of them yours\)/);
    await again.line.close();
  });

  it('shows nothing twice where the server was stopped for the copy, and it had come back since', async (test) => {
    const { house, ann } = await begin(test);
    await say(house, 'bob', numbered('common', 6));
    await house.stop();
    house.copy();
    await house.start();
    await say(house, 'bob', numbered('lost', 3));
    const before = [...numbered('common', 6), ...numbered('lost', 3)];
    await shows(ann, before);
    await house.restore();
    await say(house, 'cyd', ['new']);
    await shows(ann, [...before, 'new']);
    assert.deepEqual(codesOf(ann), ['history-changed']);
    await ann.line.close();
  });

  it('is told nothing of it where nothing is gone', async (test) => {
    const { house, ann } = await begin(test);
    await say(house, 'bob', numbered('common', 3));
    await shows(ann, numbered('common', 3));
    house.copy();
    await house.restore();
    await say(house, 'bob', ['new']);
    await shows(ann, [...numbered('common', 3), 'new']);
    await house.stop();
    await house.start();
    await say(house, 'bob', ['newer']);
    await shows(ann, [...numbered('common', 3), 'new', 'newer']);
    assert.deepEqual(codesOf(ann), []);
    await ann.line.close();
  });

  it('sends what waits once, whatever became of it before', async (test) => {
    const { house, ann } = await begin(test);
    await say(house, 'bob', ['common']);
    house.copy();
    await say(house, 'bob', ['lost']);
    await shows(ann, ['common', 'lost']);
    await house.stop();
    const posted = ann.line.send('waits');
    house.putBack();
    await house.start();
    const { seq } = await posted;
    assert.equal(seq, 2);
    await shows(ann, ['common', 'lost', 'waits']);
    await ann.line.close();
  });

  it('begins a conversation again that the copy does not have', async (test) => {
    const { scope, house, ann } = await begin(test);
    const bob = await signUpOn(scope, house.address, 'bob');
    house.copy();
    await bob.send('hello ann', { to: 'ann' });
    await bob.send('are you there?', { to: 'ann' });
    await shows(ann, ['hello ann', 'are you there?']);
    await house.restore();
    await ann.next('notice');
    assert.match(ann.notices[0]?.text ?? '', /2 messages in a conversation that it no longer has/);
    await bob.send('again', { to: 'ann' });
    await shows(ann, ['hello ann', 'are you there?', 'again']);
    await ann.line.close();
  });

  it('takes the history of a server that begins anew', async (test) => {
    const { house, ann, join } = await begin(test);
    await say(house, 'bob', numbered('lost', 5));
    await shows(ann, numbered('lost', 5));
    await ann.line.close();
    await house.replace();
    const again = join();
    await again.line.whenOnline();
    await say(house, 'cyd', numbered('new', 3));
    await shows(again, numbered('new', 3));
    assert.deepEqual(codesOf(again), ['history-replaced']);
    await again.line.close();
  });
});

describe('a program that is ahead of a history that was put back', () => {
  it('reads all of the new one with an app token, on the line and from the places it kept', async (test) => {
    const { scope, house, ann } = await begin(test);
    const { token } = await ann.line.account.createToken({ name: 'bot', read: true, write: false });
    const options = { address: house.address, token };
    const running = await connectTo(scope, { ...options, since: 0 });
    const kept = await connectTo(scope, { ...options, since: 0 });
    const [first, second] = [running.messages(), kept.messages()];
    await say(house, 'bob', numbered('common', 3));
    house.copy();
    await say(house, 'bob', numbered('lost', 4));
    for (const messages of [first, second]) await take(messages, 7);
    const places = JSON.parse(JSON.stringify(kept.places));
    await kept.close();
    await house.restore();
    await say(house, 'cyd', numbered('new', 9));
    const later = await connectTo(scope, { ...options, since: places });
    for (const messages of [first, later.messages()]) {
      const texts = (await take(messages, 9)).map(({ text }) => text);
      assert.deepEqual(texts, numbered('new', 9));
    }
    assert.equal(later.places.rooms.lobby, 12);
    await ann.line.close();
  });

  it('shows no message of its own as stored that is gone, and sends it again if it is told to', async (test) => {
    const { scope, house, ann } = await begin(test);
    house.copy();
    const bot = await connectTo(scope, {
      address: house.address,
      name: 'bot',
      password,
      signUp: true,
    });
    await ann.line.send('lost');
    const notice = ann.next('notice');
    await house.restore();
    assert.match((await notice).text, /1 message in lobby \(1 of them yours\).*Say yours again/);
    assert.equal((await ann.line.send('lost')).seq, 1);
    bot.abort();
    await ann.line.close();
  });
});
