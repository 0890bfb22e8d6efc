import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { savedName } from '../../words/file.ts';
import type { KeptFiles } from '../files/kept-files.ts';
import type { Tickets } from '../files/tickets.ts';
import { securityHeaders } from './security-headers.ts';

/** The files that people have sent, as far as the door for browsers needs them. */
export interface SentFiles {
  readonly tickets: Tickets;
  readonly keptFiles: KeptFiles;
}

/** In front of a ticket in an address. */
const prefix = '/files/';

/** The ticket in the path of a request; undefined where it asks for something else. */
export function ticketIn(path: string): string | undefined {
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/**
 * Sends the file of a ticket, as one that is saved and nothing else: it has no type by which a browser would show it,
 * and could do nothing if one did. Resolves with false, and nothing sent, where the ticket is not good.
 *
 * @throws (by rejection) where the connection or the disk fails on the way
 */
export async function sendFile(
  { tickets, keptFiles }: SentFiles,
  ticket: string,
  response: ServerResponse,
): Promise<boolean> {
  const file = tickets.take(ticket);
  const bytes = file && (await keptFiles.stream(file.attachment.hash));
  if (file === undefined || bytes === undefined) return false;
  response.writeHead(200, {
    ...securityHeaders,
    'content-security-policy': "sandbox; default-src 'none'",
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encoded(savedName(file.name))}`,
    'content-length': file.attachment.bytes,
    'cache-control': 'no-store',
  });
  await pipeline(bytes, response);
  return true;
}

/** A text as a parameter of a header (RFC 8187, section 3.2). */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
