import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import type { Rooms } from '../../../src/client/core/rooms.ts';
import type { Model } from '../model.ts';
import type { ModelRole, ModelRoom } from '../model-room.ts';
import { devices, ownerOf, type Real } from '../real.ts';
import { Step } from '../step.ts';

/** Somebody does something about the room that they find under a name. */
export abstract class InRoom extends Step {
  readonly #device: string;
  protected readonly called: string;

  constructor(device: string, called: string) {
    super();
    this.#device = device;
    this.called = called;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device);
  }

  protected get who(): string {
    return ownerOf(this.#device);
  }

  protected room(model: Model): ModelRoom | undefined {
    return model.roomCalled(this.who, this.called);
  }

  protected line(real: Real) {
    return real.device(this.#device).line;
  }

  protected rooms(real: Real): Rooms {
    return this.line(real).rooms;
  }

  protected get reference(): string {
    return `#${this.called}`;
  }

  /** Why they may not do what takes a role in the room, if so. */
  protected refusalBelow(
    model: Model,
    room: ModelRoom | undefined,
    role: ModelRole,
  ): ErrorCode | undefined {
    if (room === undefined) return 'room.unknown';
    return model.has(this.who, room, role) ? undefined : 'forbidden';
  }

  protected abstract readonly verb: string;

  toString(): string {
    return `${this.#device} ${this.verb} ${this.reference}`;
  }
}

/** A device of somebody who does something in a room. */
export const someone = fc.oneof(
  { weight: 2, arbitrary: fc.constant('ann') },
  { weight: 3, arbitrary: fc.constantFrom(...devices) },
);
/** A name that some room may have. */
export const called = fc.oneof(
  { weight: 6, arbitrary: fc.constant('ops') },
  { weight: 2, arbitrary: fc.constant('den') },
  { weight: 1, arbitrary: fc.constant('ops-2') },
);
