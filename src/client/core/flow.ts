/**
 * Why messages are not told: nobody has asked for any yet, the place where they begin is still looked for,
 * or a loop holds all it can.
 */
export type Obstacle = 'unwanted' | 'beginning' | object;

/**
 * The flow of messages from the server to the program: the one place that knows what stands in its way.
 *
 * While something does, no message is told: those that come are left on the server, and asked for when the
 * flow is open again. While a loop is full the server is read no further either, but for answers that are
 * due, so that it holds back what it has.
 */
export class Flow {
  readonly #obstacles = new Set<Obstacle>();
  #changed: () => void = () => {};

  /** Calls `changed` whenever the flow has opened, closed, or become full. */
  watch(changed: () => void): void {
    this.#changed = changed;
  }

  /** Messages are told. */
  get isOpen(): boolean {
    return this.#obstacles.size === 0;
  }

  /** A loop holds all it can. */
  get isFull(): boolean {
    for (const obstacle of this.#obstacles) if (typeof obstacle === 'object') return true;
    return false;
  }

  /** Something stands in the way. */
  block(obstacle: Obstacle): void {
    if (this.#obstacles.has(obstacle)) return;
    this.#obstacles.add(obstacle);
    this.#changed();
  }

  /** Something stands in the way no more. */
  unblock(obstacle: Obstacle): void {
    if (this.#obstacles.delete(obstacle)) this.#changed();
  }

  /** Whether this stands in the way. */
  isBlockedBy(obstacle: Obstacle): boolean {
    return this.#obstacles.has(obstacle);
  }
}
