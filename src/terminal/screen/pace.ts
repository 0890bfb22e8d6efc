/** Least time between two drawings of what nobody waits for, in milliseconds. */
const leastMs = 33;

/**
 * When a screen is drawn: at once for a key, and else so often as an eye can follow. No timer runs while there is
 * nothing to draw.
 */
export class Pace {
  readonly #draw: () => void;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Something is to be shown; with what comes meanwhile. */
  soon(): void {
    if (this.#timer !== undefined || this.#immediate !== undefined) return;
    const left = this.#drawnAt + leastMs - performance.now();
    if (left > 0) this.#timer = setTimeout(() => this.now(), left);
    else this.#immediate = setImmediate(() => this.now());
  }

  /** Shows everything now. */
  now(): void {
    this.stop();
    this.#draw();
    this.#drawnAt = performance.now();
  }

  /** Draws nothing that was to be shown. */
  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }
}
