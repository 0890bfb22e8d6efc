import fc from 'fast-check';
import type { Model } from '../model.ts';
import { names, type Real } from '../real.ts';
import { Step } from '../step.ts';

let tokens = 0;

/** Somebody makes an app token, and a program comes in with it. */
class AddProgram extends Step {
  readonly #name: string;
  readonly #lobbyOnly: boolean;

  constructor(name: string, lobbyOnly: boolean) {
    super();
    this.#name = name;
    this.#lobbyOnly = lobbyOnly;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#name);
  }

  async act(model: Model, real: Real): Promise<void> {
    tokens += 1;
    const id = `program ${tokens} of ${this.#name}`;
    const rooms = this.#lobbyOnly ? ['lobby'] : undefined;
    const { account } = real.device(this.#name).line;
    const { token } = await account.createToken({ name: id, read: true, write: false, rooms });
    await real.addProgram(id, this.#name, token);
    model.addProgram(id, this.#name, rooms);
  }

  toString(): string {
    return `${this.#name} adds a program${this.#lobbyOnly ? ' that is shown the lobby' : ''}`;
  }
}

/** Somebody revokes all their other sessions, programs too. */
class RevokeOthers extends Step {
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  check(model: Readonly<Model>): boolean {
    // A phone whose session is gone would need its password.
    return model.isOnline(this.#name) && this.#name !== 'bob';
  }

  async act(model: Model, real: Real): Promise<void> {
    await real.device(this.#name).line.account.revoke('others');
    for (const device of model.devices.values()) {
      if (device.name === this.#name && device.id !== this.#name) device.isOnline = false;
    }
  }

  toString(): string {
    return `${this.#name} revokes all other sessions`;
  }
}

const name = fc.constantFrom(...names);

/** Steps of programs. */
export const programs: fc.Arbitrary<Step>[] = [
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(name, fc.boolean()).map((given) => new AddProgram(...given)) },
    { weight: 1, arbitrary: name.map((given) => new RevokeOthers(given)) },
  ),
];
