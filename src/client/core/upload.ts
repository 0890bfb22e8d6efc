import { encodeBase64Url } from '../../base/base64url.ts';
import { PartylineError } from '../../base/errors.ts';
import { given } from '../../base/given.ts';
import type { AnswerFields } from '../../wire/requests.ts';
import type { PostContent } from '../../words/content.ts';
import { mediaTypePattern, suggestFileName, unknownMediaType } from '../../words/file.ts';
import { limits } from '../../words/limits.ts';
import { ConnectionError } from './failures.ts';
import type { FileSource } from './file-source.ts';
import type { FileProgress, UploadOptions } from './line-parameters.ts';
import type { Ask } from './requests.ts';

/* Sends a file to the server, in parts and over any number of connections. */

/** How a file is sent. */
export interface UploadParts {
  readonly ask: Ask;
  /** Resolves when the line is up; rejects when it has ended, or the signal is given. */
  readonly whenUp: () => Promise<void>;
  /** Its id, which the server knows it by on every connection. */
  readonly upload: string;
  readonly source: FileSource;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: FileProgress) => void) | undefined;
}

/** A part is followed by another before it is answered while answers come as fast as this, in milliseconds. */
const fastMs = 150;
/** Parts that may be on their way: what is said meanwhile waits behind them. */
const mostOnTheWay = 4;
/** How often a file is begun anew that the server has lost, as it does when it is started again. */
const mostBeginnings = 3;

/**
 * Sends a file; resolves with its hash and length when the server has all of it.
 *
 * @throws (by rejection) PartylineError as the server refuses it; the signal's reason; as the source does
 */
export async function sendFile(
  parts: UploadParts,
): Promise<{ readonly hash: string; readonly bytes: number }> {
  const { ask, upload, whenUp, signal } = parts;
  try {
    for (let beginnings = 1; ; ) {
      try {
        return await sendOnce(parts);
      } catch (error) {
        signal?.throwIfAborted();
        if (isInterruption(error) && beginnings < mostBeginnings) beginnings += 1;
        else if (!(error instanceof ConnectionError)) throw error;
        await whenUp();
      }
    }
  } catch (error) {
    // The server would forget it by itself, an hour later.
    if (signal?.aborted) ask('file.cancel', { upload }).catch(() => {});
    throw error;
  }
}

function isInterruption(error: unknown): boolean {
  return error instanceof PartylineError && error.code === 'file.interrupted';
}

type State = Pick<AnswerFields<'file.write'>, 'offset' | 'hash'>;

/** A part that is not answered. */
interface Part {
  readonly end: number;
  readonly sentAtMs: number;
  readonly state: Promise<State>;
}

async function sendOnce({ ask, upload, source, signal, onProgress }: UploadParts) {
  const { bytes } = source;
  let { offset, hash }: State = await ask('file.begin', { upload, ...given({ bytes }) });
  let sent = offset;
  let isWhole = false;
  let window = 1;
  const onTheWay: Part[] = [];
  while (hash === null) {
    while (!isWhole && onTheWay.length < window) {
      signal?.throwIfAborted();
      const data = await source.read(sent, limits.fileChunkBytes);
      const begin = sent;
      sent += data.length;
      isWhole = data.length === 0 || sent === bytes;
      const piece = { upload, offset: begin, data: encodeBase64Url(data), last: isWhole };
      const state = ask('file.write', piece);
      // The first that fails is told of.
      state.catch(() => {});
      onTheWay.push({ end: sent, sentAtMs: performance.now(), state });
    }
    const { end, sentAtMs, state } = onTheWay.shift() as Part;
    ({ offset, hash } = await state);
    // Somebody else sends under the same id, or the server has lost some of it.
    if (offset !== end) throw new PartylineError('file.interrupted');
    window = performance.now() - sentAtMs < fastMs ? Math.min(mostOnTheWay, window + 1) : 1;
    source.release?.(offset);
    onProgress?.({ done: offset, bytes });
  }
  return { hash, bytes: offset };
}

/** A message about a file that was sent, with its facts. */
export function fileContent(
  source: Pick<FileSource, 'name' | 'type'>,
  { hash, bytes }: { readonly hash: string; readonly bytes: number },
  options: Pick<UploadOptions, 'text' | 'name' | 'type'>,
): PostContent {
  const name = suggestFileName(options.name ?? source.name ?? '');
  const known = [options.type, source.type].find(
    (one) => one !== undefined && mediaTypePattern.test(one),
  );
  const file = { name, bytes, hash, type: known ?? unknownMediaType };
  const text = options.text?.toWellFormed() ?? '';
  return { kind: 'file', text: text.trim() === '' ? name : text, file };
}
