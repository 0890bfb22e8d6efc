/** Steps that wait, by network; the network whose turn is next comes first. */
export class Lanes {
  readonly #lanes = new Map<string, (() => void)[]>();

  has(network: string): boolean {
    return this.#lanes.has(network);
  }

  add(network: string, step: () => void): void {
    const lane = this.#lanes.get(network);
    if (lane === undefined) this.#lanes.set(network, [step]);
    else lane.push(step);
  }

  /** Takes the first step of the lane whose turn it is, which goes behind the others. */
  take(): (() => void) | undefined {
    const [first] = this.#lanes;
    if (first === undefined) return undefined;
    const [network, [step, ...rest]] = first;
    this.#lanes.delete(network);
    if (rest.length > 0) this.#lanes.set(network, rest);
    return step;
  }
}
