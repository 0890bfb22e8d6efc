import type fc from 'fast-check';
import type { Model } from './model.ts';
import type { Real } from './real.ts';

/** One thing that happens on the line, to the model and to the real one, which must agree afterwards. */
export abstract class Step implements fc.AsyncCommand<Model, Real> {
  /** Whether it can happen now. */
  abstract check(model: Readonly<Model>): boolean;

  /** Does it, and holds its outcome against what the model says. */
  protected abstract act(model: Model, real: Real): Promise<void>;

  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real);
    model.tell();
    await real.agreesWith(model);
  }

  /** In words, for a counterexample. */
  abstract toString(): string;
}
