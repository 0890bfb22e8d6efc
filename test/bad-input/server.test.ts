import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ErrorCode } from '../../src/base/errors.ts';
import type { ServerMessages } from '../../src/wire/messages.ts';
import { limits } from '../../src/words/limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import { RawClient, type Saved } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { frameOf } from './frames.ts';
import { inLanes } from './lanes.ts';
import { type BrokenMessage, casesOf, type MessageCases } from './messages.ts';
import { Stored } from './stored.ts';
import { Witnesses } from './witnesses.ts';

/** How a broken message is answered in one state of the connection. */
interface Verdict {
  readonly code: ErrorCode;
  readonly fields: readonly string[];
  readonly ends: boolean;
}

const tooLarge: Verdict = { code: 'frame.too-large', fields: [], ends: true };

function verdictBeforeLogin({ size, code, fields }: BrokenMessage): Verdict {
  if (size > limits.frameBytesBeforeLogin) return tooLarge;
  return { code, fields, ends: true };
}

/** After login the token is looked at first, and what is JSON but no message does no harm. */
function verdictAfterLogin({ size, code, fields, fault }: BrokenMessage): Verdict {
  if (size > limits.frameBytes) return tooLarge;
  if (fault !== 'schema' || code === 'frame.invalid') return { code, fields, ends: true };
  if (fields[0]?.split('.')[0] === 'token') return { code: 'auth.token', fields: [], ends: true };
  return { code, fields, ends: false };
}

/** The same message with another session token. */
function withToken(payload: Buffer, token: string): Buffer {
  const text = payload.toString('latin1').replaceAll(`"${'a'.repeat(43)}"`, `"${token}"`);
  return Buffer.from(text, 'latin1');
}

/** Every broken message gets an error that says what is wrong. */
function assertRefusal(error: ServerMessages['error'], { code, fields }: Verdict, what: string) {
  assert.equal(error.code, code, `${what}: ${error.message}`);
  if (fields.length > 0) {
    assert.ok(error.field !== undefined && fields.includes(error.field), `${what}: ${error.field}`);
    assert.ok(error.message.startsWith(`The field ${JSON.stringify(error.field)} `), what);
  } else assert.equal(error.field, undefined, what);
  assert.match(error.message, /^[A-Z].+\.$/s, what);
}

/** The others' messages come in between. */
async function refusalAmong(client: RawClient): Promise<ServerMessages['error']> {
  for (;;) {
    const message = await client.next();
    if (message?.type === 'message') continue;
    assert.equal(message?.type, 'error');
    return message as ServerMessages['error'];
  }
}

/** The error, the goodbye, and the end. */
async function assertEnds(client: RawClient, verdict: Verdict, what: string): Promise<void> {
  assertRefusal(await refusalAmong(client), verdict, what);
  assert.equal((await client.expect('bye')).reason, 'protocol', what);
  assert.equal(await client.next(), null, what);
}

/** Bytes that are in use, inside and outside of the heap, once all that can be let go is gone. */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes of log, which keeps everything here, that each message may take; a connection takes more. */
const logBytes = 2_048;

const laneCount = 12;

/**
 * What follows from a text before its type is looked at is tried with each type once in so many times: the types share
 * the texts that cannot be read, and those whose token is wrong. test/bad-input/codec.test.ts has all of them for each.
 */
const partOfTypeless = 8;

/** The share of a type among faults that are met before the type is looked at; all of the others. */
function shareOf(
  broken: readonly BrokenMessage[],
  typeIndex: number,
  isTypeless: (one: BrokenMessage) => boolean,
): readonly BrokenMessage[] {
  const typeless = broken.filter(isTypeless);
  const isShared = (_: BrokenMessage, index: number) => (index + typeIndex) % partOfTypeless === 0;
  return [...broken.filter((one) => !isTypeless(one)), ...typeless.filter(isShared)];
}

/** The broken messages of a type that are sent before login, of which each ends the connection. */
function greetingOf({ broken }: MessageCases, typeIndex: number): readonly BrokenMessage[] {
  return shareOf(broken, typeIndex, ({ fault }) => fault !== 'schema');
}

/** The broken messages of a type that end the connection after login: unreadable, or with a wrong token. */
function fatalOf({ broken }: MessageCases, typeIndex: number): readonly BrokenMessage[] {
  const fatal = broken.filter((one) => verdictAfterLogin(one).ends);
  return shareOf(fatal, typeIndex, (one) => {
    return one.fault !== 'schema' || verdictAfterLogin(one).code === 'auth.token';
  });
}

const greeting = casesOf('greeting');
const member = casesOf('member');

describe('a broken message', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let witnesses: Witnesses;
  let stored: Stored;
  let stateBefore: ReturnType<Stored['state']>;
  let heldBefore: number;
  /** Sessions of one member, so that no test pays for a password. */
  const devices: Saved[] = [];

  before(async () => {
    line = await startLine(scope, { insecure: true });
    stored = new Stored(join(line.folder, 'line.sqlite'));
    scope.after(() => stored.close());
    witnesses = await Witnesses.join(line);
    devices.push((await line.signUp('mia')).welcome);
    while (devices.length < laneCount) devices.push((await line.logIn('mia')).welcome);
    stateBefore = stored.state();
    heldBefore = await heldBytes();
  });

  /** The outcome: nothing stored, nobody disturbed. */
  async function assertNothingDone(work: () => Promise<void>): Promise<void> {
    const offset = stored.position() - stored.messages();
    witnesses.start();
    await work();
    await witnesses.goOn();
    await witnesses.stop();
    assert.deepEqual(stored.state(), stateBefore);
    assert.equal(stored.messages(), witnesses.said);
    assert.equal(stored.position(), stored.messages() + offset);
    assert.deepEqual(line.log.of('internal'), []);
  }

  for (const [typeIndex, cases] of greeting.entries()) {
    const { type } = cases;
    it(`of the type ${type} ends a connection before login, naming the field`, () =>
      assertNothingDone(() =>
        inLanes(greetingOf(cases, typeIndex), Array(laneCount).fill(0), async (one) => {
          const client = await RawClient.connect(line.address, { greet: type !== 'hello' });
          client.sendBytes(frameOf(one.payload));
          await assertEnds(client, verdictBeforeLogin(one), one.what);
        }),
      ));
  }

  /** Resumes the session of a lane; it is the next one's again once the connection has ended. */
  async function resume(lane: number): Promise<RawClient> {
    const client = await RawClient.connect(line.address);
    const cursors = { lobby: Number.MAX_SAFE_INTEGER };
    devices[lane] = await client.resume(devices[lane] as Saved, cursors);
    return client;
  }

  /** Comes in beside the device of a lane, which costs the server least; what it receives it treats alike. */
  async function attach(lane: number): Promise<RawClient> {
    const client = await RawClient.connect(line.address);
    const { session, deviceToken } = devices[lane] as Saved;
    await client.attach({ session, secret: deviceToken as string }, { receive: false });
    return client;
  }

  async function sendOnOneConnection({ type, broken }: MessageCases): Promise<void> {
    const client = await resume(0);
    const survived = broken.filter((one) => !verdictAfterLogin(one).ends);
    const frames = survived.map(({ payload }) => frameOf(withToken(payload, client.token)));
    client.sendBytes(Buffer.concat(frames));
    for (const one of survived) {
      const error = await refusalAmong(client);
      assertRefusal(error, verdictAfterLogin(one), one.what);
      const hasId = type !== 'pong' && type !== 'bye' && error.field?.split('.')[0] !== 'id';
      assert.equal(error.re, hasId ? 8 : undefined, one.what);
    }
    client.request('who', {});
    await client.until('people');
    client.cut();
  }

  for (const [typeIndex, cases] of member.entries()) {
    it(`of the type ${cases.type} is refused after login, naming the field`, () =>
      assertNothingDone(() => sendOnOneConnection(cases)));

    it(`of the type ${cases.type} that is none, or has a wrong token, ends the connection`, () =>
      assertNothingDone(() => {
        const fatal = fatalOf(cases, typeIndex);
        const comeIn = cases.type === 'post' ? resume : attach;
        return inLanes(fatal, [...devices.keys()], async (one, lane) => {
          const client = await comeIn(lane);
          client.sendBytes(frameOf(withToken(one.payload, client.token)));
          await assertEnds(client, verdictAfterLogin(one), one.what);
        });
      }));
  }

  it('leaves nothing behind in memory', async () => {
    const afterLogin = member
      .flatMap(({ broken }) => broken)
      .filter((one) => !verdictAfterLogin(one).ends);
    const fatal = member.flatMap(fatalOf);
    const count = [...greeting.flatMap(greetingOf), ...afterLogin, ...fatal].length;
    const bytesEach = ((await heldBytes()) - heldBefore) / count;
    assert.ok(bytesEach < logBytes, `${bytesEach} bytes for each`);
  });
});
