import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Line, LineEvents } from '../../src/index.ts';
import { PartylineError } from '../../src/index.ts';
import { defaultPreferences } from '../../src/words/preferences.ts';
import { scopeOf } from '../support/cleanup.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { connectTo, signUpOn } from '../support/joined-lines.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

/** The next event of this name that `fits`. */
function next<Name extends keyof LineEvents>(
  line: Line,
  name: Name,
  fits: (fact: LineEvents[Name][0]) => boolean = () => true,
): Promise<LineEvents[Name][0]> {
  return new Promise((resolve) => {
    const take = (fact: LineEvents[Name][0]) => {
      if (!fits(fact)) return;
      line.off(name, take);
      resolve(fact);
    };
    line.on(name, take);
  });
}

function refusedAs(code: string) {
  return (error: unknown) => error instanceof PartylineError && error.code === code;
}

describe('attention', () => {
  const suite = scopeOf(after);
  let house: StartedLine;
  let ann: Line;
  let bob: Line;
  let eve: Line;

  before(async () => {
    const bounds = { presenceAudience: 256, presenceDelayMs: 1 };
    house = await startLine(suite, { bounds });
    ann = await signUpOn(suite, house.address, 'ann');
    bob = await signUpOn(suite, house.address, 'bob');
    eve = await signUpOn(suite, house.address, 'eve');
  });

  it('tells who is away and idle, and when somebody was last here', async () => {
    const change = next(bob, 'attention', ([one]) => one?.away === 'lunch');
    await ann.attention.away('lunch');
    await ann.attention.idle(900_000);
    const [told] = await change;
    assert.equal(told?.name, 'ann');
    const { people } = await bob.who();
    const here = people.find(({ name }) => name === 'ann');
    const idleMs = house.clock.now() - (here?.idleSince ?? 0);
    assert.ok(here?.away === 'lunch' && idleMs >= 900_000 && idleMs < 960_000);
    assert.deepEqual(await bob.attention.whois('ann'), {
      name: 'ann',
      operator: false,
      online: true,
      since: here?.since,
      away: 'lunch',
      idleSince: here?.idleSince,
      lastSeenAt: null,
    });
    await ann.attention.idle(0);
    await ann.attention.back();
    const { away, idleSince } = await bob.attention.whois('ann');
    assert.deepEqual({ away, idleSince }, { away: null, idleSince: null });
    await assert.rejects(bob.attention.whois('nobody'), refusedAs('name.unknown'));
  });

  it('tells all devices of an account its preferences, and nobody else', async () => {
    const heard: string[] = [];
    eve.on('preferences', () => heard.push('eve'));
    const other = await connectTo(suite, { address: house.address, name: 'ann', password });
    const told = next(other, 'preferences');
    await ann.attention.change({
      notify: 'all',
      room: { room: 'lobby', notify: 'none' },
      ignore: 'eve',
      addWord: 'disk',
    });
    const expected = {
      ...defaultPreferences,
      notify: 'all',
      rooms: { lobby: 'none' },
      ignored: ['eve'],
      words: ['disk'],
    };
    assert.deepEqual(await told, expected);
    assert.deepEqual(await other.attention.preferences(), expected);
    // Entries of somebody who is ignored come and count as others do.
    const message = next(other, 'message');
    await eve.send('can you hear me?');
    assert.equal((await message).text, 'can you hear me?');
    const elsewhere = ann.attention.change({ room: { room: `r${'x'.repeat(16)}`, notify: 'all' } });
    await assert.rejects(elsewhere, refusedAs('room.unknown'));
    await assert.rejects(ann.attention.change({ ignore: 'ann' }), refusedAs('forbidden'));
    assert.deepEqual(heard, []);
    await other.close();
  });

  it('keeps preferences from app tokens', async () => {
    const { token } = await bob.account.createToken({ name: 'bot', read: true, write: true });
    const bot = await connectTo(suite, { address: house.address, token, present: false });
    let isTold = false;
    bot.on('preferences', () => {
      isTold = true;
    });
    await assert.rejects(bot.attention.preferences(), refusedAs('forbidden'));
    await assert.rejects(bot.attention.away('lunch'), refusedAs('forbidden'));
    const told = next(bob, 'preferences');
    await bob.attention.change({ bell: false });
    assert.equal((await told).bell, false);
    await bot.who();
    assert.equal(isTold, false);
  });

  it('tells those in the room who types, once in a while, and no one else', async () => {
    const typed: string[] = [];
    for (const line of [ann, bob, eve]) {
      line.on('typing', ({ roomName, name }) => typed.push(`${line.name}: ${name} in ${roomName}`));
    }
    await ann.send('hello', { to: 'bob' });
    const told = next(bob, 'typing');
    await ann.attention.typing('@bob');
    await ann.attention.typing('@bob');
    await told;
    house.clock.advance(2_000);
    await ann.attention.typing('lobby');
    await Promise.all([bob.who(), eve.who(), ann.who()]);
    assert.deepEqual(typed.toSorted(), [
      'bob: ann in @ann',
      'bob: ann in lobby',
      'eve: ann in lobby',
    ]);
    await assert.rejects(ann.attention.typing('@nobody'), refusedAs('name.unknown'));
    await assert.rejects(ann.attention.typing(`r${'x'.repeat(16)}`), refusedAs('room.unknown'));
  });

  it('takes a line that is cut and made anew for no news, and an exit for one', async () => {
    const proxy: CuttingProxy = await startCuttingProxy(house.address.port);
    suite.after(() => proxy.close());
    const seen: string[] = [];
    bob.on('presence', (changes) => {
      for (const { name, online } of changes) seen.push(`${name} ${online}`);
    });
    const came = next(bob, 'presence', ([one]) => one?.name === 'dan');
    proxy.cuts = [{ direction: 'toServer', afterBytes: 8_000 }];
    const address = { ...house.address, port: proxy.port };
    const dan = await signUpOn(suite, address, 'dan');
    await came;
    const again = next(dan, 'welcome', (welcome) => welcome.again);
    // The answer is lost with the line, which is cut behind so many bytes.
    while (proxy.cutCount === 0) await dan.send('x'.repeat(1_000));
    await again;
    const gone = next(bob, 'presence', (changes) => changes.some(({ online }) => !online));
    await dan.close();
    await gone;
    assert.deepEqual(seen, ['dan true', 'dan false']);
  });

  it('keeps what is urgent until it is acknowledged, through a restart', async () => {
    const posted = await ann.send('the disk is full', { kind: 'urgent', names: ['bob', 'eve'] });
    assert.deepEqual(await ann.attention.urgents(), []);
    const waiting = await bob.attention.urgents();
    const { seq, at } = posted;
    assert.deepEqual(waiting, [{ room: 'lobby', roomName: 'lobby', seq, from: 'ann', at }]);
    const heard = next(ann, 'message', ({ kind }) => kind === 'ack');
    await bob.acknowledge(posted);
    const { from, of } = await heard;
    assert.deepEqual([from, of], ['bob', seq]);
    const people = await ann.attention.acknowledgements(posted);
    assert.deepEqual(
      people.map(({ name, acknowledgedAt }) => [name, acknowledgedAt !== null]),
      [
        ['bob', true],
        ['eve', false],
      ],
    );
    await assert.rejects(bob.acknowledge(posted), refusedAs('message.invalid'));
    await assert.rejects(ann.send('names', { names: ['bob'] }), refusedAs('message.invalid'));
    await house.server.stop();
    const again = await startLine(suite, { dataFolder: house.folder });
    const late = await connectTo(suite, { address: again.address, name: 'eve', password });
    assert.deepEqual(await late.attention.urgents(), waiting);
    await late.acknowledge(posted);
    assert.deepEqual(await late.attention.urgents(), []);
  });
});
