import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { limits } from '../words/limits.ts';
import type { ChannelHandlers } from './channel.ts';
import { MessageChannel } from './message-channel.ts';
import { MessageStream } from './message-stream.ts';

/**
 * The methods of a socket of whole messages, whatever it runs over. A message is a text; its UTF-8 and its
 * 4-byte header are made and read inside.
 *
 * A socket is read in one of two ways, chosen by the first use: `openChannel` calls handlers (for programs
 * with many connections), `sendMessage`, `receiveMessage` and `messages` await (for all others).
 */
export interface Messaging {
  /** Largest message that `receiveMessage` and `messages` accept, in bytes; set before their first use. */
  maxMessageBytes: number;
  /**
   * Takes over the reading side; see `MessageChannel`. At most once.
   *
   * @param maxFrameBytes largest message accepted from the peer, in bytes
   * @throws Error if the socket is read in another way already
   */
  openChannel(maxFrameBytes: number, handlers: ChannelHandlers<Buffer>): MessageChannel;
  /**
   * Sends one message; resolves when the kernel took it, rejects when the socket broke before.
   *
   * @throws PartylineError `frame.invalid` (by rejection) if the text is empty or has a lone surrogate
   */
  sendMessage(text: string): Promise<void>;
  /**
   * The next message, or null once the peer has ended cleanly. Rejects with `frame.too-large` or
   * `frame.invalid` when the peer sent something malformed or ended inside a message, and with the
   * socket's error when it broke.
   */
  receiveMessage(): Promise<string | null>;
  /** Every message until the peer ends, as `receiveMessage` gives them. */
  messages(): AsyncGenerator<string, void, void>;
}

/** The one reader of a socket: a channel or a stream of messages. */
class Reader {
  readonly #duplex: Duplex;
  #opened: MessageChannel | MessageStream | undefined;

  constructor(duplex: Duplex) {
    this.#duplex = duplex;
  }

  channel(maxFrameBytes: number, handlers: ChannelHandlers<Buffer>): MessageChannel {
    if (this.#opened !== undefined)
      throw new Error('The messages of this socket are read already.');
    const channel = new MessageChannel(this.#duplex, maxFrameBytes, handlers);
    this.#opened = channel;
    return channel;
  }

  stream(maxFrameBytes: number): MessageStream {
    this.#opened ??= new MessageStream(this.#duplex, maxFrameBytes);
    if (this.#opened instanceof MessageStream) return this.#opened;
    throw new Error('The messages of this socket go to the channel that was opened on it.');
  }
}

async function* messagesOf(socket: Messaging): AsyncGenerator<string, void, void> {
  for (;;) {
    const text = await socket.receiveMessage();
    if (text === null) return;
    yield text;
  }
}

/**
 * A TLS socket that sends and receives whole messages: `tls.TLSSocket`, and with it `net.Socket`, with
 * the methods of `Messaging` on top.
 *
 * ```ts
 * const socket = new MessageSocket(net.connect(7278, 'line.example'), { rejectUnauthorized: false });
 * await once(socket, 'secure');
 * await socket.sendMessage('{"type":"hello"}');
 * for await (const text of socket.messages()) console.log(text);
 * ```
 *
 * On the client the event `secure` says that the handshake is done; the certificate is not checked by the
 * socket itself, as with every `tls.TLSSocket` that was not made by `tls.connect`.
 */
export class MessageSocket extends tls.TLSSocket implements Messaging {
  maxMessageBytes: number = limits.frameBytes;
  readonly #reader = new Reader(this);

  /**
   * @param raw a TCP socket, connected or connecting; it belongs to this socket from now on
   * @param options `isServer: true` with a `secureContext` on the server; see `tls.TLSSocket`
   */
  constructor(raw: net.Socket, options: tls.TLSSocketOptions) {
    super(raw, options);
    // A message is whole when it is written: nothing comes to fill its packet (RFC 9293, 3.7.4).
    raw.setNoDelay(true);
    // TLSSocket closes when its raw socket does, but without the reason.
    raw.prependOnceListener('close', () => this.destroy(raw.errored ?? undefined));
    // Only a write makes a client begin the handshake; this one sends nothing else.
    if (options.isServer !== true) this.write('');
  }

  openChannel(maxFrameBytes: number, handlers: ChannelHandlers<Buffer>): MessageChannel {
    return this.#reader.channel(maxFrameBytes, handlers);
  }

  async sendMessage(text: string): Promise<void> {
    return this.#reader.stream(this.maxMessageBytes).send(text);
  }

  async receiveMessage(): Promise<string | null> {
    return this.#reader.stream(this.maxMessageBytes).receive();
  }

  messages(): AsyncGenerator<string, void, void> {
    return messagesOf(this);
  }
}

/** The same without TLS, for a Unix socket or the loopback: `net.Socket` with the methods of `Messaging`. */
export class ClearMessageSocket extends net.Socket implements Messaging {
  maxMessageBytes: number = limits.frameBytes;
  readonly #reader = new Reader(this);

  constructor(options?: net.SocketConstructorOpts) {
    super(options);
    this.setNoDelay(true);
  }

  openChannel(maxFrameBytes: number, handlers: ChannelHandlers<Buffer>): MessageChannel {
    return this.#reader.channel(maxFrameBytes, handlers);
  }

  async sendMessage(text: string): Promise<void> {
    return this.#reader.stream(this.maxMessageBytes).send(text);
  }

  async receiveMessage(): Promise<string | null> {
    return this.#reader.stream(this.maxMessageBytes).receive();
  }

  messages(): AsyncGenerator<string, void, void> {
    return messagesOf(this);
  }
}
