import { decodeBase64Url } from '../../base/base64url.ts';
import { PartylineError } from '../../base/errors.ts';
import { limits } from '../../words/limits.ts';
import { ConnectionError } from './failures.ts';
import type { MessagePlace } from './line-parameters.ts';
import type { Ask } from './requests.ts';

/* Fetches a file from the server, in parts and over any number of connections. */

/** How a file is fetched. */
export interface DownloadParts {
  readonly ask: Ask;
  /** Resolves when the line is up; rejects when it has ended, or the signal is given. */
  readonly whenUp: () => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** Parts that are asked for before the first of them has come: what is said meanwhile comes between them. */
const askedAtOnce = 3;

/**
 * The bytes of the file of a message, from a place on, in pieces. No more is asked for than is taken.
 *
 * @throws (from the loop) PartylineError as the server refuses it; the signal's reason
 */
export async function* fetchFile(
  { ask, whenUp, signal }: DownloadParts,
  { room, seq }: MessagePlace,
  offset: number,
): AsyncGenerator<Uint8Array, undefined> {
  let taken = offset;
  for (;;) {
    try {
      for await (const data of parts(taken)) {
        taken += data.length;
        yield data;
      }
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ConnectionError)) throw error;
      await whenUp();
    }
  }

  async function* parts(begin: number): AsyncGenerator<Uint8Array> {
    let [next, end] = [begin, begin + 1];
    const asked: ReturnType<typeof part>[] = [];
    while (next < end || asked.length > 0) {
      signal?.throwIfAborted();
      // The length is known with the first part.
      while (next < end && asked.length < (next === begin ? 1 : askedAtOnce)) {
        asked.push(part(next));
        next += limits.fileChunkBytes;
      }
      const { bytes, data } = await (asked.shift() as ReturnType<typeof part>);
      end = bytes;
      if (data.length > 0) yield data;
    }
  }

  function part(at: number) {
    const answer = ask('file.read', { room, seq, offset: at }).then(({ bytes, data }) => {
      const read = decodeBase64Url(data);
      if (read?.length === Math.max(0, Math.min(limits.fileChunkBytes, bytes - at))) {
        return { bytes, data: read };
      }
      throw new PartylineError('message.invalid', 'The server sent another part of the file.');
    });
    // The first that fails is told of.
    answer.catch(() => {});
    return answer;
  }
}
