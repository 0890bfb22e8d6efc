import { connect, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Fifo } from '../../src/base/fifo.ts';
import { Backoff } from '../../src/client/core/retries.ts';
import { defaultTiming } from '../../src/client/core/timing.ts';
import { encodeMessage } from '../../src/wire/frame.ts';
import { MessageChannel } from '../../src/wire/message-channel.ts';
import { MessageSocket } from '../../src/wire/message-socket.ts';
import type { ServerMessage } from '../../src/wire/messages.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import { limits } from '../../src/words/limits.ts';
import type { Device } from './peer.ts';
import { report, runTask } from './task.ts';

/** The task of the load: people whose devices keep their sessions, and come back whenever the server has ended. */
export interface ReturnTask {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly devices: readonly Device[];
}

/** Everybody is in: for the first time, or again. */
export interface ReturnReport {
  /** For each, the time from the first cut line until they were in again, in milliseconds; the first time, of no use. */
  readonly timesMs: readonly number[];
  /** Connections that were tried since everybody was in before. */
  readonly attempts: number;
}

/** One for all: to make one takes longer than a handshake. */
const secureContext = createSecureContext({ minVersion: 'TLSv1.3', ca: [] });

/** People who come for the first time at the same time: as many as may wait by far. */
const ramp = 16;

/**
 * Attempts that are due. People have processors of their own; here they share one, so that attempts begin one in a turn
 * of the loop, and those that have an answer go on before.
 */
const due = new Fifo<() => void>();

function begin(attempt: () => void): void {
  due.add(attempt);
  if (due.size === 1) setImmediate(beginNext);
}

function beginNext(): void {
  due.first?.();
  due.take();
  if (due.size > 0) setImmediate(beginNext);
}

let cutAtMs: number | undefined;
let timesMs: number[] = [];
let attempts = 0;

/** One person's device: in the server's eyes like the SDK, with its delays between attempts. */
class Returner {
  readonly #task: ReturnTask;
  readonly #from: string;
  readonly #backoff = new Backoff(defaultTiming, Math.random);
  #device: Device;

  constructor(task: ReturnTask, number: number) {
    this.#task = task;
    this.#device = task.devices[number] as Device;
    // Everybody has an address of their own, as most people do who are at home.
    this.#from = `127.1.${number >> 8}.${number & 0xff}`;
  }

  /** Resolves when it is in for the first time, and goes on coming back. */
  come(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#attempt(resolve);
    return promise;
  }

  #attempt(isIn: () => void): void {
    const { host, port, tls } = this.#task;
    attempts += 1;
    const raw = connect({ host, port, localAddress: this.#from });
    // As the SDK does: a connection that comes to nothing is given up.
    const giveUpAfter = (ms: number) => setTimeout(() => raw.destroy(), ms);
    let timer = giveUpAfter(defaultTiming.connectTimeoutMs);
    raw.once('connect', () => {
      clearTimeout(timer);
      if (tls) timer = giveUpAfter(defaultTiming.secureTimeoutMs);
    });
    let token = '';
    const channel = openChannel(raw, tls, {
      ready: () => {
        clearTimeout(timer);
        channel.sendFrames(this.#greeting());
      },
      heard: (message) => {
        if (message.type === 'ping') {
          channel.sendFrames(encodeMessage({ type: 'pong', token, mark: message.mark }));
        } else if (message.type === 'error') {
          throw new Error(`the server refused somebody: ${message.message}`);
        } else if (message.type === 'welcome') {
          token = message.token;
          this.#device = {
            session: this.#device.session,
            token: message.deviceToken ?? this.#device.token,
          };
          this.#backoff.reset();
          timesMs.push(performance.now() - (cutAtMs ?? 0));
          isIn();
          if (timesMs.length === this.#task.devices.length) tellThatAllAreIn();
        }
      },
      closed: () => {
        clearTimeout(timer);
        cutAtMs ??= performance.now();
        setTimeout(begin, this.#backoff.next(false), () => this.#attempt(isIn));
      },
    });
  }

  #greeting(): Buffer {
    const { session, token: deviceToken } = this.#device;
    return Buffer.concat([
      encodeMessage({
        ...{ type: 'hello', versions: [protocolVersion], client: 'bench' },
        bindings: this.#task.tls ? ['tls-exporter'] : ['none'],
      }),
      encodeMessage({
        ...{ type: 'resume', id: 1, session, deviceToken },
        ...{ epoch: 'A'.repeat(22), cursors: {} },
      }),
    ]);
  }
}

interface Ears {
  ready(): void;
  heard(message: ServerMessage): void;
  closed(): void;
}

function openChannel(raw: Socket, tls: boolean, ears: Ears): MessageChannel {
  const handlers = {
    payload: (payload: Buffer) => ears.heard(JSON.parse(payload.toString())),
    failed: () => raw.destroy(),
    ended: () => raw.destroy(),
    drained() {},
    closed: ears.closed,
  };
  if (!tls) {
    raw.setNoDelay(true).once('connect', ears.ready);
    return new MessageChannel(raw, limits.frameBytes, handlers);
  }
  const socket = new MessageSocket(raw, { rejectUnauthorized: false, secureContext });
  socket.once('secure', ears.ready);
  return socket.openChannel(limits.frameBytes, handlers);
}

function tellThatAllAreIn(): void {
  report({ timesMs, attempts } satisfies ReturnReport);
  timesMs = [];
  attempts = 0;
  cutAtMs = undefined;
}

async function run(told: AsyncIterator<unknown>): Promise<void> {
  const task = (await told.next()).value as ReturnTask;
  const waiting = task.devices.keys();
  const comeAll = async () => {
    for (const number of waiting) await new Returner(task, number).come();
  };
  await Promise.all(Array.from({ length: ramp }, comeAll));
  await told.next();
}

await runTask(run);
