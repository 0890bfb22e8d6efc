import { PartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Attachment } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import { isFileName } from '../../words/file.ts';
import { limits } from '../../words/limits.ts';
import type { KeptFiles } from '../files/kept-files.ts';
import type { Tickets } from '../files/tickets.ts';
import type { Uploads } from '../files/uploads.ts';
import type { FloodGate } from '../member/flood-gate.ts';
import type { MutedNetworks } from '../member/muted-networks.ts';
import type { Handler, Requester } from './handler.ts';
import { readable } from './history.ts';

/* Answers the requests about files. */

interface Parts {
  readonly directory: Directory;
  readonly uploads: Uploads;
  readonly keptFiles: KeptFiles;
  readonly tickets: Tickets;
  readonly floods: FloodGate;
  readonly mutedNetworks: MutedNetworks;
  readonly log: Log;
}

/** `file.begin`: counts as a post; one that comes too early is held back as that is. */
export function beginFile({ uploads, floods, mutedNetworks }: Parts): Handler<'file.begin'> {
  return async (requester, { upload, bytes }) => {
    mutedNetworks.assertMaySpeak(requester);
    const { account } = requester;
    const waitMs = floods.take(requester.buckets, account, undefined);
    if (waitMs > 0) await new Promise<void>((resolve) => requester.hold(waitMs, resolve));
    return uploads.begin(account, upload, bytes);
  };
}

/** `file.write`: takes the next bytes. */
export function writeFile({ uploads }: Parts): Handler<'file.write'> {
  return ({ account }, { upload, offset, data, last }) =>
    uploads.write(account, upload, { offset, data: bytesOf(data), last });
}

/** `file.cancel`: removes what has come of a file. */
export function cancelFile({ uploads }: Parts): Handler<'file.cancel'> {
  return async ({ account }, { upload }) => {
    await uploads.cancel(account, upload);
    return {};
  };
}

/** `file.read`: bytes of the file of a message, for those who may read the message. */
export function readFile({ directory, keptFiles, log }: Parts): Handler<'file.read'> {
  return async (requester, { room, seq, offset }) => {
    const { hash, bytes } = attachmentFor(directory, requester, room, seq);
    const length = Math.max(0, Math.min(limits.fileChunkBytes, bytes - offset));
    try {
      const part = await keptFiles.read(hash, offset, length);
      if (part.length < length) throw new Error(`reading file ${hash}: it ends too early`);
      return { bytes, data: part.toString('base64url') };
    } catch (error) {
      // It was given up meanwhile, or is lost.
      if (directory.needsFile(hash)) log.error('file.unreadable', { hash, error });
      throw new PartylineError('file.unknown');
    }
  };
}

/** `file.ticket`: lets a browser fetch the file of a message, once. */
export function issueTicket({ directory, tickets }: Parts): Handler<'file.ticket'> {
  return (requester, { room, seq, name }) => {
    if (!isFileName(name)) {
      const sentence = 'The name of a file is one line without a path.';
      throw new PartylineError('message.invalid', sentence, { field: 'name' });
    }
    const attachment = attachmentFor(directory, requester, room, seq);
    return { ticket: tickets.issue({ attachment, name }) };
  };
}

/**
 * The file of a message that the requester may read.
 *
 * @throws PartylineError `file.unknown`, also for a message that they may not read; as `readable` does
 */
function attachmentFor(
  directory: Directory,
  requester: Requester,
  address: string,
  seq: number,
): Attachment {
  const { room, stretches } = readable(directory, requester, address);
  const file = directory.attachment(room, seq);
  const isReadable = stretches.some(
    ([since, until]) => seq > since && (until === null || seq <= until),
  );
  if (file === undefined || !isReadable) throw new PartylineError('file.unknown');
  return file;
}

function bytesOf(data: string): Buffer {
  const bytes = Buffer.from(data, 'base64url');
  // Any other text of these characters is a way to write the same bytes, or none.
  if (bytes.toString('base64url') === data) return bytes;
  throw new PartylineError('message.invalid', 'The bytes of the file are not base64url.', {
    field: 'data',
  });
}
