import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type ErrorCode, PartylineError } from '../../src/base/errors.ts';
import type { Closed } from '../../src/client/core/events.ts';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import type { Address } from '../../src/wire/address.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { limits } from '../../src/words/limits.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { greet, type Peer, startScriptedServer, welcome } from '../support/scripted-server.ts';
import { joinAs } from '../support/test-client.ts';
import { frameOf } from './frames.ts';
import { inLanes } from './lanes.ts';
import { type BrokenMessage, casesOf, type MessageCases } from './messages.ts';

/** Plays a server up to where a message of this type is due; returns which client it plays for. */
type Opening = (peer: Peer) => Promise<number>;

/** Clients say in their hello which case they are for. */
function caseOf(software: string): number {
  return Number(software.split('/')[1]);
}

async function greeted(peer: Peer): Promise<number> {
  const { clientHello } = await greet(peer, { signUp: 'open' });
  return caseOf((JSON.parse(clientHello.toString()) as { client: string }).client);
}

const beforeHello: Opening = async (peer) => caseOf((await peer.expect('hello')).client);

const duringLogin: Opening = async (peer) => {
  const index = await greeted(peer);
  await peer.expect('account.lookup');
  return index;
};

const duringResume: Opening = async (peer) => {
  const index = await greeted(peer);
  await peer.expect('resume');
  return index;
};

const online: Opening = async (peer) => {
  const index = await greeted(peer);
  const { id } = await peer.expect('resume');
  await peer.send(welcome(id));
  return index;
};

const openings: Readonly<Record<string, Opening>> = {
  hello: beforeHello,
  'account.status': duringLogin,
  'register.response': duringLogin,
  'register.accepted': duringLogin,
  'login.challenge': duringLogin,
  welcome: duringResume,
};

/** A client's reaction to one message. */
interface Aftermath {
  readonly closed: Closed;
  readonly shown: number;
}

/** A server that sends each client the payload of its case, and what joins it. */
interface Sender {
  join(index: number): Promise<Aftermath>;
  connections(): number;
}

async function startSender(
  scope: Scope,
  type: string,
  payloads: readonly Buffer[],
): Promise<Sender> {
  const opening = openings[type] ?? online;
  const server = await startScriptedServer(
    async (peer) => {
      const index = await opening(peer);
      peer.socket.write(frameOf(payloads[index] as Buffer));
      // Where a client goes on, it is let go.
      peer.socket.write(frameOf(Buffer.from('{"type":"bye","reason":"kicked","message":"done"}')));
      await peer.gone();
    },
    { clear: true },
  );
  scope.after(() => server.close());
  const { address } = server;
  return {
    connections: () => server.connections,
    join: (index) => joinOnce(address, index, opening !== duringLogin),
  };
}

async function joinOnce(address: Address, index: number, resumes: boolean): Promise<Aftermath> {
  const profile = resumes ? { profile: profileOf(address) } : {};
  const client = joinAs({ address, software: `case/${index}`, reconnect: false, ...profile });
  let shown = 0;
  for (const name of ['message', 'room', 'presence', 'notice'] as const) {
    client.line.on(name, () => {
      shown += 1;
    });
  }
  const closed = await client.closed;
  return { closed, shown };
}

/** A profile in which ann has been here before. */
function profileOf(address: Address): MemoryProfile {
  const profile = new MemoryProfile();
  const { host, port, clear } = address;
  const entry = profile.open(formatAddress({ host, port, clear }));
  const session = { id: 'S'.repeat(22), deviceToken: 'T'.repeat(43) };
  entry.save({ name: 'ann', session, epoch: 'E'.repeat(22), cursors: { lobby: 0 } });
  entry.release();
  return profile;
}

/** The fault in how a client took a broken message, in words; undefined if there is none. */
function complaint({ closed, shown }: Aftermath, one: BrokenMessage): string | undefined {
  const { reason, error } = closed;
  if (reason !== 'protocol') return `closed with ${reason}: ${error?.message}`;
  if (shown > 0) return 'showed something';
  if (!(error instanceof PartylineError)) return `failed with ${error}`;
  const code = codeFor(one);
  if (error.code !== code) return `got ${error.code}: ${error.message}`;
  const named = code !== 'message.invalid' || one.fields.includes(error.field ?? 'none');
  return named && /^[A-Z].+\.$/s.test(error.message) ? undefined : `says ${error.message}`;
}

/** Bytes that are no frame or no JSON in place of the first hello are told as what they are: another program. */
function codeFor({ size, what, code }: BrokenMessage): ErrorCode {
  if (size <= limits.frameBytes) return code;
  return what.startsWith('hello:') ? 'frame.invalid' : 'frame.too-large';
}

const laneCount = 12;
/** One in so many of the broken messages, from all fields; codec.test.ts has them all. */
const step = 6;
/** And of those that no type is known of, as they cannot be read: the types share them. */
const stepOfUnreadable = 40;

function sampleOf(broken: readonly BrokenMessage[], typeIndex: number): readonly BrokenMessage[] {
  const unreadable = broken.filter(({ fault }) => fault !== 'schema');
  const readable = broken.filter(({ fault }) => fault === 'schema');
  return [
    ...readable.filter((_, index) => (readable.length - 1 - index) % step === 0),
    ...unreadable.filter((_, index) => (index + typeIndex) % stepOfUnreadable === 0),
  ];
}

async function sendBroken(scope: Scope, { type }: MessageCases, broken: readonly BrokenMessage[]) {
  const payloads = broken.map(({ payload }) => payload);
  const sender = await startSender(scope, type, payloads);
  const wrong: string[] = [];
  await inLanes([...broken.entries()], Array(laneCount).fill(0), async ([index, one]) => {
    const complained = complaint(await sender.join(index), one);
    if (complained !== undefined) wrong.push(`${one.what}: ${complained}`);
  });
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${broken.length}`);
  assert.equal(sender.connections(), broken.length, 'nobody came back');
}

describe('a client that a server sends', () => {
  const scope = scopeOf(after);

  for (const [typeIndex, cases] of casesOf('server').entries()) {
    it(`a broken message of the type ${cases.type} ends with words and shows nothing`, () =>
      sendBroken(scope, cases, sampleOf(cases.broken, typeIndex)));

    it(`a message of the type ${cases.type} at its edges takes it, or ends in good order`, async () => {
      const sender = await startSender(scope, cases.type, cases.edges);
      await inLanes([...cases.edges.keys()], Array(laneCount).fill(0), async (index) => {
        const { closed } = await sender.join(index);
        assert.notEqual(closed.reason, 'failed', String(closed.error?.stack));
      });
    });
  }
});
