import { hash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { BindingType } from '../words/binding-type.ts';

/**
 * The data that both ends put into their proofs.
 *
 * - `tls-exporter`: 32 bytes of keying material of this very connection (RFC 9266 section 2); another
 *   connection cannot have them, even one with the same certificate and key.
 * - `tls-server-end-point`: SHA-256 of the server's certificate (RFC 5929 section 4.1, for
 *   certificates that are signed with SHA-256, as this server's own are).
 * - `none`: nothing.
 *
 * @param socket after the TLS handshake; not looked at for `none`
 * @param localCertificateDer the server passes its own certificate; a client leaves it out, and the
 *   certificate that the peer showed is taken
 * @throws Error if there is no TLS on the socket, or the peer showed no certificate
 */
export function channelBinding(
  socket: TLSSocket,
  type: BindingType,
  localCertificateDer?: Uint8Array,
): Uint8Array {
  if (type === 'none') return Buffer.alloc(0);
  if (type === 'tls-exporter') {
    return socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
  }
  return hash('sha256', localCertificateDer ?? peerCertificate(socket), 'buffer');
}

function peerCertificate(socket: TLSSocket): Uint8Array {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Error('the peer showed no certificate');
  return certificate.raw;
}
