import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { channelBinding } from '../../src/auth/binding.ts';
import {
  finishRegistration,
  type OpenedChallenge,
  openChallenge,
  startClientLogin,
  startRegistration,
} from '../../src/auth/client-handshake.ts';
import type { LoginContext } from '../../src/auth/login-context.ts';
import { opaqueReady } from '../../src/auth/opaque.ts';
import { proveClient, proveServer } from '../../src/auth/proof.ts';
import { type ErrorCode, PartylineError } from '../../src/base/errors.ts';
import { localSocketPath } from '../../src/base/local-socket.ts';
import { MidSource } from '../../src/base/mid-source.ts';
import type { Address } from '../../src/wire/address.ts';
import { encodeFrame } from '../../src/wire/frame.ts';
import { ClearMessageSocket, MessageSocket } from '../../src/wire/message-socket.ts';
import type {
  GreetingMessages,
  MemberMessages,
  ServerMessage,
  ServerMessages,
} from '../../src/wire/messages.ts';
import { requestFacts } from '../../src/wire/request-facts.ts';
import type { Answer, MemberRequestName, RequestFields } from '../../src/wire/requests.ts';
import type { BindingType } from '../../src/words/binding-type.ts';
import type { PostKind } from '../../src/words/message-kind.ts';
import { type ReceivedMessage, type ReceivedMessages, receivedFrom } from './received.ts';
import { WebMessageSocket, type WebSocketOptions } from './web-message-socket.ts';

const mids = new MidSource();

/** A password that no list of common ones holds. */
export const password = 'correct horse battery 77';

/** How a raw client connects. */
export interface RawOptions {
  /** Address of this machine to connect from, such as 127.0.0.2. */
  readonly from?: string;
  /** Ask for the server's hello at once. Default true. */
  readonly greet?: boolean;
  /** Over a WebSocket, as a page. */
  readonly web?: WebSocketOptions;
}

/** What the protocol can run over. */
type RawSocket = MessageSocket | ClearMessageSocket | WebMessageSocket;

/** A device's memory for resuming its session. */
export type Saved = Pick<ServerMessages['welcome'], 'session' | 'deviceToken' | 'epoch'>;

/** How a post is otherwise than a text in the lobby. */
export type PostFields = Partial<MemberMessages['post']> & { readonly kind?: PostKind };

/** A program's credentials: an app token, or a device's session with its device token. */
export type Credential = Pick<ServerMessages['token.created'], 'session' | 'secret'>;

/** How a device that comes back takes part; by default it receives and is here. */
export type Taking = Partial<Pick<GreetingMessages['resume'], 'receive' | 'present'>>;

/** How a program goes on beside others; by default it receives and is not here. */
export type Attaching = Partial<
  Pick<GreetingMessages['attach'], 'receive' | 'present' | 'epoch' | 'cursors'>
>;

/** A login whose challenge has come. */
export interface StartedLogin {
  readonly challenge: ServerMessages['login.challenge'];
  /** undefined: the name or the password is wrong. */
  readonly opened: OpenedChallenge | undefined;
  readonly context: LoginContext;
}

/** What `finishLogin` does otherwise than it should. */
export interface FinishOverrides {
  readonly ke3?: string;
  readonly proof?: string;
  readonly binding?: BindingType;
  /** Data to prove instead of the channel's own. */
  readonly bindingData?: Uint8Array;
}

/**
 * The protocol by hand, for tests: sends whatever it is told, and takes nothing but the message that is
 * due. It reads only when it is asked for a message.
 */
export class RawClient {
  readonly socket: RawSocket;
  /** The session token that `request` sends; set by a login. */
  token = '';
  /** Whether it answers pings by itself, and does not show them; as often as it reads. */
  answersPings = true;
  #lastId = 0;
  #greeting: { hello: ServerMessages['hello']; client: Buffer; server: Buffer } | undefined;
  #payload = Buffer.alloc(0);
  /** Came in one frame with what was taken last. */
  #received: ReceivedMessage[] = [];

  private constructor(socket: RawSocket) {
    this.socket = socket;
    socket.on('error', () => {});
  }

  /** Connects, over TLS unless the address says otherwise. */
  static async connect(address: Address, options: RawOptions = {}): Promise<RawClient> {
    await opaqueReady();
    const { host, port, clear } = address;
    if (options.web !== undefined) {
      const client = new RawClient(await WebMessageSocket.open(address, options.web));
      if (options.greet !== false) await client.greet();
      return client;
    }
    const raw = clear ? new ClearMessageSocket() : new net.Socket();
    const localAddress = options.from === undefined ? {} : { localAddress: options.from };
    raw.connect({ host, port, ...localAddress });
    const socket =
      raw instanceof ClearMessageSocket
        ? raw
        : new MessageSocket(raw, { rejectUnauthorized: false });
    const client = new RawClient(socket);
    await once(socket, clear ? 'connect' : 'secure');
    if (options.greet !== false) await client.greet();
    return client;
  }

  /** Connects to the socket in a server's data folder, as its operator does. */
  static async connectLocally(dataFolder: string, greet = true): Promise<RawClient> {
    const socket = new ClearMessageSocket();
    socket.connect({ path: localSocketPath(dataFolder, process.platform) });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    if (greet) await client.greet();
    return client;
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Sends a text in a frame; returns its payload. */
  sendText(text: string): Buffer {
    const frame = encodeFrame(text);
    this.sendBytes(frame);
    return frame.subarray(4);
  }

  /** Sends a value as a message; returns its payload. */
  send(message: object): Buffer {
    return this.sendText(JSON.stringify(message));
  }

  /** A number that no request of this client had before. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The next message; null once the server has ended the connection. */
  async next(): Promise<ReceivedMessage | null> {
    const waiting = this.#received.shift();
    if (waiting !== undefined) return waiting;
    const text = await this.socket.receiveMessage();
    this.#payload = Buffer.from(text ?? '');
    if (text === null) return null;
    const message = JSON.parse(text) as ServerMessage;
    if (message.type === 'ping' && this.answersPings) {
      this.send({ type: 'pong', token: this.token, mark: message.mark });
    } else this.#received = receivedFrom(message);
    return this.next();
  }

  /** The next message, which has to be of this type. */
  async expect<Type extends keyof ReceivedMessages>(type: Type): Promise<ReceivedMessages[Type]> {
    const message = await this.next();
    assert.equal(message?.type, type, `${type} is due and came ${JSON.stringify(message)}`);
    return message as ReceivedMessages[Type];
  }

  /** The next message, which has to be an error of this code; `re` of the last request if given. */
  async refused(code: ErrorCode, re?: number): Promise<ServerMessages['error']> {
    const error = await this.expect('error');
    assert.equal(error.code, code, error.message);
    if (re !== undefined) assert.equal(error.re, re);
    return error;
  }

  /** The error of this code, then the goodbye, then the end, and nothing else. */
  async refusedAndClosed(code: ErrorCode): Promise<void> {
    await this.refused(code);
    await this.expect('bye');
    assert.equal(await this.next(), null);
  }

  /** Everything that comes until the connection ends; throws if it breaks. */
  async rest(): Promise<ReceivedMessage[]> {
    const messages: ReceivedMessage[] = [];
    for (;;) {
      const message = await this.next();
      if (message === null) return messages;
      messages.push(message);
    }
  }

  /** Messages up to and with the first of this type. */
  async until<Type extends keyof ReceivedMessages>(type: Type): Promise<ReceivedMessages[Type]> {
    for (;;) {
      const message = await this.next();
      assert.ok(message, `the connection ended before "${type}" came`);
      if (message.type === type) return message as ReceivedMessages[Type];
    }
  }

  /** The next `count` messages of rooms, which must be the next that come. */
  async messages(count: number): Promise<ReceivedMessages['message'][]> {
    const messages: ReceivedMessages['message'][] = [];
    while (messages.length < count) messages.push(await this.expect('message'));
    return messages;
  }

  /** Cuts the line without a word. */
  cut(): void {
    this.socket.destroy();
  }

  /** Ends the sending side and waits for the server to close. */
  async hangUp(): Promise<void> {
    this.socket.end();
    this.socket.resume();
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  /** Exchanges hellos. */
  async greet(): Promise<ServerMessages['hello']> {
    const bindings = this.#bindingTypes;
    const client = this.send({ type: 'hello', versions: [1], client: 'raw', bindings });
    const hello = await this.expect('hello');
    this.#greeting = { hello, client, server: this.#payload };
    return hello;
  }

  get #bindingTypes(): readonly [BindingType, ...BindingType[]] {
    if (this.socket instanceof WebMessageSocket) return ['web'];
    if (this.socket instanceof ClearMessageSocket) return ['none'];
    return ['tls-exporter', 'tls-server-end-point'];
  }

  /** The server's hello. */
  get hello(): ServerMessages['hello'] {
    assert.ok(this.#greeting);
    return this.#greeting.hello;
  }

  /** Sends a registration request; its answer, or the refusal, is the caller's to expect. */
  startRegistration(name: string, code?: string, secret = password): string {
    const { request, state } = startRegistration(secret);
    const withCode = code === undefined ? {} : { code };
    this.send({ type: 'register.start', id: this.nextId(), name, request, ...withCode });
    return state;
  }

  /** Registers a password for a new name, or with a reset code. */
  async register(name: string, code?: string, secret = password): Promise<void> {
    const state = this.startRegistration(name, code, secret);
    const { account: uid, response } = await this.expect('register.response');
    const { serverId, stretching } = this.hello;
    const step = { password: secret, state, response, uid, serverId, stretching };
    const { record } = finishRegistration(step);
    this.send({ type: 'register.finish', id: this.nextId(), record });
    await this.expect('register.accepted');
  }

  /** The first half of a login. */
  async startLogin(name: string, secret = password): Promise<StartedLogin> {
    assert.ok(this.#greeting);
    const { hello, client: clientHello, server: serverHello } = this.#greeting;
    const { ke1, state } = startClientLogin(secret);
    const loginStart = this.send({ type: 'login.start', id: this.nextId(), name, ke1 });
    const challenge = await this.expect('login.challenge');
    const { serverId, stretching } = hello;
    const { account: uid, ke2 } = challenge;
    const opened = openChallenge({ password: secret, state, ke2, uid, serverId, stretching });
    const context = { clientHello, serverHello, loginStart, loginChallenge: this.#payload };
    return { challenge, opened, context };
  }

  /** The second half; its answer is the caller's to expect. Returns how to check the server's proof. */
  finishLogin(
    { opened, context }: StartedLogin,
    overrides: FinishOverrides = {},
  ): (serverProof: string) => boolean {
    assert.ok(opened, 'the password is wrong');
    const type = overrides.binding ?? this.#bindingTypes[0];
    const binding = { type, data: overrides.bindingData ?? this.binding(type) };
    const proof = overrides.proof ?? proveClient(opened.sessionKey, context, binding);
    const ke3 = overrides.ke3 ?? opened.ke3;
    const device = 'raw device';
    this.send({ type: 'login.finish', id: this.nextId(), ke3, binding: type, proof, device });
    return (serverProof) => serverProof === proveServer(opened.sessionKey, context, binding, proof);
  }

  /** The bytes of a channel binding as this side sees them. */
  binding(type: BindingType): Uint8Array {
    if (this.socket instanceof WebMessageSocket) return Buffer.from(this.socket.origin);
    if (this.socket instanceof ClearMessageSocket) return new Uint8Array();
    return channelBinding(this.socket, type);
  }

  /** Logs in with a password, strictly. */
  async login(name: string, secret = password): Promise<ServerMessages['welcome']> {
    const isServer = this.finishLogin(await this.startLogin(name, secret));
    const welcome = this.#welcomed(await this.expect('welcome'));
    assert.ok(welcome.proof !== null && isServer(welcome.proof), 'the server proved itself');
    return welcome;
  }

  /** Makes an account and logs in. */
  async signUp(name: string, code?: string, secret = password): Promise<ServerMessages['welcome']> {
    await this.register(name, code, secret);
    return this.login(name, secret);
  }

  /** Sends a resume; its answer is the caller's to expect. */
  startResume(
    { session, deviceToken, epoch }: Saved,
    cursors: Record<string, number> = {},
    taking: Taking = {},
  ): void {
    const fields = { session, deviceToken, epoch, cursors, ...taking };
    this.send({ type: 'resume', id: this.nextId(), ...fields });
  }

  /** Resumes a session. */
  async resume(
    saved: Saved,
    cursors: Record<string, number> = {},
    taking: Taking = {},
  ): Promise<ServerMessages['welcome']> {
    this.startResume(saved, cursors, taking);
    return this.#welcomed(await this.expect('welcome'));
  }

  /** Comes in as the operator at the server itself, who is shown nothing unless told otherwise. */
  async loginLocally(
    wanted: Partial<GreetingMessages['local.login']> = {},
  ): Promise<ServerMessages['welcome']> {
    const login = { device: 'console', receive: false, present: false, ...wanted };
    this.send({ type: 'local.login', id: this.nextId(), ...login });
    return this.#welcomed(await this.expect('welcome'));
  }

  /** Sends an attach; its answer is the caller's to expect. */
  startAttach({ session, secret }: Credential, attaching: Attaching = {}): void {
    const wanted = { receive: true, present: false, ...attaching };
    this.send({ type: 'attach', id: this.nextId(), session, secret, ...wanted });
  }

  /** Comes in by an app token, or beside a device. */
  async attach(
    credential: Credential,
    attaching: Attaching = {},
  ): Promise<ServerMessages['welcome']> {
    this.startAttach(credential, attaching);
    return this.#welcomed(await this.expect('welcome'));
  }

  #welcomed(welcome: ServerMessages['welcome']): ServerMessages['welcome'] {
    this.token = welcome.token;
    return welcome;
  }

  /** Sends a request with the session token; returns its id. */
  request<Type extends keyof MemberMessages>(
    type: Type,
    fields: Omit<MemberMessages[Type], 'type' | 'id' | 'token'>,
  ): number {
    const id = this.nextId();
    this.send({ type, id, token: this.token, ...fields });
    return id;
  }

  /** Makes a request whose answer, or refusal, is the next message; rejects with the refusal. */
  async ask<Name extends MemberRequestName>(
    name: Name,
    fields: RequestFields<Name>,
  ): Promise<Answer<Name>> {
    const id = this.nextId();
    this.send({ type: name, id, token: this.token, ...fields });
    const answer = await this.next();
    assert.ok(answer !== null && 're' in answer && answer.re === id, JSON.stringify(answer));
    if (answer.type === 'error') throw new PartylineError(answer.code, answer.message);
    assert.equal(answer.type, requestFacts[name].answer);
    return answer as Answer<Name>;
  }

  /** Makes an app token that may do everything, unless told otherwise. */
  async createToken(
    name: string,
    grant: Partial<MemberMessages['token.create']> = {},
  ): Promise<ServerMessages['token.created']> {
    this.request('token.create', { name, read: true, write: true, ...grant });
    return this.expect('token.created');
  }

  /** Asks for a change of the password; the answer to it is the caller's to expect. */
  async changePassword(
    given: string,
    chosen: string,
    overrides: { readonly ke3?: string } = {},
  ): Promise<void> {
    const login = startClientLogin(given);
    const { request, state } = startRegistration(chosen);
    this.request('password.start', { ke1: login.ke1, request });
    const { account: uid, ke2, response } = await this.expect('password.challenge');
    const { serverId, stretching } = this.hello;
    const common = { uid, serverId, stretching };
    const opened = openChallenge({ ...common, password: given, state: login.state, ke2 });
    const { record } = finishRegistration({ ...common, password: chosen, state, response });
    this.request('password.finish', { ke3: overrides.ke3 ?? opened?.ke3 ?? '', record });
  }

  /** Takes leave; the goodbye is the caller's to expect. */
  leave(): void {
    this.send({ type: 'bye', token: this.token });
  }

  /** Posts a text, to the lobby unless told otherwise; returns the request's id. */
  post(text: string, { kind = 'text', ...fields }: PostFields = {}): number {
    const content = { kind, text };
    return this.request('post', { room: 'lobby', mid: mids.next(Date.now()), content, ...fields });
  }

  /** Posts a text and waits until it is acknowledged and, where this client reads it too, has come. */
  async say(text: string, fields: PostFields = {}) {
    const re = this.post(text, fields);
    const posted = await this.expect('posted');
    assert.equal(posted.re, re);
    return posted;
  }
}
