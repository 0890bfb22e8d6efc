import type { Socket } from 'node:net';
import { FirstBytesReader } from './first-bytes-reader.ts';

/** Who waits for the first bytes of a connection that is secured. */
export interface WordsListener {
  /** How long they may be awaited, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * They came, or the time is over, and are to be read from the socket.
   *
   * @param isHttp they are those of a browser
   * @param waitedMs how long they took, in milliseconds
   */
  spoke(isHttp: boolean, waitedMs: number): void;
  /** The connection ended before they came; with its error if it broke. */
  closed(error: Error | undefined): void;
}

/** Waits for the first bytes on a socket, which tell a browser from a client. */
export function awaitFirstWords(socket: Socket, { timeoutMs, spoke, closed }: WordsListener): void {
  const begin = performance.now();
  const firstBytes = new FirstBytesReader(socket);
  let error: Error | undefined;
  const handOver = () => {
    clearTimeout(timer);
    firstBytes.release();
    socket.off('close', onClose).off('error', onError);
  };
  const goOn = (isHttp: boolean) => {
    handOver();
    spoke(isHttp, performance.now() - begin);
  };
  const onClose = () => {
    handOver();
    closed(error);
  };
  const onError = (reason: Error) => {
    error = reason;
  };
  const timer = setTimeout(() => goOn(false), timeoutMs);
  socket.once('close', onClose).on('error', onError);
  firstBytes.start((kind) => goOn(kind === 'http'));
}
