import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { channelBinding } from '../../src/auth/binding.ts';
import { finishRegistration, startRegistration } from '../../src/auth/client-handshake.ts';
import { opaqueReady } from '../../src/auth/opaque.ts';
import {
  answerRegistration,
  createServerKeys,
  finishServerLogin,
  type ServerKeys,
  startServerLogin,
} from '../../src/auth/server-handshake.ts';
import { newToken, randomId } from '../../src/base/ids.ts';
import type { Address } from '../../src/wire/address.ts';
import { createCertificate, fingerprintOf } from '../../src/wire/certificate.ts';
import { MessageSocket } from '../../src/wire/message-socket.ts';
import { MessageStream } from '../../src/wire/message-stream.ts';
import type {
  GreetingMessages,
  MemberMessages,
  ServerMessage,
  ServerMessages,
} from '../../src/wire/messages.ts';
import { exampleRoomState } from '../../src/wire/room-state.fixture.ts';
import type { BindingType } from '../../src/words/binding-type.ts';
import { limits } from '../../src/words/limits.ts';
import { lightStretching } from './light-stretching.ts';

type ClientMessages = GreetingMessages & MemberMessages;

/** One connection of a client, as a script sees it. */
export class Peer {
  readonly socket: net.Socket;
  readonly #messages: MessageStream;
  readonly #certificate: Buffer | undefined;
  #payload = Buffer.alloc(0);

  constructor(socket: net.Socket, certificate?: Buffer) {
    this.socket = socket;
    this.#messages = new MessageStream(socket, limits.frameBytes);
    this.#certificate = certificate;
  }

  /** The next message, which has to be of `type`; rejects when it is another, or the client is gone. */
  async expect<Type extends keyof ClientMessages>(type: Type): Promise<ClientMessages[Type]> {
    const message = await this.next();
    if (message === undefined) throw new Error(`the client hung up where "${type}" was due`);
    if (message.type !== type) throw new Error(`"${message.type}" came where "${type}" was due`);
    return message as ClientMessages[Type];
  }

  /** The next message, whatever it is; undefined when the client is gone. */
  async next(): Promise<ClientMessages[keyof ClientMessages] | undefined> {
    const text = await this.#messages.receive();
    if (text === null) return undefined;
    this.#payload = Buffer.from(text);
    return JSON.parse(text);
  }

  /** Payload of what `expect` returned last. */
  get payload(): Buffer {
    return this.#payload;
  }

  /** Sends a message; returns its payload. */
  async send(message: ServerMessage): Promise<Buffer> {
    const text = JSON.stringify(message);
    await this.#messages.send(text);
    return Buffer.from(text);
  }

  /** Resolves when the client has hung up. */
  async gone(): Promise<void> {
    this.socket.resume();
    if (!this.socket.closed) await once(this.socket, 'close').catch(() => {});
  }

  binding(type: BindingType): Uint8Array {
    return channelBinding(this.socket as tls.TLSSocket, type, this.#certificate);
  }
}

/** A server that does what a test says, right or wrong; see `startScriptedServer`. */
export interface ScriptedServer {
  readonly address: Address;
  /** Connections so far. */
  readonly connections: number;
  /** Resolves when the scripts of all connections so far have ended, with what they threw. */
  failures(): Promise<readonly Error[]>;
  close(): Promise<void>;
}

/** Runs `script` for every connection; `index` counts them from 0. */
export async function startScriptedServer(
  script: (peer: Peer, index: number) => Promise<void>,
  options: { readonly clear?: boolean } = {},
): Promise<ScriptedServer> {
  const pair = options.clear ? undefined : createCertificate({ name: 'test', now: Date.now() });
  const secureContext =
    pair &&
    tls.createSecureContext({ cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.3' });
  const certificate = pair && derOf(pair.certificate);
  const sockets = new Set<net.Socket>();
  const failures: Error[] = [];
  const scripts: Promise<unknown>[] = [];
  const run = (peer: Peer) => {
    const fail = (error: Error) => failures.push(error);
    scripts.push(script(peer, scripts.length).catch(fail));
  };
  const server = net.createServer((raw) => {
    keep(raw, sockets);
    raw.setNoDelay(true);
    if (secureContext === undefined) {
      run(new Peer(raw));
      return;
    }
    const socket = new MessageSocket(raw, { isServer: true, secureContext });
    keep(socket, sockets);
    socket.once('secure', () => run(new Peer(socket, certificate)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: {
      host: '127.0.0.1',
      port: (server.address() as net.AddressInfo).port,
      clear: options.clear === true,
      ...(pair === undefined ? {} : { fingerprint: fingerprintOf(pair.certificate) }),
    },
    get connections() {
      return scripts.length;
    },
    failures: async () => {
      await Promise.all(scripts);
      return failures;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function keep(socket: net.Socket, sockets: Set<net.Socket>): void {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
}

function derOf(certificate: string): Buffer {
  return Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

/** An account whose password a script can check. */
export interface ScriptedAccount {
  readonly keys: ServerKeys;
  readonly uid: string;
  readonly record: string;
}

/** Makes an account as a sign-up would. */
export async function scriptedAccount(password: string): Promise<ScriptedAccount> {
  await opaqueReady();
  const keys = createServerKeys();
  const uid = randomId(16);
  const { request, state } = startRegistration(password);
  const response = answerRegistration(keys, uid, request);
  const { record } = finishRegistration({
    password,
    state,
    response,
    uid,
    serverId: keys.serverId,
    stretching: lightStretching,
  });
  return { keys, uid, record };
}

/** The payloads of both hellos. */
export interface Hellos {
  readonly clientHello: Buffer;
  readonly serverHello: Buffer;
}

/** Exchanges hellos. */
export async function greet(
  peer: Peer,
  overrides: Partial<ServerMessages['hello']> = {},
): Promise<Hellos> {
  const { bindings } = await peer.expect('hello');
  const clientHello = peer.payload;
  const serverHello = await peer.send({
    type: 'hello',
    version: 1,
    server: 'scripted',
    serverId: 'A'.repeat(22),
    name: 'scripted',
    signUp: 'closed',
    bindings,
    stretching: lightStretching,
    limits: { frameBytes: 65_536, textBytes: 16_384, replayMessages: 1_000 },
    ...overrides,
  });
  return { clientHello, serverHello };
}

/** Turns a client away, as a server does that has no room for more. */
export async function turnAway(peer: Peer): Promise<void> {
  await peer.expect('hello');
  await peer.send({ type: 'error', code: 'server.busy', message: 'Full.' });
  peer.socket.end();
}

/** A welcome with one empty lobby, unless told otherwise. */
export function welcome(
  re: number,
  overrides: Partial<ServerMessages['welcome']> = {},
): ServerMessages['welcome'] {
  return {
    type: 'welcome',
    re,
    proof: null,
    name: 'ann',
    session: 'S'.repeat(22),
    deviceToken: newToken(),
    token: newToken(),
    grant: null,
    epoch: 'E'.repeat(22),
    now: Date.now(),
    terms: ['T'.repeat(11)],
    created: false,
    role: 'member',
    lastSeen: null,
    rooms: [lobby()],
    ...overrides,
  };
}

/** The lobby with messages up to `last`, of which those after `after` are sent. */
export function lobby(last = 0, after = last, skipped = 0): ServerMessages['room']['room'] {
  return exampleRoomState({ last, after, skipped });
}

/** Entries of the lobby, one behind the other; texts and mids follow from their numbers. */
export function lobbyEntries(first: number, count = 1): ServerMessages['entries'] {
  const entries = Array.from({ length: count }, (_, index) => {
    const seq = first + index;
    return { mid: String(seq).padStart(22, 'm'), content: { kind: 'text', text: `#${seq}` } };
  });
  const runs = [{ from: 'bob', at: 1, entries }] as ServerMessages['entries']['runs'];
  return { type: 'entries', room: 'lobby', first, runs };
}

/** Plays the password login up to the proof; `finish` sends the welcome with the right proof. */
export async function checkPassword(
  peer: Peer,
  account: ScriptedAccount,
  hellos: Hellos,
): Promise<{ id: number; proof: string }> {
  const start = await peer.expect('login.start');
  const loginStart = peer.payload;
  const { ke2, state } = startServerLogin(account.keys, account, start.ke1);
  const loginChallenge = await peer.send({
    type: 'login.challenge',
    re: start.id,
    account: account.uid,
    ke2,
  });
  const { id, ke3, binding, proof } = await peer.expect('login.finish');
  const { serverProof } = finishServerLogin(
    account.keys,
    account.uid,
    state,
    ke3,
    { ...hellos, loginStart, loginChallenge },
    { type: binding, data: peer.binding(binding) },
    proof,
  );
  return { id, proof: serverProof };
}
