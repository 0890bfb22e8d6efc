import type { Socket } from 'node:net';

/**
 * Node's TLS keeps what comes from the client in a buffer of 1 KiB until it is decrypted. One that is full gets one of
 * 16 KiB beside it, for as long as the connection lasts. A ClientHello with a key of ML-KEM is longer than 1 KiB.
 */
const pieceBytes = 1_000;

/**
 * Makes TLS take in pieces what has been read of a socket already, and decrypt each before the next: an idle
 * connection takes some 10 KiB less for it.
 *
 * @param secure puts TLS on the socket, which reads from it before anything else when this turn is over
 */
export function inPieces<Result>(raw: Socket, secure: () => Result): Result {
  const bytes: Buffer | null = raw.read();
  const secured = secure();
  for (let end = bytes?.length ?? 0; end > 0; end -= pieceBytes) {
    raw.unshift((bytes as Buffer).subarray(Math.max(0, end - pieceBytes), end));
  }
  // A socket that flows is read one piece at a time. It begins to flow by itself once TLS has read all of them.
  raw.resume();
  return secured;
}
