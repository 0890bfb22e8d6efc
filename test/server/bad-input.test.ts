import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { ErrorCode } from '../../src/base/errors.ts';
import { limits } from '../../src/words/limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type Joined, type StartedLine, startLine } from '../support/started-line.ts';

/** A frame with whatever payload. */
function frame(payload: Buffer): Buffer {
  return Buffer.concat([header(payload.length), payload]);
}

function header(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

/** `text` with `\xNN` read as bytes. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** JSON that opens `depth` arrays inside an object. */
function nested(depth: number): string {
  return `{"type":"hello","x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
}

/** Payloads that are no message in any state, with the error each gets. */
const malformed: readonly (readonly [string, Buffer, ErrorCode])[] = [
  ['text that is not JSON', bytesOf('hello there'), 'frame.invalid'],
  ['binary noise', Buffer.from([0xde, 0xad, 0xbe, 0xef, 0, 1, 2, 3]), 'frame.invalid'],
  ['bytes that are not UTF-8', bytesOf('{"type":"\xc3\x28"}'), 'frame.invalid'],
  ['an encoded surrogate', bytesOf('{"type":"\xed\xa0\x80"}'), 'frame.invalid'],
  ['an overlong encoding', bytesOf('{"type":"\xc0\xaf"}'), 'frame.invalid'],
  ['a byte order mark', bytesOf('\xef\xbb\xbf{"type":"hello"}'), 'frame.invalid'],
  ['an array', bytesOf('["hello"]'), 'frame.invalid'],
  ['null', bytesOf('null'), 'frame.invalid'],
  ['a string', bytesOf('"hello"'), 'frame.invalid'],
  ['JSON that is cut', bytesOf('{"type":"hello"'), 'frame.invalid'],
  ['JSON and more behind it', bytesOf('{"type":"hello"} {}'), 'frame.invalid'],
  ['a name twice', bytesOf('{"type":"hello","type":"hello"}'), 'message.invalid'],
  ['a name twice, once escaped', bytesOf('{"type":"a","typ\\u0065":"b"}'), 'message.invalid'],
  ['a lone surrogate', bytesOf('{"type":"\\ud800"}'), 'message.invalid'],
  ['too deep nesting', bytesOf(nested(limits.depth + 1)), 'message.invalid'],
  ['nesting without end', bytesOf('['.repeat(4_000)), 'message.invalid'],
];

describe('what is no message', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let witnesses: Joined[];
  let member: Joined['welcome'];

  before(async () => {
    line = await startLine(scope);
    member = (await line.signUp('mia')).welcome;
    witnesses = [await line.signUp('wanda'), await line.signUp('wim')];
  });

  /** Nobody else was disturbed: the others talk on, and see nothing but that. */
  afterEach(async (context) => {
    const [wanda, wim] = witnesses.map(({ client }) => client) as [RawClient, RawClient];
    wanda.post(context.name);
    const { seq } = await wanda.expect('posted');
    for (const client of [wanda, wim]) {
      const message = await client.expect('message');
      assert.deepEqual([message.seq, message.text], [seq, context.name]);
    }
  });

  /** The error of this code and the end of the connection. */
  async function isRefused(client: RawClient, bytes: Buffer, code: ErrorCode): Promise<void> {
    client.sendBytes(bytes);
    await client.refusedAndClosed(code);
  }

  /** A member's connection, resumed so that no test pays for a password. */
  async function connectMember(): Promise<RawClient> {
    const client = await line.connect();
    member = await client.resume(member, { lobby: Number.MAX_SAFE_INTEGER });
    return client;
  }

  const stages = {
    'before the hello': () => line.connect({ greet: false }),
    'after the hello': () => line.connect(),
    'of a member': connectMember,
  };

  for (const [stage, connect] of Object.entries(stages)) {
    for (const [what, payload, code] of malformed) {
      it(`${what} ${stage} ends its connection with ${code}`, async () => {
        await isRefused(await connect(), frame(payload), code);
      });
    }

    it(`a frame of no length ${stage} ends its connection`, async () => {
      await isRefused(await connect(), header(0), 'frame.invalid');
    });

    it(`a header of too much ${stage} is refused before anything follows it`, async () => {
      const most = stage === 'of a member' ? limits.frameBytes : limits.frameBytesBeforeLogin;
      for (const length of [most + 1, 0x7fffffff, 0xffffffff]) {
        await isRefused(await connect(), header(length), 'frame.too-large');
      }
    });
  }

  it('noise in a frame ends its connection with an error, whatever it is', async () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 64 });
    await fc.assert(
      fc.asyncProperty(noise, fc.boolean(), async (bytes, greet) => {
        const client = await line.connect({ greet });
        client.sendBytes(frame(Buffer.from(bytes)));
        const { code } = await client.expect('error');
        assert.ok(['frame.invalid', 'message.invalid'].includes(code), code);
        await client.expect('bye');
        assert.equal(await client.next(), null);
      }),
      { numRuns: 30 },
    );
  });

  it('a message that ends in the middle ends its connection quietly', async () => {
    const client = await line.connect();
    client.sendBytes(header(100));
    client.sendBytes(bytesOf('{"type":'));
    client.socket.end();
    assert.equal(await client.next(), null);
    await line.log.until('connection.closed', { reason: 'ended inside a message' });
  });

  it('a frame of exactly 4 KiB is taken before login', async () => {
    const client = await line.connect({ greet: false });
    const hello = { type: 'hello', versions: [1], client: 'raw', bindings: ['tls-exporter'] };
    const text = JSON.stringify(hello);
    client.sendText(text + ' '.repeat(limits.frameBytesBeforeLogin - text.length));
    await client.expect('hello');
  });

  it('a frame of exactly 64 KiB is taken after login', async () => {
    const client = await connectMember();
    const text = JSON.stringify({ type: 'who', id: 1, token: client.token });
    client.sendText(text + ' '.repeat(limits.frameBytes - text.length));
    await client.expect('people');
  });

  it('a message one byte at a time is taken as well', async () => {
    const client = await line.connect({ greet: false });
    const hello = { type: 'hello', versions: [1], client: 'raw', bindings: ['tls-exporter'] };
    for (const byte of frame(Buffer.from(JSON.stringify(hello)))) client.sendBytes(Buffer.of(byte));
    await client.expect('hello');
  });
});

describe('a message in the wrong place', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let member: Joined;

  before(async () => {
    line = await startLine(scope);
    member = await line.signUp('ann');
  });

  it("that belongs before login ends a member's connection", async () => {
    const { client } = await line.logIn('ann');
    const hello = { type: 'hello', versions: [1], client: 'raw', bindings: ['tls-exporter'] };
    client.send({ ...hello, token: client.token });
    await client.until('error');
    assert.equal((await client.expect('bye')).reason, 'protocol');
    assert.equal(await client.next(), null);
  });

  it('that belongs after login, or after the hello, ends a connection before it', async () => {
    const early = await line.connect({ greet: false });
    early.send({ type: 'login.cancel', id: 1 });
    await early.refusedAndClosed('message.unexpected');
    const greeted = await line.connect();
    greeted.send({ type: 'who', id: 1, token: member.client.token });
    await greeted.refusedAndClosed('message.unexpected');
    const twice = await line.connect();
    twice.send({ type: 'hello', versions: [1], client: 'raw', bindings: ['tls-exporter'] });
    await twice.refusedAndClosed('message.unexpected');
  });

  it('that speaks another version is told which one the server speaks', async () => {
    const client = await line.connect({ greet: false });
    client.send({ type: 'hello', versions: [2, 9], client: 'raw', bindings: ['tls-exporter'] });
    const { message } = await client.refused('version.unsupported');
    assert.match(message, /version 1\b.*2, 9/);
    await client.expect('bye');
    assert.equal(await client.next(), null);
  });

  it('of OPAQUE that the library cannot read is refused, naming the field', async () => {
    const wrong: readonly (readonly [string, object])[] = [
      ['ke1', { type: 'login.start', id: 1, name: 'ann', ke1: 'A'.repeat(128) }],
      ['ke1', { type: 'login.start', id: 1, name: 'ann', ke1: 'A' }],
      ['request', { type: 'register.start', id: 1, name: 'new', request: '_'.repeat(43) }],
    ];
    for (const [field, message] of wrong) {
      const client = await line.connect();
      client.send(message);
      assert.equal((await client.refused('message.invalid', 1)).field, field);
    }
    const client = await line.connect();
    await client.startLogin('ann');
    const finish = { binding: 'tls-exporter', proof: 'A'.repeat(43), device: 'raw' };
    client.send({ type: 'login.finish', id: 9, ke3: 'short', ...finish });
    assert.equal((await client.refused('message.invalid', 9)).field, 'ke3');
  });
});
