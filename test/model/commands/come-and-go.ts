import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineEndedError } from '../../../src/client/core/line-ended.ts';
import type { Model } from '../model.ts';
import { devices, ownerOf, type Real } from '../real.ts';
import { Step } from '../step.ts';

/** Somebody leaves with one device. */
class Leave extends Step {
  readonly #device: string;
  readonly #how: 'close' | 'abort';

  constructor(device: string, how: 'close' | 'abort') {
    super();
    this.#device = device;
    this.#how = how;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device);
  }

  async act(model: Model, real: Real): Promise<void> {
    await real.device(this.#device).leave(this.#how);
    const device = model.device(this.#device);
    if (this.#how === 'close') model.takeLeave(device);
    device.isOnline = false;
  }

  toString(): string {
    return `${this.#device} ${this.#how === 'close' ? 'leaves' : 'vanishes'}`;
  }
}

/** Somebody comes back, and is not let in while they are banned. */
class Return extends Step {
  readonly #device: string;

  constructor(device: string) {
    super();
    this.#device = device;
  }

  check(model: Readonly<Model>): boolean {
    const { isBanned, isOperator } = model.person(ownerOf(this.#device));
    // A client that a lockdown keeps out waits for its end.
    const isLetIn = isBanned || isOperator || !model.isLockedDown;
    return !model.isOnline(this.#device) && isLetIn;
  }

  async act(model: Model, real: Real): Promise<void> {
    const visit = real.device(this.#device).visit();
    if (model.person(ownerOf(this.#device)).isBanned) {
      await assert.rejects(
        visit,
        (error) => error instanceof LineEndedError && error.reason === 'banned',
      );
      return;
    }
    await visit;
    model.device(this.#device).isOnline = true;
  }

  toString(): string {
    return `${this.#device} comes back`;
  }
}

/** All connections are cut at once. */
class Cut extends Step {
  check(): boolean {
    return true;
  }

  async act(_model: Model, real: Real): Promise<void> {
    await real.cutAll();
  }

  toString(): string {
    return 'all connections are cut';
  }
}

/** The server stops, and starts again. */
class Restart extends Step {
  check(): boolean {
    return true;
  }

  async act(_model: Model, real: Real): Promise<void> {
    await real.restart();
  }

  toString(): string {
    return 'the server restarts';
  }
}

const device = fc.constantFrom(...devices);

/** Steps by which connections end and begin. */
export const comingAndGoing: fc.Arbitrary<Step>[] = [
  fc
    .tuple(device, fc.constantFrom('close' as const, 'abort' as const))
    .map((given) => new Leave(...given)),
  device.map((given) => new Return(given)),
  device.map((given) => new Return(given)),
  fc.oneof({ weight: 3, arbitrary: fc.constant(new Cut()) }, fc.constant(new Restart())),
];
