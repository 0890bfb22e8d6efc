import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FarEnd, fakePipe } from './fake-pipes.fixture.ts';
import { TabHub } from './tab-hub.ts';

const lobby = { room: 'lobby', name: 'lobby', last: 4, after: 2, read: 4, skipped: 1 };
const welcome = {
  type: 'welcome',
  re: 1,
  session: 's',
  deviceToken: 'second',
  token: 'T',
  proof: 'p',
  created: true,
  now: 1_000,
  role: 'member',
  rooms: [lobby],
};

/** A hub, the connections that it has opened, and its tabs. */
function setUp() {
  const servers: FarEnd[] = [];
  const clock = { now: 0 };
  const hub = new TabHub(
    async () => {
      const { pipe, far } = fakePipe();
      servers.push(far);
      return pipe;
    },
    () => clock.now,
  );
  const notAsked = () => assert.fail('the worker reaches the server itself');
  const openTab = async (session?: string) => {
    const { pipe, far } = fakePipe();
    await hub.add(pipe, session, async () => notAsked());
    return far;
  };
  return { hub, servers, openTab, clock };
}

/** The first tab, logged in. */
async function loggedIn({ servers, openTab }: ReturnType<typeof setUp>) {
  const tab = await openTab();
  const [server] = servers as [FarEnd];
  tab.send({ type: 'hello' });
  server.send({ type: 'hello', name: 'the line' });
  tab.send({ type: 'login.finish', id: 1 });
  server.send(welcome);
  return { tab, server };
}

/** Another tab, which has resumed. */
async function resumed({ openTab }: ReturnType<typeof setUp>, cursors?: object) {
  const tab = await openTab('s');
  tab.send({ type: 'hello' });
  tab.send({ type: 'resume', id: 7, session: 's', deviceToken: 'second', cursors });
  return tab;
}

describe('tabs of one session', () => {
  test('log in word for word, and come beside others with the rooms as they are by now', async () => {
    const parts = setUp();
    const { tab: first, server } = await loggedIn(parts);
    assert.deepEqual(
      server.got.map(({ type }) => type),
      ['hello', 'login.finish'],
    );
    assert.deepEqual(first.got, [{ type: 'hello', name: 'the line' }, welcome]);
    server.send({ type: 'entries', room: 'lobby', first: 5, runs: [{ entries: [{}, {}] }] });
    server.send({
      type: 'room',
      room: { room: 'r1', name: '#one', last: 0, after: 0, skipped: 0 },
    });
    server.send({ type: 'room.invited', room: 'r2', name: '#two', from: 'ann' });
    server.send({ type: 'role', role: 'operator' });
    const second = await resumed(parts);
    assert.equal(server.got.length, 2, 'the server knows nothing of it');
    const [hello, own, invitation] = second.got;
    assert.deepEqual(hello, { type: 'hello', name: 'the line' });
    assert.deepEqual(own, {
      ...welcome,
      re: 7,
      proof: null,
      created: false,
      now: own?.now,
      role: 'operator',
      rooms: [
        { room: 'lobby', name: 'lobby', last: 6, after: 6, skipped: 0 },
        { room: 'r1', name: '#one', last: 0, after: 0, skipped: 0 },
      ],
    });
    assert.ok(Number(own?.now) >= 1_000, 'the clock has gone on');
    assert.equal(invitation?.type, 'room.invited');
  });

  test('are told of what came before them and behind their places, which they ask for', async () => {
    const parts = setUp();
    const { server } = await loggedIn(parts);
    server.send({ type: 'entries', room: 'lobby', first: 5, runs: [{ entries: [{}, {}] }] });
    server.send({
      type: 'room',
      room: { room: 'r1', name: '#one', last: 2_000, after: 2_000, skipped: 0 },
    });
    const { got } = await resumed(parts, { lobby: 3, r1: 10 });
    const [, own, ...behind] = got;
    assert.deepEqual(own?.rooms, [
      { room: 'lobby', name: 'lobby', last: 6, after: 3, skipped: 0 },
      { room: 'r1', name: '#one', last: 2_000, after: 1_000, skipped: 990 },
    ]);
    assert.deepEqual(behind, [
      { type: 'entries', room: 'lobby', first: 7, runs: [] },
      { type: 'entries', room: 'r1', first: 2_001, runs: [] },
    ]);
    const upToDate = await resumed(parts, { lobby: 6, r1: 2_000 });
    assert.equal(upToDate.got.length, 2);
  });

  test('get the answers to their own requests, and everything else together', async () => {
    const parts = setUp();
    const { tab: first, server } = await loggedIn(parts);
    const second = await resumed(parts);
    first.send({ type: 'who', id: 3, token: 'T' });
    second.send({ type: 'who', id: 3, token: 'T' });
    const [one, two] = server.got.slice(-2).map(({ id }) => id);
    assert.notEqual(one, two);
    server.send({ type: 'people', re: two, of: 'second' });
    server.send({ type: 'people', re: one, of: 'first' });
    server.send({ type: 'presence', changes: [] });
    assert.deepEqual(first.got.slice(-2), [
      { type: 'people', re: 3, of: 'first' },
      { type: 'presence', changes: [] },
    ]);
    assert.deepEqual(second.got.slice(-2), [
      { type: 'people', re: 3, of: 'second' },
      { type: 'presence', changes: [] },
    ]);
  });

  test('answer a mark of the server once, from the hub', async () => {
    const parts = setUp();
    const { tab: first, server } = await loggedIn(parts);
    const second = await resumed(parts);
    server.send({ type: 'ping', mark: 'm' });
    for (const tab of [first, second]) tab.send({ type: 'pong', token: 'T', mark: 'm' });
    const pongs = server.got.filter(({ type }) => type === 'pong');
    assert.deepEqual(pongs, [{ type: 'pong', token: 'T', mark: 'm' }]);
  });

  test('take leave one by one, and the last one of the server', async () => {
    const parts = setUp();
    const { tab: first, server } = await loggedIn(parts);
    const second = await resumed(parts);
    first.send({ type: 'bye', token: 'T' });
    assert.equal(first.got.at(-1)?.type, 'bye');
    assert.equal(first.isClosed, true);
    second.send({ type: 'bye', token: 'T' });
    assert.equal(server.got.at(-1)?.type, 'bye');
    server.close();
    assert.equal(second.isClosed, true);
    assert.equal(parts.hub.size, 0);
  });

  test('wait for the login of the first, and are let go when it gives up', async () => {
    const parts = setUp();
    const first = await parts.openTab('s');
    const second = await parts.openTab('s');
    second.send({ type: 'hello' });
    assert.equal(parts.servers.length, 1);
    assert.deepEqual(second.got, []);
    first.close();
    assert.equal(second.isClosed, true);
    assert.equal(parts.servers[0]?.isClosed, true);
    assert.equal(parts.hub.size, 0);
  });

  test('resume with the latest token that any of them got', async () => {
    const parts = setUp();
    const { server } = await loggedIn(parts);
    server.close();
    const slept = await parts.openTab('s');
    slept.send({ type: 'resume', id: 1, session: 's', deviceToken: 'first' });
    assert.equal(parts.servers[1]?.got[0]?.deviceToken, 'second');
  });

  test('leave a connection together on which one of them waits for a silent server in vain', async () => {
    const parts = setUp();
    const { tab: first, server } = await loggedIn(parts);
    const second = await resumed(parts);
    const third = await resumed(parts);
    parts.clock.now += 44_000;
    third.close();
    assert.equal(server.isClosed, false, 'it may have had nothing to say');
    first.send({ type: 'who', id: 3, token: 'T' });
    first.close();
    assert.equal(server.isClosed, true);
    assert.equal(second.isClosed, true);
    assert.equal(parts.hub.size, 0);
  });

  test('leave a connection together on which nobody hears anything any more', async () => {
    const parts = setUp();
    const { tab: first, server } = await loggedIn(parts);
    await resumed(parts);
    server.send({ type: 'ping', mark: 'm' });
    parts.clock.now += 60_000;
    first.close();
    assert.equal(server.isClosed, true);
  });

  test('have nothing to do with those of another session', async () => {
    const parts = setUp();
    await loggedIn(parts);
    await parts.openTab('another');
    await parts.openTab();
    assert.equal(parts.servers.length, 3);
    const impostor = await parts.openTab('s');
    impostor.send({ type: 'hello' });
    impostor.send({ type: 'login.start', id: 1 });
    assert.equal(impostor.isClosed, true);
  });
});
