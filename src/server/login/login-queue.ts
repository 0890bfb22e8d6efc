import { Lanes, type Step } from './lanes.ts';
import { NewestLanes } from './newest-lanes.ts';

/** Turns that were shorter are not paused after, in milliseconds: those of connections that have ended. */
const leastPauseMs = 0.1;

/** So many steps of those who are secured are taken in a row while a handshake waits. */
const stepsPerHandshake = 4;

/**
 * Lets costly steps of those who are not in yet have their turn, one at a time, network by network: a flood of
 * logins shall not keep the line from those who talk, nor from those who log in elsewhere. Those who are secured
 * go before handshakes, four to one: what has been paid for comes to its end before more is begun. Between two steps
 * everything else is done that waits, and while messages are under way, a pause is made as long as that turn was.
 */
export class LoginQueue {
  readonly #isTalkUnderWay: () => boolean;
  readonly #known = new NewestLanes();
  readonly #strangers = new NewestLanes();
  readonly #steps = new Lanes();
  #stepsInRow = 0;
  #isTurnOfKnown = false;
  #running = false;

  /** @param isTalkUnderWay whether there are messages that the steps would keep from their readers */
  constructor(isTalkUnderWay: () => boolean) {
    this.#isTalkUnderWay = isTalkUnderWay;
  }

  /**
   * Runs `step` of somebody who is secured when its turn comes; resolves, or rejects, with what it gives.
   *
   * @param network where it comes from, as `networkOf` gives it
   */
  run<Result>(network: string, step: () => Result): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#add(this.#steps, network, () => {
      try {
        resolve(step());
      } catch (error) {
        reject(error);
      }
    });
    return promise;
  }

  /**
   * The same for a TLS handshake that `step` begins, without throwing.
   *
   * @param isKnown somebody has logged in from the network lately: every second handshake is one of these
   * @returns how it gives up before its turn; afterwards that does nothing
   */
  runHandshake(network: string, isKnown: boolean, step: () => void): () => void {
    const lanes = isKnown ? this.#known : this.#strangers;
    const own = () => step();
    this.#add(lanes, network, own);
    return () => lanes.remove(network, own);
  }

  #add(lanes: Lanes | NewestLanes, network: string, step: Step): void {
    lanes.add(network, step);
    if (this.#running) return;
    this.#running = true;
    setImmediate(this.#next);
  }

  #take(): Step | undefined {
    const isTurnOfStep = this.#stepsInRow < stepsPerHandshake;
    const step = isTurnOfStep ? this.#steps.take() : undefined;
    this.#stepsInRow = step === undefined ? 0 : this.#stepsInRow + 1;
    return step ?? this.#takeHandshake() ?? this.#steps.take();
  }

  #takeHandshake(): Step | undefined {
    this.#isTurnOfKnown = !this.#isTurnOfKnown;
    const [first, second] = this.#isTurnOfKnown
      ? [this.#known, this.#strangers]
      : [this.#strangers, this.#known];
    return first.take() ?? second.take();
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
    if (turnMs >= leastPauseMs && this.#isTalkUnderWay()) setTimeout(this.#next, turnMs);
    else this.#next();
  }
}
