import { once } from 'node:events';
import { connect } from 'node:net';
import { createSecureContext } from 'node:tls';
import { channelBinding } from '../../src/auth/binding.ts';
import { proveClient } from '../../src/auth/proof.ts';
import { encodeMessage, headerBytes } from '../../src/wire/frame.ts';
import { MessageSocket } from '../../src/wire/message-socket.ts';
import type { ClientMessage, ServerMessages } from '../../src/wire/messages.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import { openLightChallenge, startLightLogin } from '../line/light-login.ts';

/** Where a server is, and the address of the loopback that a client comes from. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly from?: string;
}

/** A device's credentials for resuming its session. */
export interface Device {
  readonly session: string;
  readonly token: string;
}

/** A message with its bytes. */
interface Heard<Type extends keyof ServerMessages> {
  readonly message: ServerMessages[Type];
  readonly payload: Buffer;
}

const secureContext = createSecureContext({ minVersion: 'TLSv1.3', ca: [] });

/** A client of the line that does no more than the protocol asks for: what is measured is the server. */
export class Peer {
  readonly socket: MessageSocket;

  private constructor(socket: MessageSocket) {
    this.socket = socket;
  }

  /** Connects over TLS; resolves when the connection is secure. */
  static async connect({ host, port, from }: Place): Promise<Peer> {
    const raw = connect({ host, port, ...(from === undefined ? {} : { localAddress: from }) });
    const socket = new MessageSocket(raw, { rejectUnauthorized: false, secureContext });
    await once(socket, 'secure');
    return new Peer(socket);
  }

  /** Sends a message; returns its payload. */
  say(message: ClientMessage): Buffer {
    const frame = encodeMessage(message);
    this.socket.write(frame);
    return frame.subarray(headerBytes);
  }

  /** The next message, which must be of this type. */
  async hear<Type extends keyof ServerMessages>(type: Type): Promise<Heard<Type>> {
    const text = await this.socket.receiveMessage();
    const message = text === null ? undefined : JSON.parse(text);
    if (message?.type !== type) throw new Error(`instead of ${type} the server said ${text}`);
    return { message, payload: Buffer.from(text as string) };
  }

  /** Ends; resolves when the server has ended as well. */
  async hangUp(): Promise<void> {
    this.socket.end();
    this.socket.resume();
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  /** Logs in with a password. */
  async logIn(name: string): Promise<ServerMessages['welcome']> {
    const { clientHello, serverHello, hello } = await this.#greet();
    const { ke1, state } = startLightLogin();
    const loginStart = this.say({ type: 'login.start', id: 1, name, ke1 });
    const { message: challenge, payload: loginChallenge } = await this.hear('login.challenge');
    const { account: uid, ke2 } = challenge;
    const { ke3, sessionKey } = openLightChallenge({ state, ke2, uid, serverId: hello.serverId });
    const type = 'tls-exporter';
    const context = { clientHello, serverHello, loginStart, loginChallenge };
    const binding = { type, data: channelBinding(this.socket, type) } as const;
    const proof = proveClient(sessionKey, context, binding);
    this.say({ type: 'login.finish', id: 2, ke3, binding: type, proof, device: 'bench' });
    return (await this.hear('welcome')).message;
  }

  /** Resumes the session of a device. */
  async resume({ session, token }: Device): Promise<ServerMessages['welcome']> {
    await this.#greet();
    this.say({
      ...{ type: 'resume', id: 1, session, deviceToken: token },
      ...{ epoch: 'A'.repeat(22), cursors: {} },
    });
    return (await this.hear('welcome')).message;
  }

  async #greet() {
    const bindings: 'tls-exporter'[] = ['tls-exporter'];
    const versions = [protocolVersion];
    const clientHello = this.say({ type: 'hello', versions, client: 'bench', bindings });
    const { message: hello, payload: serverHello } = await this.hear('hello');
    return { clientHello, serverHello, hello };
  }
}
