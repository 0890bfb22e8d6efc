/*
 * What the bench looks at within the page. These functions run there, as the browser is given their text: they may use
 * nothing of this file.
 */

declare const document: {
  querySelector(selector: string): object | null;
  getElementsByTagName(name: string): { readonly length: number };
  addEventListener(name: string, listener: (event: Typed) => void, capture: boolean): void;
  removeEventListener(name: string, listener: (event: Typed) => void, capture: boolean): void;
};
declare function requestAnimationFrame(draw: (now: number) => void): number;

/** An event of the keyboard, with the time at which the browser had it. */
interface Typed {
  readonly timeStamp: number;
}

/** What was seen while somebody did something for a while. */
export interface Watched {
  /** Times between two frames, in milliseconds. */
  readonly frames: number[];
  /** Times from a key until the frame after it was out, in milliseconds. */
  readonly keys: number[];
  /** Elements in the document, at the most. */
  elements: number;
}

/** The state of {@link watch}, in the page. */
interface Watching {
  watched: Watched;
  stop(): void;
}

/** Waits for an element; resolves with the time from the start of the navigation until it was on the screen, in milliseconds. */
export async function shownAfter(selector: string): Promise<number> {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  while (document.querySelector(selector) === null) await frame();
  // A task behind the frame in which it was drawn.
  await frame();
  await new Promise((resolve) => setTimeout(resolve, 0));
  return performance.now();
}

/** Begins to take the times of frames and keys, and to count elements. */
export function watch(): void {
  const watched: Watched = { frames: [], keys: [], elements: 0 };
  let isOver = false;
  let before: number | undefined;
  const elements = document.getElementsByTagName('*');
  const frame = (now: number) => {
    if (isOver) return;
    if (before !== undefined) watched.frames.push(now - before);
    before = now;
    watched.elements = Math.max(watched.elements, elements.length);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const typed = ({ timeStamp }: Typed) => {
    requestAnimationFrame(() => {
      setTimeout(() => watched.keys.push(performance.now() - timeStamp), 0);
    });
  };
  document.addEventListener('input', typed, true);
  const stop = () => {
    isOver = true;
    document.removeEventListener('input', typed, true);
  };
  Object.assign(globalThis, { benchWatching: { watched, stop } satisfies Watching });
}

/** Ends {@link watch}; returns what was seen. */
export function watchedSoFar(): Watched {
  const { benchWatching } = globalThis as unknown as { benchWatching: Watching };
  benchWatching.stop();
  return benchWatching.watched;
}
