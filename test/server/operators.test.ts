import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { localSocketPath } from '../../src/base/local-socket.ts';
import { memberRequests, type RequestFields } from '../../src/wire/requests.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

/** One request of each kind that needs an operator, as an operator might make it. */
const requests: { [Name in OperatorRequest]: RequestFields<Name> } = {
  'account.kick': { name: 'eve', reason: '' },
  'account.ban': { name: 'eve', until: null, reason: '' },
  'account.unban': { name: 'eve' },
  'account.mute': { network: '192.0.2.0/24', until: null, reason: '' },
  'account.unmute': { network: '192.0.2.0/24' },
  sanctions: {},
  audit: { name: 'eve' },
  'line.lockdown': { lockdown: null },
  accounts: {},
  'account.sessions': {},
  'account.revoke': { name: 'eve', session: 'all' },
  'account.admit': { name: 'eve' },
  'account.role': { name: 'eve', role: 'member' },
  'account.reset': { name: 'eve' },
  'invite.create': {},
  'sign-up.change': { mode: 'open' },
  'line.status': {},
  'line.pause': { paused: false },
  'line.log': { count: 1, skip: 0 },
  'line.stop': { reason: '' },
};

type OperatorRequest = {
  [Name in keyof typeof memberRequests]: (typeof memberRequests)[Name] extends {
    readonly right: 'operator';
  }
    ? Name
    : never;
}[keyof typeof memberRequests];

const operatorRequests = Object.keys(requests) as OperatorRequest[];

function refusal(code: string) {
  return { name: 'PartylineError', code };
}

describe('the requests of operators', () => {
  const scope = scopeOf(after);
  let member: RawClient;
  let operator: RawClient;
  let bot: RawClient;

  before(async () => {
    const line = await startLine(scope, {
      lastLogLines: async (count) => Array.from({ length: count }, (_, index) => `line ${index}`),
    });
    await line.signUp('eve');
    ({ client: member } = await line.signUp('zoe'));
    ({ client: operator } = await operatorNamed(line, 'ana'));
    bot = await line.connect();
    await bot.attach(await operator.createToken('bot'), { receive: false });
  });

  it('are all that need the right', () => {
    const named = Object.entries(memberRequests)
      .filter(([, { right }]) => right === 'operator')
      .map(([name]) => name);
    assert.deepEqual(named, operatorRequests);
  });

  for (const name of operatorRequests) {
    it(`${name} is refused to a member, and to an app token of an operator`, async () => {
      await assert.rejects(member.ask(name, requests[name]), refusal('forbidden'));
      await assert.rejects(bot.ask(name, requests[name]), refusal('forbidden'));
    });

    it(`${name} is answered to an operator who is elsewhere`, async () => {
      await operator.ask(name, requests[name]);
    });
  }
});

/** Signs somebody up and makes an operator of them; what they are told of that is taken. */
async function operatorNamed(line: StartedLine, name: string): Promise<{ client: RawClient }> {
  const { client } = await line.signUp(name);
  await line.operator.changeRole(name, 'operator');
  assert.equal((await client.expect('role')).role, 'operator');
  return { client };
}

describe('a change of roles', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  it('counts at once on open connections, is told, and is said at the next login', async () => {
    const { client: ana, welcome } = await line.signUp('ana');
    assert.equal(welcome.role, 'member');
    await assert.rejects(ana.ask('line.status', {}), refusal('forbidden'));
    await line.operator.changeRole('ana', 'operator');
    assert.equal((await ana.expect('role')).role, 'operator');
    await ana.ask('line.status', {});
    assert.equal((await line.logIn('ana')).welcome.role, 'operator');
    await line.operator.changeRole('ana', 'member');
    assert.equal((await ana.expect('role')).role, 'member');
    await assert.rejects(ana.ask('line.status', {}), refusal('forbidden'));
    assert.equal((await line.logIn('ana')).welcome.role, 'member');
  });

  it('gives and takes the right to announce', async () => {
    const { client: ben } = await line.signUp('ben');
    const announcement = { kind: 'announcement' } as const;
    await ben.refused('forbidden', ben.post('hear', announcement));
    await line.operator.changeRole('ben', 'operator');
    await ben.expect('role');
    await ben.say('hear', announcement);
  });

  it('is not for oneself, nor against the operator at the server', async () => {
    const { client: cleo } = await operatorNamed(line, 'cleo');
    const demote = (name: string) => cleo.ask('account.role', { name, role: 'member' });
    await assert.rejects(demote('cleo'), refusal('forbidden'));
    await assert.rejects(demote('operator'), refusal('forbidden'));
    await assert.rejects(demote('nobody'), refusal('name.unknown'));
  });
});

function account(name: string) {
  return { name, role: 'member', online: false, pending: false, ban: null };
}

describe('the lists of an operator', () => {
  it('tell of every account by name, those after a name if one is given', async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    for (const name of ['ben', 'ana']) await line.signUp(name);
    const until = line.clock.now() + 3_600_000;
    await line.operator.ban('ana', until, 'noise');
    const accounts = await line.operator.accounts();
    assert.deepEqual(
      accounts.map(({ createdAt: _, ...account }) => account),
      [
        { ...account('ana'), ban: { until, reason: 'noise' } },
        { ...account('ben'), online: true },
        { ...account('operator'), role: 'operator' },
      ],
    );
    const client = await line.connectLocally();
    await client.loginLocally();
    const page = await client.ask('accounts', { after: 'ana' });
    assert.deepEqual(
      [page.accounts.map(({ name }) => name), page.more],
      [['ben', 'operator'], false],
    );
  });

  it('tell whose sessions they are, and which are in use', async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    const { welcome } = await line.signUp('ana');
    const { sessions, more } = await line.operator.sessions();
    assert.equal(more, 0);
    assert.deepEqual(
      sessions.map(({ name, session, online, address }) => ({ name, session, online, address })),
      [
        { name: 'ana', session: welcome.session, online: true, address: '127.0.0.1' },
        { name: 'operator', session: sessions[1]?.session, online: true, address: 'console' },
      ],
    );
    assert.equal((await line.operator.sessions('ana')).sessions.length, 1);
    await assert.rejects(line.operator.sessions('nobody'), refusal('name.unknown'));
  });

  it('show the log from its end, in as many answers as it takes', async (t) => {
    const log = Array.from({ length: 400 }, (_, index) => `${index} ${'words '.repeat(100)}`);
    const line = await startLine(
      scopeOf((undo) => t.after(undo)),
      {
        lastLogLines: async (count) => log.slice(-count),
      },
    );
    for (const count of [1, 300, 400, 1_000]) {
      assert.deepEqual(await line.operator.log(count), log.slice(-count));
    }
  });

  it('have no log where none is kept', async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    await assert.rejects(line.operator.log(10), refusal('forbidden'));
  });
});

describe('the door at the server itself', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  it('is for its owner alone', async () => {
    await line.connectLocally();
    assert.equal(statSync(localSocketPath(line.folder, process.platform)).mode & 0o777, 0o600);
  });

  it('takes local.login and no other, and no other door takes it', async () => {
    const { client, welcome } = await line.signUp('ana');
    const elsewhere = await line.connect();
    elsewhere.send({
      type: 'local.login',
      id: 1,
      device: 'console',
      receive: false,
      present: false,
    });
    await elsewhere.refusedAndClosed('message.unexpected');
    const within = await line.connectLocally();
    within.startResume(welcome);
    await within.refusedAndClosed('message.unexpected');
    await client.ask('who', {});
  });

  it('lets the operator in on a paused line', async () => {
    await line.operator.pause(true);
    const shut = await line.connect({ greet: false });
    shut.send({ type: 'hello', versions: [1], client: 'test', bindings: ['tls-exporter'] });
    await shut.refused('server.busy');
    await line.operator.pause(false);
  });

  it('has room for several beside each other, on one session', async () => {
    const consoles = await Promise.all([line.connectLocally(), line.connectLocally()]);
    const welcomes = await Promise.all(consoles.map((client) => client.loginLocally()));
    assert.equal(new Set(welcomes.map(({ session }) => session)).size, 1);
    for (const client of consoles) await client.ask('line.status', {});
  });

  it('leaves a console where it is, however long it says nothing, and whatever session ends', async () => {
    const silent = await line.connectLocally();
    const { session } = await silent.loginLocally();
    line.clock.advance(100 * 24 * 3_600_000);
    await silent.ask('line.status', {});
    assert.equal(await line.operator.revoke('operator', session), 1);
    await silent.ask('line.status', {});
    const next = await line.connectLocally();
    assert.notEqual((await next.loginLocally()).session, session);
  });

  it('leaves a console where it is when the account is kicked', async () => {
    const console = await line.connectLocally();
    await console.loginLocally();
    const { client: ana } = await operatorNamed(line, 'kicker');
    const { connections } = await ana.ask('account.kick', { name: 'operator', reason: '' });
    assert.equal(connections, 0);
    await console.ask('line.status', {});
  });

  it('opens to streams within the process as well', async () => {
    const stream = line.server.connectLocally();
    stream.destroy();
    const socket = connect(localSocketPath(line.folder, process.platform));
    socket.destroy();
    await line.operator.status();
  });
});

describe('what an operator has read', () => {
  it('is what a console that receives was sent; one that does not leaves no trace', async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    const { client: ana } = await line.signUp('ana');
    await ana.say('first');
    await ana.expect('message');

    const script = await line.connectLocally();
    await script.loginLocally();
    script.leave();
    await script.rest();

    const console = await line.connectLocally();
    const { rooms } = await console.loginLocally({ receive: true, present: true });
    assert.deepEqual([rooms[0]?.after, rooms[0]?.last], [0, 1]);
    assert.equal((await console.expect('message')).text, 'first');
    console.cut();
    await line.log.until('connection.closed');

    const next = await line.connectLocally();
    const again = await next.loginLocally({ receive: true, present: true });
    assert.equal(again.rooms[0]?.after, 1);
  });
});
