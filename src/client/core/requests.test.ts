import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Requests } from './requests.ts';

function ask(requests: Requests, name: 'session.revoke' | 'who' = 'session.revoke') {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  return { promise, id: requests.add(name, {}, { resolve, reject }) };
}

describe('requests', () => {
  it('bring each answer to its own question, in any order', async () => {
    const requests = new Requests();
    const [first, second] = [ask(requests), ask(requests)];
    requests.answer({ type: 'revoked', re: second.id, count: 2 });
    requests.answer({ type: 'revoked', re: first.id, count: 1 });
    assert.deepEqual(await first.promise, { type: 'revoked', re: first.id, count: 1 });
    assert.deepEqual(await second.promise, { type: 'revoked', re: second.id, count: 2 });
  });

  it('reject with the error of the server, code and words and all', async () => {
    const requests = new Requests();
    const { id, promise } = ask(requests);
    requests.answer({
      type: 'error',
      re: id,
      code: 'auth.throttled',
      message: 'Slowly.',
      field: 'ke1',
      retryAfterMs: 9,
    });
    await assert.rejects(promise, {
      code: 'auth.throttled',
      message: 'Slowly.',
      field: 'ke1',
      retryAfterMs: 9,
    });
  });

  it('throw on an answer that is none: unasked, or given twice', async () => {
    const requests = new Requests();
    const { id, promise } = ask(requests);
    const answer = { type: 'revoked', re: id, count: 0 } as const;
    assert.throws(() => requests.answer({ ...answer, re: 77 }), { code: 'message.unexpected' });
    requests.answer(answer);
    assert.throws(() => requests.answer(answer), { code: 'message.unexpected' });
    assert.deepEqual(await promise, answer);
  });

  it('throw on an answer of another type, and reject its request when the line goes', async () => {
    const requests = new Requests();
    const { id, promise } = ask(requests, 'who');
    const answer = { type: 'revoked', re: id, count: 0 } as const;
    assert.throws(() => requests.answer(answer), { code: 'message.unexpected' });
    requests.fail(new Error('gone'));
    await assert.rejects(promise, { message: 'gone' });
  });

  it('throw on an answer about another room than the one asked about by its id', () => {
    const requests = new Requests();
    const settle = { resolve: () => {}, reject: () => {} };
    const fields = { room: 'lobby', after: 0, limit: 9 };
    const about = (re: number, room: string) => ({
      type: 'history' as const,
      re,
      room,
      first: 1,
      runs: [],
      more: false,
    });
    const id = requests.add('history', fields, settle);
    const other = `r${'R'.repeat(16)}`;
    assert.throws(() => requests.answer(about(id, other)), { code: 'message.unexpected' });
    requests.answer(about(id, 'lobby'));
    const byName = requests.add('history', { ...fields, room: '@ana' }, settle);
    requests.answer(about(byName, other));
    assert.equal(requests.size, 0);
  });

  it('reject all that is open when the line goes', async () => {
    const requests = new Requests();
    const open = [ask(requests), ask(requests)];
    requests.fail(new Error('gone'));
    for (const { promise } of open) await assert.rejects(promise, { message: 'gone' });
  });
});
