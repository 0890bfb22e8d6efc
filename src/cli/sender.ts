import type { Posted } from '../client/core/events.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import type { Line } from '../client/line.ts';
import { formatRoomReference, type RoomReference } from '../words/room-reference.ts';
import type { Deadline } from './deadline.ts';
import { processEnvironment } from './process-environment.ts';

/** Messages on their way at the same time, enough to fill the time of a round trip and a commit. */
const maxInFlight = 256;
/** Bytes of their texts; what the client holds at most is 1 MiB. */
const maxBytesInFlight = 512 * 1024;

/** Where messages go, and how. */
export interface Sending {
  readonly room: RoomReference;
  /** The id of the one message. */
  readonly mid?: string;
  /** `text` if left out. */
  readonly kind?: 'urgent';
  /** To whom it is urgent. */
  readonly names?: readonly string[];
  /** Runs while something waits for its acknowledgement. */
  readonly deadline: Deadline;
  /** Why the line is down, if it is. */
  reason(): string | undefined;
  /** Is told of each message, in their order. */
  acknowledged(posted: Posted): void;
}

/**
 * Says one text after the other, several of them on their way at the same time. Resolves when everything is
 * acknowledged; rejects with the first that went wrong, after which nothing more is sent.
 */
export async function sendAll(
  texts: AsyncIterable<string> | Iterable<string>,
  line: Line,
  { room, mid, kind, names, deadline, reason, acknowledged }: Sending,
): Promise<void> {
  const target = formatRoomReference(room);
  const own = { kind, names, ...(mid === undefined ? {} : { mid }) };
  const stop = new AbortController();
  const { signal } = stop;
  let inFlight = 0;
  let bytesInFlight = 0;
  let change = Promise.withResolvers<void>();

  const changed = () => {
    change.resolve();
    change = Promise.withResolvers();
  };
  const until = async (isSo: () => boolean) => {
    for (;;) {
      signal.throwIfAborted();
      if (isSo()) return;
      await change.promise;
    }
  };
  const post = async (text: string, bytes: number) => {
    try {
      acknowledged(await line.send(text, { room: target, signal, ...own }));
    } catch (error) {
      stop.abort(error);
    }
    inFlight -= 1;
    bytesInFlight -= bytes;
    if (inFlight === 0) deadline.stop();
    else deadline.refresh();
    changed();
  };

  signal.addEventListener('abort', () => {
    // Nobody waits for the next line any more.
    processEnvironment().input.destroy();
    changed();
  });
  deadline.signal.addEventListener('abort', () => stop.abort(deadline.signal.reason));
  void line.whenClosed().then(({ reason, error }) => stop.abort(new LineEndedError(reason, error)));
  try {
    for await (const text of texts) {
      const bytes = Buffer.byteLength(text);
      await until(
        () =>
          inFlight === 0 || (inFlight < maxInFlight && bytesInFlight + bytes <= maxBytesInFlight),
      );
      if (inFlight === 0) deadline.start(silence, reason);
      inFlight += 1;
      bytesInFlight += bytes;
      void post(text, bytes);
    }
  } finally {
    // The texts before are waited for; if one of them fails, that is the reason.
    await until(() => inFlight === 0);
  }
}

const silence =
  'The server has acknowledged nothing for TIME; what was sent may be stored all the same.';
