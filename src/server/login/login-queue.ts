/**
 * Lets costly steps of those who are not in yet have their turn, one at a time and in order: a flood of
 * logins shall not keep the line from those who talk. Between two steps everything else is done that
 * waits, and while somebody is here, a pause is made as long as that turn was.
 */
export class LoginQueue {
  readonly #somebodyIsHere: () => boolean;
  readonly #steps: (() => void)[] = [];
  #running = false;

  /** @param somebodyIsHere whether there is anyone whom the steps could disturb */
  constructor(somebodyIsHere: () => boolean) {
    this.#somebodyIsHere = somebodyIsHere;
  }

  /** Runs `step` when its turn comes; resolves, or rejects, with what it gives. */
  run<Result>(step: () => Result): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#steps.push(() => {
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

  readonly #next = (): void => {
    const step = this.#steps.shift();
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
    if (this.#somebodyIsHere()) setTimeout(this.#next, turnMs);
    else this.#next();
  }
}
