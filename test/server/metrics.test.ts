import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rememberBackup } from '../../src/backup/last-backup.ts';
import { InputError } from '../../src/base/errors.ts';
import { scopeOf } from '../support/cleanup.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Asks for a page, of a port of this machine or of a socket. */
async function get(
  at: { readonly port: number | undefined } | { readonly socketPath: string },
  path: string,
  method = 'GET',
): Promise<Page> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ host: '127.0.0.1', ...at, path, method, agent: false }, resolve)
    .on('error', reject)
    .end();
  const response = await promise;
  const text = Buffer.concat(await response.toArray()).toString();
  const { statusCode = 0, headers } = response;
  return { status: statusCode, type: headers['content-type'] ?? '', text };
}

/** Metrics by their name with labels, as the text format of Prometheus has them. */
function parse(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value] =
        /^([a-zA-Z_:][\w:]*(?:\{(?:\w+="[^"\\]*",?)*\})?) (\S+)$/.exec(line) ?? [];
      assert.notEqual(name, '', line);
      return [name, Number(value)];
    }),
  );
}

describe('metrics by HTTP', () => {
  const scope = scopeOf(after);

  async function metricsOf({ server }: StartedLine): Promise<Map<string, number>> {
    const page = await get({ port: server.metricsPort }, '/metrics');
    assert.equal(page.status, 200, page.text);
    assert.match(page.type, /^text\/plain; version=0\.0\.4/);
    return parse(page.text);
  }

  test('tell what is stored, who is here, how long commits took, and what was refused', async () => {
    const line = await startLine(scope, {
      metrics: { host: '127.0.0.1', port: 0 },
      software: 'test/1',
      logBytes: () => 1_234,
    });
    const { client: ann } = await line.signUp('ann');
    const before = await metricsOf(line);
    await ann.say('hello');
    await assert.rejects(ann.ask('room.join', { room: '#nothing here' }));
    const now = await metricsOf(line);
    const grown = (name: string) => (now.get(name) ?? 0) - (before.get(name) ?? 0);
    assert.equal(now.get('partyline_info{software="test/1"}'), 1);
    assert.equal(now.get('partyline_accounts'), 2);
    assert.equal(now.get('partyline_people_online'), 1);
    assert.equal(now.get('partyline_connections{stage="member"}'), 1);
    assert.equal(now.get('partyline_connections{stage="login"}'), 0);
    assert.equal(now.get('partyline_logins_total{kind="password"}'), 1);
    assert.equal(now.get('partyline_log_bytes'), 1_234);
    assert.equal(now.get('partyline_troubles'), 0);
    assert.equal(now.get('partyline_readers_behind'), 0);
    assert.ok((now.get('partyline_store_bytes') ?? 0) > 4_096);
    assert.ok((now.get('partyline_free_bytes') ?? 0) > 4_096);
    assert.equal(grown('partyline_entries'), 1);
    assert.equal(grown('partyline_commit_duration_seconds_count'), 1);
    assert.equal(grown('partyline_commit_decisions_sum'), 1);
    assert.equal(grown('partyline_received_messages_total'), 2);
    assert.ok(grown('partyline_sent_bytes_total') > 0);
    const refusals = [...now].filter(([name]) => name.startsWith('partyline_refusals_total'));
    assert.deepEqual(
      refusals.map(([, count]) => count),
      [1],
    );
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
      assert.ok(now.has(name), name);
    }
  });

  test('are those that the dashboard shows and the docs describe', async () => {
    const line = await startLine(scope, {
      metrics: { host: '127.0.0.1', port: 0 },
      logBytes: () => 0,
    });
    rememberBackup(line.folder, { at: line.clock.now(), bytes: 1, file: null });
    const { text } = await get({ port: line.server.metricsPort }, '/metrics');
    const offered = new Set(Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name));
    const dashboard = await readFile(inRepository('contrib/grafana-dashboard.json'), 'utf8');
    const shown = Array.from(dashboard.matchAll(/"expr": "(.*)"/g), ([, expr = '']) =>
      Array.from(expr.matchAll(/\b(?:partyline|nodejs|process)_\w+/g), ([name]) => name),
    ).flat();
    assert.ok(shown.length > 20);
    for (const name of shown)
      assert.ok(offered.has(name.replace(/_(bucket|sum|count)$/, '')), name);
    const page = await readFile(inRepository('docs/operating.md'), 'utf8');
    const [, table = ''] = /^\| metric .*\n([\s\S]*?)\n\n/m.exec(page) ?? [];
    const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
    const described = cells.flatMap((cell) =>
      Array.from(cell.matchAll(/`(\w+)/g), ([, name]) => `partyline_${name}`),
    );
    const own = [...offered].filter((name) => name?.startsWith('partyline_'));
    const unnamed = ['partyline_info', 'partyline_start_time_seconds'];
    for (const name of own)
      assert.ok(described.includes(String(name)) || unnamed.includes(String(name)), name);
  });

  test('keep what has gone over connections that are closed', async () => {
    const line = await startLine(scope, { metrics: { host: '127.0.0.1', port: 0 } });
    const { client: ann } = await line.signUp('ann');
    const before = await metricsOf(line);
    ann.leave();
    await line.log.until('connection.closed');
    const now = await metricsOf(line);
    for (const name of ['received_messages', 'received_bytes', 'sent_messages', 'sent_bytes']) {
      const metric = `partyline_${name}_total`;
      assert.ok((now.get(metric) ?? 0) >= (before.get(metric) ?? Number.NaN), metric);
    }
    assert.equal(now.get('partyline_connections{stage="member"}'), 0);
  });

  test('are on a socket for its owner alone, which a later server takes over', async () => {
    const path = join(newFolder(scope), 'metrics.sock');
    const metrics = { path };
    const first = await startLine(scope, { metrics });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.match((await get({ socketPath: path }, '/metrics')).text, /^partyline_accounts 1$/m);
    await assert.rejects(startLine(scope, { metrics }), /another program listens there/);
    await first.server.stop();
    await startLine(scope, { metrics });
    assert.equal((await get({ socketPath: path }, '/healthz')).status, 200);
  });

  test('say whether the server lives and serves, and that there is nothing else', async () => {
    const line = await startLine(scope, {
      metrics: { host: '127.0.0.1', port: 0 },
      bounds: { stopTimeoutMs: 60_000 },
    });
    const { client } = await line.signUp('ann');
    const at = { port: line.server.metricsPort };
    assert.deepEqual(await get(at, '/readyz'), {
      status: 200,
      type: 'text/plain; charset=utf-8',
      text: 'The server serves clients.\n',
    });
    assert.equal((await get(at, '/healthz', 'HEAD')).status, 200);
    assert.equal((await get(at, '/healthz', 'POST')).status, 405);
    assert.match((await get(at, '/')).text, /nothing here but \/metrics, \/healthz and \/readyz/);
    assert.equal((await get(at, '//')).status, 404);
    client.cut();
    await line.server.stop();
    await assert.rejects(get(at, '/readyz'), { code: 'ECONNREFUSED' });
  });

  test('are refused at a port or a path that is taken, and nothing stays open', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    scope.after(() => other.close());
    await new Promise((listening) => other.once('listening', listening));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await assert.rejects(startLine(scope, { metrics: { host: '127.0.0.1', port } }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(
        error.message,
        /^Cannot offer metrics at 127\.0\.0\.1, port \d+: another program/,
      );
      return true;
    });
    const file = join(newFolder(scope), 'file');
    writeFileSync(file, 'precious');
    await assert.rejects(startLine(scope, { metrics: { path: file } }), /something else is there/);
    const folder = join(newFolder(scope), 'folder');
    mkdirSync(folder);
    await assert.rejects(
      startLine(scope, { metrics: { path: folder } }),
      /something else is there/,
    );
  });
});
