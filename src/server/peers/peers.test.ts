import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Throttle } from '../../auth/throttle.ts';
import { silentLog } from '../../base/log.ts';
import type { Bus } from '../../cluster/bus.ts';
import { defaultBounds } from '../bounds.ts';
import { Presence } from '../delivery/presence.ts';
import type { Reader } from '../delivery/reader.ts';
import { Readers } from '../delivery/readers.ts';
import { MemberSessions } from '../member/member-sessions.ts';
import { MemoryBuses } from './memory-bus.fixture.ts';
import { type Change, encodePeerMessage, type Passing } from './peer-messages.ts';
import { Peers, peerTiming } from './peers.ts';
import { PresenceElsewhere } from './presence-elsewhere.ts';
import { SharedConnections } from './shared-connections.ts';
import { SharedSignUpLimits, SharedThrottle } from './shared-limits.ts';

/** The time of a test, for timers and clocks alike. */
class Time {
  readonly #test: TestContext;
  #nowMs = 1_000_000;
  readonly clock = { now: () => this.#nowMs, elapsed: () => this.#nowMs };

  constructor(test: TestContext) {
    test.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    this.#test = test;
  }

  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 10) {
      this.#nowMs += 10;
      this.#test.mock.timers.tick(10);
    }
  }
}

/** A node, with what it was told of others. */
class Node {
  readonly bus: Bus;
  readonly peers: Peers;
  readonly changes: Change[] = [];
  readonly passed: Passing[] = [];

  constructor(time: Time, buses: MemoryBuses, name: string) {
    this.bus = buses.join();
    this.peers = new Peers({
      bus: this.bus,
      clock: time.clock,
      log: silentLog,
      node: name,
      place: () => `${name}:1`,
    });
    this.peers.start({
      changed: (change) => void this.changes.push(change),
      passed: (passing) => void this.passed.push(passing),
    });
  }

  here(account: number, fact: object | null): void {
    const value = fact && { name: `p${account}`, since: 1, idleSince: null, ...fact };
    this.peers.tell({ table: 'here', key: String(account), value });
  }

  knows(account: number): boolean {
    return this.peers.of('here', String(account)).length > 0;
  }
}

function nodesIn(test: TestContext, ...names: string[]) {
  const time = new Time(test);
  const buses = new MemoryBuses();
  const nodes = names.map((name) => new Node(time, buses, name));
  return { time, buses, nodes: nodes as [Node, Node, ...Node[]] };
}

describe('the nodes of a line', () => {
  test('know each other, their places, and their facts', (t) => {
    const { time, nodes } = nodesIn(t, 'a', 'b', 'c');
    const [a, b] = nodes;
    a.here(1, {});
    time.pass(100);
    assert.deepEqual([b.knows(1), a.knows(1)], [true, false]);
    assert.deepEqual(b.peers.places.sort(), ['a:1', 'c:1']);
    assert.equal(b.peers.count, 2);
    a.here(1, null);
    time.pass(100);
    assert.equal(b.knows(1), false);
  });

  test('tell one that comes later what was so before', (t) => {
    const { time, buses, nodes } = nodesIn(t, 'a', 'b');
    for (let account = 1; account <= 500; account += 1) nodes[0].here(account, {});
    time.pass(100);
    const late = new Node(time, buses, 'late');
    time.pass(2_000);
    assert.deepEqual([late.knows(1), late.knows(500)], [true, true]);
  });

  test('are gone with all they told when they were not heard for 15 s, and at once when they stop', (t) => {
    const { time, buses, nodes } = nodesIn(t, 'a', 'b', 'c');
    const [a, b, c] = nodes as [Node, Node, Node];
    a.here(1, {});
    c.here(3, {});
    time.pass(100);
    buses.cut(a.bus);
    time.pass(peerTiming.expiryMs - peerTiming.beatMs);
    assert.equal(b.knows(1), true);
    time.pass(2 * peerTiming.beatMs);
    assert.equal(b.knows(1), false);
    assert.deepEqual(b.changes.at(-1), { table: 'here', key: '1', value: null, lost: true });
    c.peers.stop();
    assert.equal(b.knows(3), false);
    assert.deepEqual(b.peers.places.sort(), ['a:1', 'c:1'], 'clients may still try them');
    time.pass(peerTiming.placeMs + peerTiming.beatMs);
    assert.deepEqual(b.peers.places, []);
  });

  test('agree again after messages were lost', (t) => {
    const { time, buses, nodes } = nodesIn(t, 'a', 'b');
    const [a, b] = nodes;
    a.here(1, {});
    a.here(2, {});
    time.pass(100);
    buses.cut(a.bus);
    a.here(1, null);
    a.here(3, {});
    time.pass(100);
    buses.heal(a.bus);
    a.here(4, {});
    time.pass(peerTiming.beatMs + 2 * peerTiming.askMs);
    assert.deepEqual(
      [1, 2, 3, 4].map((account) => b.knows(account)),
      [false, true, true, true],
    );
  });

  test('pass over messages of another kind, and damaged ones', (t) => {
    const { buses, nodes } = nodesIn(t, 'a', 'b');
    const stranger = buses.join();
    const bytes = (text: string) => new TextEncoder().encode(text);
    for (const text of ['', '{', '[]', '{"node":"x"}', '{"node":"x","type":"toString"}']) {
      stranger.publish('peers', bytes(text));
    }
    const bad = {
      node: 'x',
      type: 'changes',
      seq: 1,
      changes: [{ table: 'here', key: '1', value: 7 }],
    };
    stranger.publish('peers', encodePeerMessage(bad as never));
    assert.equal(nodes[0].peers.count, 1);
    assert.deepEqual(nodes[0].changes, []);
  });
});

describe('limits and connections', () => {
  test('hold for all nodes together', (t) => {
    const { time, nodes } = nodesIn(t, 'a', 'b');
    const [a, b] = nodes;
    const keys = ['pair:ann@1.2.3.4', 'account:ann'] as const;
    const [there, here] = [
      new SharedThrottle(a.peers, time.clock),
      new SharedThrottle(b.peers, time.clock),
    ];
    const alone = new Throttle({}, time.clock);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      there.admit(keys, 60_000);
      alone.admit(keys, 60_000);
    }
    for (const passing of b.passed) {
      if (passing.type === 'attempt') here.heard(passing);
    }
    assert.equal(here.admit(keys, 0), alone.admit(keys, 0));
    assert.ok(here.admit(keys, 0) > 0);

    const bounds = { ...defaultBounds, signUpsPerAddress: 2 };
    const signUps = nodes.map((node) => new SharedSignUpLimits(node.peers, bounds, time.clock));
    assert.deepEqual(
      [signUps[0]?.take('1.2.3.4', false), signUps[0]?.take('1.2.3.4', false)],
      [0, 0],
    );
    for (const passing of b.passed) if (passing.type === 'sign-up') signUps[1]?.heard(passing);
    assert.ok((signUps[1]?.take('1.2.3.4', false) ?? 0) > 0);
  });

  test('of a session are counted over nodes', (t) => {
    const { time, nodes } = nodesIn(t, 'a', 'b');
    const [one, other] = nodes.map(
      (node) => new MemberSessions(2, new SharedConnections(node.peers)),
    );
    const connection = (address: string) =>
      ({ account: 1, sessionId: 's', address, isBeside: true, isLocal: false }) as never;
    one?.add(connection('1.2.3.4'));
    one?.add(connection('5.6.7.8'));
    time.pass(100);
    assert.equal(other?.countOf('s'), 2);
    assert.throws(() => other?.assertRoomBeside('s'), { code: 'server.busy' });
    assert.equal(
      other?.countWhere(({ address }) => address === '5.6.7.8'),
      1,
    );
  });
});

describe('presence over nodes', () => {
  function watchedBy(t: TestContext) {
    const { time, nodes } = nodesIn(t, 'a', 'b');
    const told: unknown[] = [];
    const parts = nodes.map((node) => {
      const elsewhere = new PresenceElsewhere(node.peers);
      const readers = new Readers(elsewhere);
      const presence = new Presence({
        readers,
        clock: time.clock,
        bounds: { presenceAudience: 9, presenceDelayMs: 50, presenceGraceMs: 30_000 },
        directory: { preferences: () => undefined },
        elsewhere,
      });
      return { node, readers, presence };
    }) as [Part, Part];
    for (const { node, presence } of parts) {
      node.peers.stop();
      node.peers.start({
        changed: ({ key, lost = false }, isOld) =>
          presence.changedElsewhere(Number(key), lost, isOld),
        passed: () => {},
      });
    }
    const reader = (account: number, idleSince: number | null = null) =>
      ({
        ...{ account, receives: account === 99, present: account !== 99, since: 1, idleSince },
        tell: (message: unknown) => void told.push(message),
      }) as unknown as Reader;
    parts[1].readers.arrive(reader(99));
    time.pass(20_000);
    const come = ({ readers, presence }: Part, person: Reader) => {
      const isFirst = readers.arrive(person);
      const { account, since } = person;
      if (isFirst) presence.arrived({ account, name: `p${account}`, since });
    };
    const go = ({ readers, presence }: Part, person: Reader, mayReturn: boolean) => {
      if (readers.depart(person)) presence.departed(person.account, mayReturn);
    };
    return { time, told, a: parts[0], b: parts[1], reader, come, go };
  }
  interface Part {
    readonly node: Node;
    readonly readers: Readers;
    readonly presence: Presence;
  }

  test('tells who comes and goes on another node', (t) => {
    const { time, told, a, b, reader, come, go } = watchedBy(t);
    const ann = reader(1);
    come(a, ann);
    time.pass(200);
    assert.deepEqual(told, [{ type: 'presence', changes: [{ name: 'p1', online: true }] }]);
    assert.deepEqual([b.presence.count, b.readers.isOnline(1)], [1, true]);
    go(a, ann, false);
    time.pass(200);
    assert.deepEqual(told.at(-1), { type: 'presence', changes: [{ name: 'p1', online: false }] });
    assert.equal(b.presence.count, 0);
  });

  test('tells nothing of somebody who goes from node to node', (t) => {
    const { time, told, a, b, reader, come, go } = watchedBy(t);
    const ann = reader(1);
    come(a, ann);
    time.pass(200);
    told.length = 0;
    a.node.peers.stop();
    go(a, ann, true);
    time.pass(25_000);
    const again = reader(1);
    come(b, again);
    time.pass(60_000);
    assert.deepEqual(told, []);
    go(b, again, true);
    time.pass(31_000);
    assert.deepEqual(told, [{ type: 'presence', changes: [{ name: 'p1', online: false }] }]);
  });

  test('counts somebody as typing who types on any node', (t) => {
    const { time, a, b, reader, come, go } = watchedBy(t);
    const [phone, desk] = [reader(1, 500), reader(1)];
    come(a, phone);
    a.presence.changed(1);
    time.pass(200);
    assert.equal(b.presence.of(1)?.idleSince, 500);
    come(b, desk);
    time.pass(200);
    assert.deepEqual([a.presence.of(1)?.idleSince, b.presence.of(1)?.idleSince], [null, null]);
    go(b, desk, false);
    time.pass(200);
    assert.deepEqual([a.presence.of(1)?.idleSince, b.presence.of(1)?.idleSince], [500, 500]);
    assert.equal(b.presence.count, 1);
  });
});
