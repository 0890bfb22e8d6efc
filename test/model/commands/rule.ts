import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import type { Operator } from '../../../src/client/core/operator.ts';
import type { Role } from '../../../src/words/role.ts';
import type { Model, ModelPerson } from '../model.ts';
import { comesTo, devices, names, ownerOf, type Real } from '../real.ts';
import { Step } from '../step.ts';

/** Something that only an operator of the line does to somebody. */
abstract class Ruling extends Step {
  readonly #device: string;
  readonly #whom: string;

  constructor(device: string, whom: string) {
    super();
    this.#device = device;
    this.#whom = whom;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device);
  }

  async act(model: Model, real: Real): Promise<void> {
    const actor = model.person(ownerOf(this.#device));
    const whom = model.person(this.#whom);
    const refusal = actor.isOperator ? this.refusal(actor, whom) : 'forbidden';
    const { operator } = real.device(this.#device).line;
    await comesTo(refusal, this.order(operator, this.#whom));
    if (refusal === undefined) this.happen(model, whom);
  }

  /** Why an operator may not, if so. */
  protected abstract refusal(actor: ModelPerson, whom: ModelPerson): ErrorCode | undefined;
  protected abstract order(operator: Operator, name: string): Promise<unknown>;
  protected abstract happen(model: Model, whom: ModelPerson): void;
  protected abstract readonly verb: string;

  toString(): string {
    return `${this.#device} ${this.verb} ${this.#whom}`;
  }
}

class Ban extends Ruling {
  readonly verb = 'bans';

  refusal(_actor: ModelPerson, whom: ModelPerson): ErrorCode | undefined {
    return whom.isOperator ? 'forbidden' : undefined;
  }

  order(operator: Operator, name: string): Promise<void> {
    return operator.ban(name, null, 'for a while');
  }

  happen(model: Model, whom: ModelPerson): void {
    whom.isBanned = true;
    model.throwOut(whom.name);
  }
}

class Unban extends Ruling {
  readonly verb = 'unbans';

  refusal(): undefined {
    return undefined;
  }

  order(operator: Operator, name: string): Promise<void> {
    return operator.unban(name);
  }

  happen(_model: Model, whom: ModelPerson): void {
    whom.isBanned = false;
  }
}

class Mute extends Ruling {
  readonly verb = 'mutes';

  refusal(_actor: ModelPerson, whom: ModelPerson): ErrorCode | undefined {
    return whom.isOperator ? 'forbidden' : undefined;
  }

  order(operator: Operator, name: string): Promise<void> {
    return operator.mute(name, null, 'for a while');
  }

  happen(_model: Model, whom: ModelPerson): void {
    whom.isMuted = true;
  }
}

class Unmute extends Ruling {
  readonly verb = 'unmutes';

  refusal(): undefined {
    return undefined;
  }

  order(operator: Operator, name: string): Promise<void> {
    return operator.unmute(name);
  }

  happen(_model: Model, whom: ModelPerson): void {
    whom.isMuted = false;
  }
}

class Kick extends Ruling {
  readonly verb = 'kicks';

  refusal(actor: ModelPerson, whom: ModelPerson): ErrorCode | undefined {
    return actor === whom ? 'forbidden' : undefined;
  }

  order(operator: Operator, name: string): Promise<number> {
    return operator.kick(name);
  }

  happen(model: Model, whom: ModelPerson): void {
    model.throwOut(whom.name);
  }
}

class ChangeRole extends Ruling {
  readonly #role: Role;

  constructor(device: string, whom: string, role: Role) {
    super(device, whom);
    this.#role = role;
  }

  get verb(): string {
    return `makes an ${this.#role} of`;
  }

  refusal(actor: ModelPerson, whom: ModelPerson): ErrorCode | undefined {
    if (this.#role === 'operator') return whom.isBanned ? 'auth.banned' : undefined;
    return actor === whom ? 'forbidden' : undefined;
  }

  order(operator: Operator, name: string): Promise<void> {
    return operator.changeRole(name, this.#role);
  }

  happen(_model: Model, whom: ModelPerson): void {
    // No sanction of the line is on an operator.
    if (this.#role === 'operator' && !whom.isOperator) whom.isMuted = false;
    whom.isOperator = this.#role === 'operator';
  }
}

/** An operator closes the line to everybody who is none, or opens it again. */
class LockDown extends Step {
  readonly #isOn: boolean;

  constructor(isOn: boolean) {
    super();
    this.#isOn = isOn;
  }

  check(): boolean {
    return true;
  }

  async act(model: Model, real: Real): Promise<void> {
    const lockdown = this.#isOn ? { newcomersSince: 0, slowMs: 0 } : null;
    await real.asOperator((operator) => operator.lockdown(lockdown));
    model.isLockedDown = this.#isOn;
    if (!this.#isOn) return;
    for (const { name, isOperator } of model.people.values()) {
      if (!isOperator) model.throwOut(name);
    }
  }

  toString(): string {
    return this.#isOn ? 'the line is locked down' : 'the lockdown is over';
  }
}

const device = fc.oneof({ weight: 2, arbitrary: fc.constant('ann') }, fc.constantFrom(...devices));
const whom = fc.constantFrom(...names);
const role = fc.constantFrom('operator' as const, 'member' as const);

/** Steps by which operators rule the line, or members try to. */
export const ruling: fc.Arbitrary<Step>[] = [
  fc.oneof(
    fc.tuple(device, whom).map((given) => new Ban(...given)),
    fc.tuple(device, whom).map((given) => new Unban(...given)),
    fc.tuple(device, whom).map((given) => new Mute(...given)),
    fc.tuple(device, whom).map((given) => new Unmute(...given)),
    fc.tuple(device, whom).map((given) => new Kick(...given)),
    fc.tuple(device, whom, role).map((given) => new ChangeRole(...given)),
    fc.constantFrom(true, false, false).map((isOn) => new LockDown(isOn)),
  ),
];
