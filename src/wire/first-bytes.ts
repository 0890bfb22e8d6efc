import { encodeMessage } from './frame.ts';

/** The kind of the first bytes of a connection: one of these, or too few to tell. */
export type FirstBytes = 'tls' | 'http' | 'frame' | 'unknown' | 'more';

/** First byte of a TLS record that carries a handshake, and the major version behind it (RFC 8446, 5.1). */
const tlsStart = Buffer.from([0x16, 0x03]);

/** How requests of browsers and probes begin (RFC 9110, 9.3; RFC 9113, 3.4). */
const httpStarts = [
  'GET ',
  'HEAD',
  'POST',
  'PUT ',
  'DELE',
  'OPTI',
  'PATC',
  'CONN',
  'TRAC',
  'PRI ',
].map((method) => Buffer.from(method, 'latin1'));

/**
 * Tells what a peer speaks by its first bytes; four are always enough. No frame can be taken for TLS or
 * HTTP: as lengths they would be hundreds of megabytes. Bytes that begin with a zero are a frame, of
 * whatever length: the decoder says what is wrong with it.
 */
export function recognise(firstBytes: Buffer): FirstBytes {
  if (firstBytes.length === 0) return 'more';
  if (firstBytes[0] === 0) return 'frame';
  if (beginsWith(firstBytes, tlsStart)) return 'tls';
  if (httpStarts.some((start) => beginsWith(firstBytes, start))) return 'http';
  return [tlsStart, ...httpStarts].some((start) => beginsWith(start, firstBytes))
    ? 'more'
    : 'unknown';
}

function beginsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start);
}

/** A fatal alert, unexpected_message (RFC 8446, 6). */
const tlsAlert = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0a]);

const httpText = 'This is a chat line, not a web site: join it with "partyline join".\n';
const httpAnswer = Buffer.from(
  [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${httpText.length}`,
    'Connection: close',
    '',
    httpText,
  ].join('\r\n'),
  'latin1',
);

/**
 * The reply to send, before closing, to a peer that speaks something else than the port: `tls` where there is
 * no TLS, `frame` where there is nothing but TLS, `http` anywhere. Empty where there is nothing to say.
 */
export function replyTo(firstBytes: FirstBytes): Buffer {
  switch (firstBytes) {
    case 'tls':
      return tlsAlert;
    case 'http':
      return httpAnswer;
    case 'frame':
      return encodeMessage({
        type: 'error',
        code: 'message.unexpected',
        message: 'This line speaks TLS; its address begins with partyline://.',
      });
    default:
      return Buffer.alloc(0);
  }
}
