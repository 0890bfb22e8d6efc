import type net from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { type Relay, startRelay, type TargetPort } from './relay.ts';

/** Where and how a connection is cut, and how bytes get on until then. */
export interface Cut {
  /** The direction in which bytes are counted. */
  readonly direction: 'toServer' | 'toClient';
  /** So many get through in that direction; Infinity: the connection is never cut. */
  readonly afterBytes: number;
  /**
   * `close`: both sides see the end. `reset`: both sides see an error. `stall`: neither sees anything, as when a
   * cable is pulled. `close` if left out.
   */
  readonly how?: 'close' | 'reset' | 'stall' | undefined;
  /** Bytes that are passed on together, in both directions; as they came if left out. */
  readonly pieceBytes?: number | undefined;
  /** How long each piece waits here, in milliseconds. */
  readonly delayMs?: number | undefined;
}

/** A TCP relay that cuts connections at the byte; see `startCuttingProxy`. */
export interface CuttingProxy extends Relay {
  /** Cuts for the connections to come, one each; connections after the last are left alone. */
  cuts: Cut[];
  /** How many connections were cut. */
  readonly cutCount: number;
}

const untouched: Cut = { direction: 'toServer', afterBytes: Number.POSITIVE_INFINITY };

/** Passes bytes on between clients and a server on this machine until it is their turn to be cut. */
export async function startCuttingProxy(target: TargetPort): Promise<CuttingProxy> {
  let cutCount = 0;
  const relay = await startRelay(target, (client, upstream) => {
    const sockets = [client, upstream];
    const cut = proxy.cuts.shift() ?? untouched;
    let isOver = false;
    const close = (how: Cut['how']) => {
      if (isOver) return;
      isOver = true;
      for (const socket of sockets) {
        if (how === 'stall') socket.pause();
        else if (how === 'reset') socket.resetAndDestroy();
        else socket.destroy();
      }
    };
    const reached = () => {
      if (!isOver) cutCount += 1;
      close(cut.how);
    };
    for (const socket of sockets) socket.on('close', () => close('close'));
    const pass = (direction: Cut['direction'], from: net.Socket, to: net.Socket) => {
      let left = cut.direction === direction ? cut.afterBytes : Number.POSITIVE_INFINITY;
      from.on('data', async (chunk: Buffer) => {
        for (const piece of piecesOf(chunk, cut)) {
          if (isSlow(cut)) await patience(from, cut);
          if (isOver) return;
          if (piece.length >= left) to.write(piece.subarray(0, left), reached);
          else to.write(piece);
          left = Math.max(0, left - piece.length);
        }
        if (isSlow(cut)) from.resume();
      });
    };
    if (cut.afterBytes === 0) reached();
    pass('toServer', client, upstream);
    pass('toClient', upstream, client);
  });
  const proxy: CuttingProxy = {
    ...relay,
    cuts: [],
    get cutCount() {
      return cutCount;
    },
  };
  return proxy;
}

function isSlow({ pieceBytes, delayMs }: Cut): boolean {
  return pieceBytes !== undefined || delayMs !== undefined;
}

/** Nothing more comes from a socket while the next piece waits for its time. */
async function patience(from: net.Socket, { delayMs }: Cut): Promise<void> {
  from.pause();
  await (delayMs === undefined ? nextTurn() : delay(delayMs));
}

function* piecesOf(chunk: Buffer, { pieceBytes = chunk.length }: Cut): Generator<Buffer> {
  for (let start = 0; start < chunk.length; start += pieceBytes) {
    yield chunk.subarray(start, start + pieceBytes);
  }
}
