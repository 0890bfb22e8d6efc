/** Turns that were shorter are not paused after, in milliseconds: those of connections that have ended. */
const leastPauseMs = 0.1;

/**
 * Lets costly steps of those who are not in yet have their turn, one at a time, network by network: a flood of
 * logins shall not keep the line from those who talk, nor from those who log in elsewhere. Between two steps everything else is done that
 * waits, and while somebody is here, a pause is made as long as that turn was.
 */
export class LoginQueue {
  readonly #somebodyIsHere: () => boolean;
  /** The steps that wait, by network; the network whose turn is next comes first. */
  readonly #lanes = new Map<string, (() => void)[]>();
  #running = false;

  /** @param somebodyIsHere whether there is anyone whom the steps could disturb */
  constructor(somebodyIsHere: () => boolean) {
    this.#somebodyIsHere = somebodyIsHere;
  }

  /**
   * Runs `step` when its turn comes; resolves, or rejects, with what it gives.
   *
   * @param network where it comes from, as `networkOf` gives it
   */
  run<Result>(network: string, step: () => Result): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#add(network, () => {
      try {
        resolve(step());
      } catch (error) {
        reject(error);
      }
    });
    if (!this.#running) {
      this.#running = true;
      setImmediate(this.#next);
    }
    return promise;
  }

  #add(network: string, step: () => void): void {
    const lane = this.#lanes.get(network);
    if (lane === undefined) this.#lanes.set(network, [step]);
    else lane.push(step);
  }

  /** Takes the first step of the lane whose turn it is, which goes behind the others. */
  #take(): (() => void) | undefined {
    const [first] = this.#lanes;
    if (first === undefined) return undefined;
    const [network, [step, ...rest]] = first;
    this.#lanes.delete(network);
    if (rest.length > 0) this.#lanes.set(network, rest);
    return step;
  }

  readonly #next = (): void => {
    const step = this.#take();
    if (step === undefined) {
      this.#running = false;
      return;
    }
    const startedAtMs = performance.now();
    step();
    // By the time this is called, work that the step set in motion is over, such as a TLS handshake.
    setImmediate(() => this.#pause(performance.now() - startedAtMs));
  };

  #pause(turnMs: number): void {
    // A timer is a millisecond late, which a turn that came to nothing is not worth.
    if (turnMs >= leastPauseMs && this.#somebodyIsHere()) setTimeout(this.#next, turnMs);
    else this.#next();
  }
}
