import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import tls from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { encodeFrame } from '../../src/wire/frame.ts';
import { limits } from '../../src/words/limits.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { RawClient } from '../support/raw-client.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';
import { openWebSocket, originOf } from '../support/web-message-socket.ts';

const script = `console.log(${JSON.stringify('a page '.repeat(100))});\n`;

/** The files of a page. */
function pageFolder(scope: Scope): string {
  const folder = newFolder(scope);
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Partyline</title>\n');
  const path = join(folder, 'assets', 'app-Ab12Cd34.js');
  writeFileSync(path, script);
  writeFileSync(`${path}.br`, brotliCompressSync(script));
  writeFileSync(`${path}.gz`, gzipSync(script));
  return folder;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Answers as they lie in the bytes of a connection. */
function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    assert.ok(end > 0, rest.toString('latin1'));
    const [first = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const [name = '', ...value] = line.split(': ');
        return [name.toLowerCase(), value.join(': ')];
      }),
    );
    const bodyEnd = end + 4 + Number(headers['content-length'] ?? 0);
    answers.push({
      status: Number(first.split(' ')[1]),
      headers,
      body: rest.subarray(end + 4, bodyEnd),
    });
    rest = rest.subarray(bodyEnd);
  }
  return answers;
}

/** Sends bytes as they are, and gives what comes back until the end. */
async function exchange(line: StartedLine, bytes: string | Buffer, clear = false): Promise<Buffer> {
  const { port, clear: isClear } = line.address;
  const raw = net.connect(port, '127.0.0.1');
  const socket = isClear || clear ? raw : tls.connect({ socket: raw, rejectUnauthorized: false });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks);
}

/** One request on a connection of its own. */
async function request(
  line: StartedLine,
  path = '/',
  { method = 'GET', ...headers }: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const host = `127.0.0.1:${line.address.port}`;
  const all = { host, connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  const bytes = await exchange(line, head);
  const [answer] = answersIn(
    method === 'HEAD'
      ? Buffer.from(bytes.toString('latin1').replace(/content-length.*\r\n/i, ''))
      : bytes,
  );
  assert.ok(answer);
  return answer;
}

const kinds = ['tls', 'clear'] as const;

describe('browsers', () => {
  const scope = scopeOf(after);
  const started: Partial<Record<(typeof kinds)[number], StartedLine>> = {};

  before(async () => {
    const web = {
      folder: pageFolder(scope),
      hosts: ['line.example'],
      trustedProxies: ['127.0.0.3'],
    };
    started.tls = await startLine(scope, { web });
    started.clear = await startLine(scope, { web, insecure: true });
  });

  const lineOf = (kind: (typeof kinds)[number]): StartedLine => started[kind] as StartedLine;

  for (const kind of kinds) {
    it(`get the page, with headers that let it do nothing else (${kind})`, async () => {
      const { status, headers, body } = await request(lineOf(kind));
      assert.equal(status, 200);
      assert.match(body.toString(), /Partyline/);
      assert.equal(headers['content-type'], 'text/html; charset=utf-8');
      assert.equal(headers['cache-control'], 'no-cache');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      const policy = headers['content-security-policy'] ?? '';
      assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
      for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]) {
        assert.ok(policy.includes(part), policy);
      }
      assert.ok(policy.includes("require-trusted-types-for 'script'"), policy);
      assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'.*unsafe-eval|https?:/);
    });

    it(`sign up, talk and resume over a WebSocket like anybody else (${kind})`, async () => {
      const line = lineOf(kind);
      const page = await line.connect({ web: {} });
      assert.deepEqual(page.hello.bindings, ['web']);
      const welcome = await page.signUp('wendy');
      const { client: tess } = await line.signUp('tess');
      tess.post('hello, page');
      await tess.expect('posted');
      await tess.expect('message');
      assert.equal((await page.until('message')).text, 'hello, page');
      page.post('hello from a page');
      await page.until('posted');
      assert.equal((await tess.until('message')).text, 'hello from a page');
      page.cut();
      const again = await line.connect({ web: {} });
      assert.equal((await again.resume(welcome)).name, 'wendy');
      again.leave();
      await again.until('bye');
      assert.equal(await again.next(), null);
    });
  }

  it('get a file compressed as they like it best, and for good by its name', async () => {
    const line = lineOf('clear');
    const path = '/assets/app-Ab12Cd34.js';
    const brotli = await request(line, path, { 'accept-encoding': 'gzip, deflate, br, zstd' });
    assert.equal(brotli.headers['content-encoding'], 'br');
    assert.deepEqual(brotli.body, brotliCompressSync(script));
    assert.match(brotli.headers['cache-control'] ?? '', /immutable/);
    assert.equal(brotli.headers.vary, 'accept-encoding');
    const gzip = await request(line, path, { 'accept-encoding': 'br;q=0, gzip;q=0.5' });
    assert.equal(gzip.headers['content-encoding'], 'gzip');
    const plain = await request(line, path);
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.body.toString(), script);
    assert.equal(new Set([brotli, gzip, plain].map(({ headers }) => headers.etag)).size, 3);
    const known = await request(line, path, { 'if-none-match': plain.headers.etag ?? '' });
    assert.deepEqual([known.status, known.body.length], [304, 0]);
    const head = await request(line, path, { method: 'HEAD' });
    assert.deepEqual([head.status, head.body.length], [200, 0]);
  });

  it('get nothing that is no file of the page', async () => {
    const paths = [
      '/index.html',
      '/assets',
      '/assets/',
      '/assets/app-Ab12Cd34.js.br',
      '/../package.json',
      '/assets/../../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets\\..\\index.html',
      '//line.example/',
      'http://line.example/',
      '/constructor',
      '*',
    ];
    for (const path of paths) {
      const { status } = await request(lineOf('clear'), path);
      assert.ok(status === 404 || status === 400, `${path}: ${status}`);
    }
  });

  it('are refused what only scripts of attackers ask for, and are told why', async () => {
    const line = lineOf('clear');
    const host = `127.0.0.1:${line.address.port}`;
    const cases: readonly (readonly [number, string])[] = [
      [405, `DELETE / HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
      [413, `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\n\r\nhello`],
      [413, `GET / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
      [
        400,
        `GET / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
      ],
      [400, 'GET / HTTP/1.1\r\n\r\n'],
      [400, 'GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n'],
      [400, 'GET  nonsense\r\n\r\n'],
      [400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      [421, `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\n\r\n`],
      [421, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
      [421, 'GET / HTTP/1.1\r\nHost: user@127.0.0.1\r\n\r\n'],
      [414, `GET /${'a'.repeat(3_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
      [431, `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'a'.repeat(9_000)}\r\n\r\n`],
    ];
    for (const [status, bytes] of cases) {
      const [answer] = answersIn(await exchange(line, bytes));
      assert.equal(answer?.status, status, bytes.slice(0, 80));
      assert.match(answer?.body.toString() ?? '', /^[^\n]*\n?$/);
    }
  });

  it('reach the server by its addresses and by the names that it was given', async () => {
    for (const host of [
      '[::1]:7278',
      '10.1.2.3',
      'localhost:1',
      'LINE.example',
      'line.example:443',
    ]) {
      assert.equal((await request(lineOf('clear'), '/', { host })).status, 200, host);
    }
  });

  it('that ask ahead of answers, or too often, lose their connection', async () => {
    const line = lineOf('clear');
    const one = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${line.address.port}\r\n\r\n`;
    const flood = await exchange(line, one.repeat(1_000));
    assert.ok(flood.length < 4_096, 'next to nothing was done for it');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    scope.after(() => agent.destroy());
    let closed = false;
    for (let count = 0; count < 100; count += 1) {
      const { port } = line.address;
      const [response] = (await once(
        http.get({ host: '127.0.0.1', port, agent, path: '/assets/app-Ab12Cd34.js' }),
        'response',
      )) as [http.IncomingMessage];
      response.resume();
      await once(response, 'end');
      closed = response.headers.connection === 'close';
      assert.equal(closed, count === 99, `${count}`);
    }
  });

  it('in clear text are shown the way to TLS, and get nothing else', async () => {
    const line = lineOf('tls');
    const { port } = line.address;
    const get = `GET /?x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    const [answer] = answersIn(await exchange(line, get, true));
    assert.equal(answer?.status, 308);
    assert.equal(answer?.headers.location, `https://127.0.0.1:${port}/?x`);
    const elsewhere = await exchange(line, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', true);
    assert.equal(answersIn(elsewhere)[0]?.status, 421);
    await assert.rejects(openWebSocket({ ...line.address, clear: true }), /404/);
  });

  it('get HTTP/1.1 by ALPN', async () => {
    const { port } = lineOf('tls').address;
    const ALPNProtocols = ['h2', 'http/1.1'];
    const socket = tls.connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols,
    });
    await once(socket, 'secureConnect');
    assert.equal(socket.alpnProtocol, 'http/1.1');
    socket.destroy();
  });

  it('may open no WebSocket from another page, place or protocol', async () => {
    const line = lineOf('tls');
    const { address } = line;
    const { port } = address;
    const wrong = [
      { origin: 'https://evil.example' },
      { origin: `https://127.0.0.1:${port + 1}` },
      { origin: `http://127.0.0.1:${port}` },
      { origin: 'null' },
      { origin: '' },
      { headers: { host: 'evil.example' }, origin: 'https://evil.example' },
      { headers: { host: 'line.example' } },
      { path: '/' },
      { path: '/line/..' },
      { protocols: 'chat' },
      { protocols: ['partyline.1', 'chat'] },
    ];
    for (const options of wrong) {
      await assert.rejects(
        openWebSocket(address, options),
        /Unexpected server response: (403|404|421|400)/,
        JSON.stringify(options),
      );
    }
    const named = { headers: { host: 'line.example' }, origin: 'https://line.example' };
    (await openWebSocket(address, named)).terminate();
  });

  it('get no compression', async () => {
    const webSocket = await openWebSocket(lineOf('tls').address, { perMessageDeflate: true });
    assert.equal(webSocket.extensions, '');
    webSocket.terminate();
  });

  it('are taken for where a trusted proxy says that they are, and only then', async () => {
    const line = lineOf('clear');
    const { port } = line.address;
    const opened = async (from: string, forwarded: string) => {
      const socket = net.connect({ port, host: '127.0.0.1', localAddress: from });
      scope.after(() => socket.destroy());
      const head = [
        'GET /line HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        'Sec-WebSocket-Protocol: partyline.1',
        `Origin: ${originOf(line.address)}`,
        `X-Forwarded-For: ${forwarded}`,
        '',
        '',
      ];
      const before = line.log.of('web.opened').length;
      socket.write(head.join('\r\n'));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.match(answer.toString(), /^HTTP\/1\.1 101 /);
      return line.log.of('web.opened')[before]?.address;
    };
    assert.equal(await opened('127.0.0.3', '198.51.100.7, 203.0.113.9'), '203.0.113.9');
    assert.equal(await opened('127.0.0.3', '203.0.113.9, 127.0.0.3'), '203.0.113.9');
    assert.equal(await opened('127.0.0.3', 'nonsense'), '127.0.0.3');
    assert.equal(await opened('127.0.0.2', '203.0.113.9'), '127.0.0.2');
  });

  describe('with a WebSocket of their own making', () => {
    /** A frame of RFC 6455, masked with zeros unless told otherwise. */
    function webFrame(
      opcode: number,
      payload: Buffer,
      { fin = true, masked = true, rsv = 0 } = {},
    ) {
      const { length } = payload;
      const head = [(fin ? 0x80 : 0) | rsv | opcode];
      const mask = masked ? 0x80 : 0;
      if (length < 126) head.push(mask | length);
      else head.push(mask | 126, length >>> 8, length & 255);
      return Buffer.concat([Buffer.from(head), Buffer.alloc(masked ? 4 : 0), payload]);
    }

    const text = JSON.stringify({ type: 'hello', versions: [1], client: 'raw', bindings: ['web'] });
    const hello = Buffer.from(text);

    /** Sends bytes over an open WebSocket; gives the close code, and the messages that came before. */
    async function send(bytes: Buffer): Promise<{ code: number; messages: string[] }> {
      const webSocket = await openWebSocket(lineOf('clear').address);
      scope.after(() => webSocket.terminate());
      const messages: string[] = [];
      webSocket.on('message', (message) => messages.push(JSON.parse(String(message)).type));
      const { _socket, _receiver } = webSocket as unknown as {
        readonly _socket: net.Socket;
        readonly _receiver: EventEmitter;
      };
      // What is refused is not read on: whoever waits for the end as well waits until its time is over.
      const closing = once(_receiver, 'conclude') as Promise<[number]>;
      _socket.write(bytes);
      const [code] = await closing;
      return { code, messages };
    }

    it('may cut a message into frames, with pings between', async () => {
      const cut = Buffer.concat([
        webFrame(2, hello.subarray(0, 9), { fin: false }),
        webFrame(9, Buffer.from('there?')),
        webFrame(0, hello.subarray(9, 20), { fin: false }),
        webFrame(0, hello.subarray(20)),
        webFrame(8, Buffer.of(3, 0xe8)),
      ]);
      assert.deepEqual(await send(cut), { code: 1000, messages: ['hello'] });
    });

    it('are closed with the code of their fault', async () => {
      const cases: readonly (readonly [number, string, Buffer])[] = [
        [1002, 'not masked', webFrame(2, hello, { masked: false })],
        [1002, 'said to be compressed', webFrame(2, hello, { rsv: 0x40 })],
        [1002, 'of an unknown kind', webFrame(3, hello)],
        [1002, 'a piece of nothing', webFrame(0, hello)],
        [1002, 'a ping in pieces', webFrame(9, hello.subarray(0, 9), { fin: false })],
        [1002, 'a ping that is too long', webFrame(9, Buffer.alloc(126))],
        [1002, 'a close code that is none', webFrame(8, Buffer.of(0, 1))],
        [1003, 'text', webFrame(1, hello)],
        [1009, 'too large', Buffer.of(0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0)],
        [1009, 'huge', Buffer.of(0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
        [
          1008,
          'in countless pieces',
          Buffer.concat([
            webFrame(2, Buffer.of(0x7b), { fin: false }),
            ...Array.from({ length: 100 }, () => webFrame(0, Buffer.of(0x20), { fin: false })),
          ]),
        ],
        [
          1008,
          'a flood of pings',
          Buffer.concat(Array.from({ length: 101 }, () => webFrame(9, Buffer.alloc(0)))),
        ],
        [
          1008,
          'a flood of pongs',
          Buffer.concat(Array.from({ length: 101 }, () => webFrame(10, Buffer.alloc(0)))),
        ],
      ];
      for (const [code, what, bytes] of cases) {
        assert.deepEqual(await send(bytes), { code, messages: [] }, what);
      }
    });

    it('are told what is no message as anybody else is', async () => {
      const cases = [
        [Buffer.alloc(0), 'frame.invalid'],
        [Buffer.from('hello there'), 'frame.invalid'],
        [Buffer.alloc(limits.frameBytesBeforeLogin + 1, 0x20), 'frame.too-large'],
        [Buffer.from('{"type":"who","id":1}'), 'message.unexpected'],
      ] as const;
      for (const [payload, code] of cases) {
        const client = await lineOf('clear').connect({ web: {}, greet: false });
        const header = Buffer.alloc(4);
        header.writeUInt32BE(payload.length);
        client.sendBytes(Buffer.concat([header, payload]));
        await client.refusedAndClosed(code);
      }
    });
  });

  it('cannot prove the binding of another connection or page', async () => {
    const line = lineOf('tls');
    await line.signUp('bindy');
    for (const overrides of [
      { bindingData: Buffer.from('https://evil.example') },
      { binding: 'none', bindingData: Buffer.alloc(0) },
      { binding: 'tls-exporter', bindingData: Buffer.alloc(32) },
    ] as const) {
      const page = await line.connect({ web: {} });
      page.finishLogin(await page.startLogin('bindy'), overrides);
      await page.refused('auth.failed');
    }
    const terminal = await line.connect();
    terminal.finishLogin(await terminal.startLogin('bindy'), {
      binding: 'web',
      bindingData: Buffer.from(originOf(line.address)),
    });
    await terminal.refused('auth.failed');
  });
});

describe('a reader in a browser', () => {
  it('that reads nothing leaves a bounded number of bytes unread, and gets everything later', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const web = { folder: pageFolder(scope) };
    const bounds = { readerQueueBytes: 16 * 1_024 };
    const line = await startLine(scope, { web, bounds, insecure: true });
    const page = await line.connect({ web: {} });
    await page.signUp('wendy');
    const { client: tess } = await line.signUp('tess');
    const text = 'x'.repeat(8_000);
    const count = 100;
    for (let index = 0; index < count; index += 1) {
      tess.post(text);
      await tess.until('posted');
    }
    await line.log.until('reader.behind');
    const [connection] = line.log.of('reader.behind');
    assert.ok(Number(connection?.unreadBytes) < 32 * 1_024, 'no more than it may');
    for (let seq = 1; seq <= count; seq += 1) assert.equal((await page.until('message')).seq, seq);
  });
});

describe('a line without browsers', () => {
  it('answers one with a sentence', async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    const bytes = await exchange(line, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', true);
    assert.equal(answersIn(bytes)[0]?.status, 400);
    const client = await RawClient.connect(line.address, { greet: false });
    client.sendBytes(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    await client.refused('frame.too-large');
    client.cut();
  });
});

describe('a browser that takes its time', () => {
  it('with a request is closed in time', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const web = { folder: pageFolder(scope) };
    const line = await startLine(scope, { web, insecure: true, bounds: { tlsTimeoutMs: 200 } });
    const answer = await exchange(line, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ');
    assert.equal(answer.length, 0);
  });
});

describe('who is silent within TLS', () => {
  it('is told so when the time for a login is over, as before', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const bounds = { loginTimeoutMs: 300 };
    const line = await startLine(scope, { web: { folder: pageFolder(scope) }, bounds });
    const client = await line.connect({ greet: false });
    assert.equal((await client.expect('bye')).reason, 'timeout');
    assert.equal(await client.next(), null);
    const partial = await line.connect({ greet: false });
    partial.sendBytes(encodeFrame('{"type":"hello"}').subarray(0, 7));
    assert.equal((await partial.expect('bye')).reason, 'timeout');
  });
});
