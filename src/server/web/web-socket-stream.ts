import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { headerBytes } from '../../wire/frame.ts';

/** Pings and pongs that a peer may send between two messages: browsers send none, proxies one now and then. */
const mostControlFrames = 50;

/** Close codes (RFC 6455, section 7.4.1). */
const closeCodes = { normal: 1000, notBinary: 1003, lost: 1006, policy: 1008 } as const;

/** Bytes that were received and that nobody took, beyond which the peer has to wait. */
const mostHeldBytes = 16 * 1024;

/** A payload with the header of a frame in front. */
function framed(payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  payload.copy(frame, headerBytes);
  return frame;
}

/** The payloads of whole frames, as views of their bytes. */
function payloadsOf(frames: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let start = 0; start < frames.length; ) {
    const end = start + headerBytes + frames.readUInt32BE(start);
    payloads.push(frames.subarray(start + headerBytes, end));
    start = end;
  }
  return payloads;
}

/**
 * A WebSocket as a stream of frames, so that a `MessageChannel` runs over it as over any other stream: each
 * message of the WebSocket is the payload of one frame. What is written must be whole frames. Its buffers count
 * until the kernel has taken them, and a pause reaches the peer through TCP.
 */
export class WebSocketStream extends Duplex {
  readonly #webSocket: WebSocket;
  /** The socket under it, to write several messages in one call of the system. */
  readonly #raw: Duplex;
  #controlFrames = 0;
  /** The peer was told why it ends: the WebSocket closes by itself, or when its own time is over. */
  #isRefused = false;

  /** @param webSocket is open, gives messages as one Buffer each, and belongs to this stream from now on */
  constructor(webSocket: WebSocket, raw: Duplex) {
    super({ readableHighWaterMark: mostHeldBytes });
    this.#webSocket = webSocket;
    this.#raw = raw;
    webSocket
      .on('message', (payload: Buffer, isBinary) => this.#receive(payload, isBinary))
      .on('ping', () => this.#countControlFrame())
      .on('pong', () => this.#countControlFrame())
      .on('error', (error) => this.#fail(error))
      .on('close', (code) => this.#onClose(code));
  }

  override _read(): void {
    this.#webSocket.resume();
  }

  override _write(frames: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(payloadsOf(frames), done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.#send(
      chunks.flatMap(({ chunk }) => payloadsOf(chunk)),
      done,
    );
  }

  /** The end of this side is that of both: a WebSocket knows no other. */
  override _final(done: () => void): void {
    this.#webSocket.close(closeCodes.normal);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#isRefused) this.#webSocket.terminate();
    done(error);
  }

  /** `done` comes when the kernel has taken all; a WebSocket that closes takes nothing, and nobody waits for it. */
  #send(payloads: readonly Buffer[], done: () => void): void {
    const last = payloads.length - 1;
    this.#raw.cork();
    for (const [index, payload] of payloads.entries()) {
      this.#webSocket.send(payload, { binary: true }, index === last ? () => done() : undefined);
    }
    this.#raw.uncork();
  }

  #receive(payload: Buffer, isBinary: boolean): void {
    this.#controlFrames = 0;
    if (!isBinary) this.#refuse(closeCodes.notBinary, 'a text message came');
    else if (!this.push(framed(payload))) this.#webSocket.pause();
  }

  #countControlFrame(): void {
    this.#controlFrames += 1;
    if (this.#controlFrames > mostControlFrames) this.#refuse(closeCodes.policy, 'too many pings');
  }

  #refuse(code: number, reason: string): void {
    this.#webSocket.close(code, reason);
    // Whatever else it sends is not read.
    this.#webSocket.pause();
    this.#fail(new Error(reason));
  }

  #fail(error: Error): void {
    this.#isRefused = true;
    this.destroy(error);
  }

  #onClose(code: number): void {
    // A connection that broke while nobody reads would not be noticed otherwise.
    if (code === closeCodes.lost && this.readableLength === 0) this.destroy();
    else if (!this.destroyed) this.push(null);
  }
}
