import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import type { SignUpMode } from '../../src/words/sign-up-mode.ts';
import { scopeOf } from '../support/cleanup.ts';
import { RawClient } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { startTlsRelay } from '../support/tls-relay.ts';

const wrong = 'not the password 1';

/** Types and sizes in bytes of everything the server said to a login that fails, and its last error. */
async function failedLogin(client: RawClient, name: string, way: 'cancel' | 'finish') {
  const { challenge, opened } = await client.startLogin(name, wrong);
  assert.equal(opened, undefined);
  const id = client.nextId();
  if (way === 'cancel') client.send({ type: 'login.cancel', id });
  else {
    const device = 'raw device';
    const finish = { ke3: 'A'.repeat(86), binding: 'tls-exporter', proof: 'A'.repeat(43), device };
    client.send({ type: 'login.finish', id, ...finish });
  }
  const error = await client.refused('auth.failed', id);
  const sizes = [challenge, error].map((message) => JSON.stringify(message).length);
  return { sizes, fields: Object.keys(challenge), account: challenge.account.length, error };
}

/** Lets the failures of the tests be forgotten. */
const forgiven = (line: StartedLine) => line.clock.advance(3_600_000);

for (const mode of ['open', 'approve', 'invite', 'closed'] as const satisfies SignUpMode[]) {
  describe(`a failed login while sign-up is ${mode}`, () => {
    const scope = scopeOf(after);
    let line: StartedLine;

    before(async () => {
      line = await startLine(scope, { operator: 'olga' });
      await line.signUp('known');
      await line.signUp('exile');
      await line.operator.ban('exile', null, 'noise');
      await line.operator.changeSignUp('approve');
      const waiting = await line.connect();
      await waiting.register('waiting');
      waiting.finishLogin(await waiting.startLogin('waiting'));
      await waiting.refused('auth.pending');
      await line.operator.changeSignUp(mode);
    });

    for (const way of ['cancel', 'finish'] as const) {
      it(`looks the same whoever's name it is (${way})`, async () => {
        forgiven(line);
        const seen = [];
        for (const name of ['known', 'nobody', 'olga', 'exile', 'waiting']) {
          seen.push(await failedLogin(await line.connect(), name, way));
        }
        const [first, ...others] = seen;
        for (const other of others) assert.deepEqual(other, first);
      });
    }

    it('is about the same account each time, also where there is none', async () => {
      forgiven(line);
      for (const name of ['known', 'nobody', 'olga']) {
        const challenge = async () => {
          const client = await line.connect();
          return (await client.startLogin(name, wrong)).challenge;
        };
        const [first, second] = [await challenge(), await challenge()];
        assert.equal(first.account, second.account);
        assert.notEqual(first.ke2, second.ke2);
      }
    });
  });
}

describe('the proof of the channel', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
    await line.signUp('ann');
  });

  it('may be bound by the exporter or by the certificate', async () => {
    for (const binding of ['tls-exporter', 'tls-server-end-point'] as const) {
      const client = await line.connect();
      const isServer = client.finishLogin(await client.startLogin('ann'), { binding });
      const { proof } = await client.expect('welcome');
      assert.ok(proof !== null && isServer(proof));
    }
  });

  it('is refused with the binding "none" over TLS, even if it is a right proof of nothing', async () => {
    forgiven(line);
    const client = await line.connect();
    assert.ok(!client.hello.bindings.includes('none'));
    client.finishLogin(await client.startLogin('ann'), {
      binding: 'none',
      bindingData: new Uint8Array(),
    });
    await client.refused('auth.failed');
    await line.log.until('login.failed', { name: 'ann', reason: 'binding none is not offered' });
  });

  it('is refused when it is that of another connection', async () => {
    forgiven(line);
    const [client, other] = [await line.connect(), await line.connect()];
    const bindingData = other.binding('tls-exporter');
    client.finishLogin(await client.startLogin('ann'), { bindingData });
    await client.refused('auth.failed');
  });

  it('is refused when the messages before it were others', async () => {
    forgiven(line);
    const client = await line.connect();
    const started = await client.startLogin('ann');
    const serverHello = Buffer.from(JSON.stringify({ ...client.hello, signUp: 'closed' }));
    client.finishLogin({ ...started, context: { ...started.context, serverHello } });
    await client.refused('auth.failed');
  });

  it('cannot be used twice', async () => {
    forgiven(line);
    const client = await line.connect();
    const started = await client.startLogin('ann');
    client.finishLogin(started, { proof: 'A'.repeat(43) });
    await client.refused('auth.failed');
    client.finishLogin(started);
    await client.refusedAndClosed('message.unexpected');
  });

  it('shows a relay with a certificate of its own, by either binding', async () => {
    forgiven(line);
    const relay = await startTlsRelay({ host: '127.0.0.1', port: line.address.port });
    scope.after(() => relay.close());
    for (const binding of ['tls-exporter', 'tls-server-end-point'] as const) {
      const client = await RawClient.connect({ ...line.address, port: relay.port });
      scope.after(() => client.cut());
      client.finishLogin(await client.startLogin('ann'), { binding });
      await client.refused('auth.failed');
    }
    assert.ok(!relay.fromServer.includes('deviceToken'));
    const { reason } = await line.log.until('login.failed', { code: 'auth.failed', failures: 1 });
    assert.ok(typeof reason === 'string');
    const reasons = line.log.of('login.failed').map((event) => String(event.reason));
    assert.ok(reasons.some((text) => text.includes('somebody may sit between')));
  });
});

test('without TLS the only binding is none', async (t) => {
  const line = await startLine(
    scopeOf((undo) => t.after(undo)),
    { insecure: true },
  );
  const { client } = await line.signUp('ann');
  assert.deepEqual(client.hello.bindings, ['none']);
});

describe('asking for names', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
    await line.signUp('ann');
  });

  async function lookUp(client: RawClient, name: string) {
    const id = client.nextId();
    client.send({ type: 'account.lookup', id, name });
    return client.next();
  }

  it('is answered while sign-up is open', async () => {
    forgiven(line);
    const client = await line.connect();
    assert.deepEqual(await lookUp(client, 'ann'), { type: 'account.status', re: 1, exists: true });
    assert.deepEqual(await lookUp(client, 'bob'), { type: 'account.status', re: 2, exists: false });
  });

  it('is refused in every other mode, for any name alike', async () => {
    for (const mode of ['approve', 'invite', 'closed'] as const) {
      await line.operator.changeSignUp(mode);
      const answers = [];
      for (const name of ['ann', 'bob']) {
        const client = await line.connect();
        answers.push(await lookUp(client, name));
      }
      const [known, unknown] = answers;
      assert.ok(known?.type === 'error' && known.code === 'forbidden');
      assert.deepEqual(known, unknown);
    }
    await line.operator.changeSignUp('open');
  });

  it('has a limit of its own for each address', async () => {
    forgiven(line);
    let client = await line.connect();
    let answered = 0;
    for (;;) {
      const answer = await lookUp(client, `name${answered}`);
      if (answer?.type === 'account.status') answered += 1;
      else {
        assert.ok(answer?.type === 'error' && answer.code === 'auth.throttled');
        assert.ok(Number(answer.retryAfterMs) > 0);
        break;
      }
      assert.ok(answered < 100, 'look-ups are limited');
    }
    assert.ok(answered >= 10, 'a few are allowed');
    client = await line.connect();
    const again = await lookUp(client, 'ann');
    assert.ok(again?.type === 'error' && again.code === 'auth.throttled', 'not by connection');
  });

  it('is not got around by signing up under names that may be taken', async () => {
    forgiven(line);
    const answers = new Map<string, number>();
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const client = await line.connect();
      client.startRegistration('ann');
      const answer = await client.expect('error');
      answers.set(answer.code, (answers.get(answer.code) ?? 0) + 1);
      client.cut();
    }
    assert.ok((answers.get('auth.throttled') ?? 0) > 0, JSON.stringify([...answers]));
    const client = await line.connect();
    client.startRegistration('nobody');
    await client.refused('auth.throttled');
  });
});
