import { Observed } from './observed.ts';

/** A file on its way to the line. */
export interface SentFile {
  readonly key: number;
  readonly name: string;
  /** Bytes of it that the server has. */
  readonly done: number;
  readonly bytes: number;
  /** Calls it off. */
  cancel(): void;
}

/** The person has called a file off, so that nobody need be told that it was not sent. */
export class CalledOff extends Error {}

/** The files on their way to the line, oldest first. */
export class SentFiles {
  readonly shown = new Observed<readonly SentFile[]>([]);
  #lastKey = 0;

  /**
   * Shows a file while `send` sends it, and gives back what that gives.
   *
   * @throws (by rejection) CalledOff; as `send` does
   */
  async during<Result>(
    { name, size }: { readonly name: string; readonly size: number },
    send: (means: {
      readonly signal: AbortSignal;
      readonly onProgress: (progress: { readonly done: number }) => void;
    }) => Promise<Result>,
  ): Promise<Result> {
    this.#lastKey += 1;
    const key = this.#lastKey;
    const ending = new AbortController();
    const { promise: calledOff, reject } = Promise.withResolvers<never>();
    const cancel = () => {
      const reason = new CalledOff();
      ending.abort(reason);
      // A line that stands still notices the signal late.
      reject(reason);
    };
    this.#set([...this.shown.value, { key, name, done: 0, bytes: size, cancel }]);
    const onProgress = ({ done }: { readonly done: number }) =>
      this.#set(this.shown.value.map((one) => (one.key === key ? { ...one, done } : one)));
    try {
      return await Promise.race([send({ signal: ending.signal, onProgress }), calledOff]);
    } finally {
      this.#set(this.shown.value.filter((one) => one.key !== key));
    }
  }

  #set(files: readonly SentFile[]): void {
    this.shown.set(files);
  }
}
