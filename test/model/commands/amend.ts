import fc from 'fast-check';
import type { ErrorCode } from '../../../src/base/errors.ts';
import type { Line } from '../../../src/client/line.ts';
import type { Model } from '../model.ts';
import type { ModelMessage, ModelRoom } from '../model-room.ts';
import { comesTo, devices, ownerOf, type Real } from '../real.ts';
import { Step } from '../step.ts';

type Place = { readonly room: string; readonly seq: number };

/** A change of a message that was said where somebody may see it, or not. */
abstract class Amend extends Step {
  readonly #device: string;
  readonly #which: number;

  constructor(device: string, which: number) {
    super();
    this.#device = device;
    this.#which = which;
  }

  protected get name(): string {
    return ownerOf(this.#device);
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device) && this.#said(model).length > 0;
  }

  async act(model: Model, real: Real): Promise<void> {
    const said = this.#said(model);
    const { room, message } = said[this.#which % said.length] as (typeof said)[number];
    const place = { room: room.id as string, seq: message.seq };
    const refusal = this.#mayNot(model, room) ?? this.refusal(model, room, message);
    await comesTo(refusal, this.order(real.device(this.#device).line, place));
    if (refusal !== undefined) return;
    room.change(message);
    this.happen(message);
  }

  #said(model: Readonly<Model>) {
    // Nobody can name a conversation of others.
    return model.said.filter(({ room }) => room.name !== null || room.members.has(this.name));
  }

  #mayNot(model: Model, room: ModelRoom): ErrorCode | undefined {
    if (!model.knows(this.name, room)) return 'room.unknown';
    if (!model.isInside(this.name, room)) return 'forbidden';
    const isClosed = room.archived || (room.readonly && !model.has(this.name, room, 'operator'));
    if (isClosed && !this.takesBack) return 'forbidden';
    return model.isMuted(this.name, room) ? 'forbidden' : undefined;
  }

  /** It only takes something away. */
  protected readonly takesBack: boolean = false;

  protected abstract refusal(
    model: Model,
    room: ModelRoom,
    message: ModelMessage,
  ): ErrorCode | undefined;
  protected abstract order(line: Line, place: Place): Promise<unknown>;
  protected abstract happen(message: ModelMessage): void;
  protected abstract readonly verb: string;

  /** People change what they said, and operators what anybody said in a room. */
  protected mayAmend(model: Model, room: ModelRoom, { from }: ModelMessage): boolean {
    return from === this.name || model.has(this.name, room, 'operator');
  }

  toString(): string {
    return `${this.#device} ${this.verb} message ${this.#which}`;
  }
}

class Edit extends Amend {
  readonly verb = 'edits';
  readonly #text: string;

  constructor(device: string, which: number, text: string) {
    super(device, which);
    this.#text = text;
  }

  refusal(model: Model, room: ModelRoom, message: ModelMessage): ErrorCode | undefined {
    if (message.deleted) return 'message.deleted';
    return this.mayAmend(model, room, message) ? undefined : 'forbidden';
  }

  order(line: Line, place: Place): Promise<unknown> {
    return line.edit(place, this.#text);
  }

  happen(message: ModelMessage): void {
    message.text = this.#text;
    message.editedBy = this.name;
  }
}

class Delete extends Amend {
  readonly verb = 'deletes';
  protected override readonly takesBack = true;

  refusal(model: Model, room: ModelRoom, message: ModelMessage): ErrorCode | undefined {
    return this.mayAmend(model, room, message) ? undefined : 'forbidden';
  }

  order(line: Line, place: Place): Promise<unknown> {
    return line.remove(place);
  }

  happen(message: ModelMessage): void {
    message.deleted = true;
  }
}

class React extends Amend {
  readonly #emoji: string;
  readonly #back: boolean;

  constructor(device: string, which: number, emoji: string, back: boolean) {
    super(device, which);
    this.#emoji = emoji;
    this.#back = back;
  }

  get verb(): string {
    return `${this.#back ? 'takes back' : 'adds'} ${this.#emoji} at`;
  }

  refusal(_model: Model, _room: ModelRoom, { deleted }: ModelMessage): ErrorCode | undefined {
    return deleted ? 'message.deleted' : undefined;
  }

  order(line: Line, place: Place): Promise<unknown> {
    return this.#back ? line.unreact(place, this.#emoji) : line.react(place, this.#emoji);
  }

  happen({ reactions }: ModelMessage): void {
    const others = (reactions.get(this.#emoji) ?? []).filter((name) => name !== this.name);
    const had = others.length < (reactions.get(this.#emoji)?.length ?? 0);
    if (!this.#back && !had) reactions.set(this.#emoji, [...others, this.name]);
    if (!this.#back || !had) return;
    if (others.length > 0) reactions.set(this.#emoji, others);
    else reactions.delete(this.#emoji);
  }
}

const device = fc.constantFrom(...devices);
const text = fc.constantFrom('yes', 'no', 'better');

/** Steps by which people change messages, or try to. */
export const amending: fc.Arbitrary<Step>[] = [
  fc.tuple(device, fc.nat(), text).map((given) => new Edit(...given)),
  fc.tuple(device, fc.nat()).map((given) => new Delete(...given)),
  fc
    .tuple(device, fc.nat(), fc.constantFrom('👍', '🎈'), fc.boolean())
    .map((given) => new React(...given)),
];
