import type { MessagePipe, PipeListener } from './message-pipe.ts';

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** One end of a pair of pipes in memory, as a test uses it: messages as objects. */
export interface FarEnd {
  /** What came from the other end, oldest first. */
  readonly got: Record<string, unknown>[];
  readonly isClosed: boolean;
  send(message: object): void;
  close(): void;
}

/** A pipe, and its far end in the hands of a test. */
export function fakePipe(): { readonly pipe: MessagePipe; readonly far: FarEnd } {
  let listener: PipeListener | undefined;
  let isClosed = false;
  const got: Record<string, unknown>[] = [];
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    listener?.closed();
  };
  return {
    pipe: {
      bufferedBytes: 0,
      listen: (given) => {
        listener = given;
        if (isClosed) given.closed();
      },
      send: (payload) => void (isClosed || got.push(JSON.parse(text.decode(payload)))),
      close,
    },
    far: {
      got,
      get isClosed() {
        return isClosed;
      },
      send: (message) => listener?.message(utf8.encode(JSON.stringify(message))),
      close,
    },
  };
}
