import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Bus } from '../../cluster/bus.ts';
import { limits } from '../../words/limits.ts';
import { NodeFacts } from './node-facts.ts';
import {
  type Change,
  decodePeerMessage,
  encodePeerMessage,
  type Passing,
  type PeerMessage,
  type TableName,
} from './peer-messages.ts';

/* The nodes of a line, as one of them knows the others: what each tells about itself, for as long as it lives. */

/** Durations between nodes, in milliseconds. */
export const peerTiming = {
  /** How often a node says that it lives. */
  beatMs: 5_000,
  /** A node that was not heard for so long is gone, and with it what it said. */
  expiryMs: 15_000,
  /** The address of a node that is gone is told to clients for so long: it may be back. */
  placeMs: 600_000,
  /** How long changes are gathered before they are told. */
  gatherMs: 20,
  /** Least time between two questions to one node, and between two answers of one. */
  askMs: 1_000,
} as const;

const topic = 'peers';

/** So many changes go in one message, which stays far below what a bus carries. */
const changesPerMessage = 200;

/** Is told of changes of the facts of other nodes. */
export interface PeerListener {
  /**
   * A fact of another node is there, is another one, or is gone.
   *
   * @param isOld it was so before this node knew the other: nothing has happened now
   */
  changed(change: Change, isOld: boolean): void;
  /** Something happened on another node. */
  passed(passing: Passing): void;
}

/** A message without the node that sends it. */
type Unsigned = PeerMessage extends infer Each ? Unsign<Each> : never;
type Unsign<Each> = Each extends unknown ? Omit<Each, 'node'> : never;

interface OtherNode {
  readonly facts: NodeFacts;
  /** How many of its messages with changes are known; undefined: all of its facts are asked for. */
  seq: number | undefined;
  place: string | null;
  heardAt: number;
  askedAt: number;
  /** Parts of all its facts that have come so far. */
  parts: Change[][];
}

/** The things that a node needs to know the others. */
export interface PeerParts {
  readonly bus: Bus;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Log;
  /** This start of the node: another one than every other. */
  readonly node: string;
  /** Where clients find this node, `HOST:PORT`; undefined: it does not listen yet. */
  readonly place: () => string | undefined;
}

/**
 * What this node tells the others, and what they have told. Facts are told when they change, gathered for a moment; each
 * node says now and then how many such messages it has sent, so that one that has missed some asks for all. A node that
 * has not been heard for 15 seconds is gone, and all that it told was lost.
 */
export class Peers {
  readonly #parts: PeerParts;
  readonly #own = new NodeFacts();
  readonly #others = new Map<string, OtherNode>();
  /** When a place was last heard of. */
  readonly #places = new Map<string, number>();
  #listener: PeerListener | undefined;
  #gathered: Change[] = [];
  #seq = 0;
  #startedAt = 0;
  #toldWholeAt = Number.NEGATIVE_INFINITY;
  #gathering: NodeJS.Timeout | undefined;
  #beating: NodeJS.Timeout | undefined;
  #wholeDue: NodeJS.Timeout | undefined;
  #unsubscribe: () => void = () => {};

  constructor(parts: PeerParts) {
    this.#parts = parts;
  }

  /** Begins to tell and to hear. */
  start(listener: PeerListener): void {
    this.#listener = listener;
    this.#startedAt = this.#parts.clock.elapsed();
    this.#unsubscribe = this.#parts.bus.subscribe(topic, (bytes) => this.#heard(bytes));
    this.#beating = setInterval(() => this.beat(), peerTiming.beatMs).unref();
    this.beat();
  }

  /** Says that this node lives, and forgets those that do not. */
  beat(): void {
    this.#send({ type: 'beat', seq: this.#seq, place: this.#parts.place() ?? null });
    this.#expire();
  }

  /** Takes leave of the others: they need not wait to know. */
  stop(): void {
    if (this.#listener === undefined) return;
    this.#send({ type: 'stop' });
    this.#unsubscribe();
    clearInterval(this.#beating);
    clearTimeout(this.#gathering);
    clearTimeout(this.#wholeDue);
    this.#gathering = undefined;
    this.#wholeDue = undefined;
    this.#listener = undefined;
  }

  /** How many other nodes live. */
  get count(): number {
    return this.#others.size;
  }

  /** Where clients find the other nodes: those that live, and those that were there a while ago. */
  get places(): string[] {
    const own = this.#parts.place();
    const lately = [...this.#places.entries()].sort((one, other) => other[1] - one[1]);
    return lately
      .map(([place]) => place)
      .filter((place) => place !== own)
      .slice(0, limits.nodesTold);
  }

  /** Tells a fact about this node; null: it is not so any more. */
  tell(change: Change): void {
    this.#own.apply(change);
    if (this.#listener === undefined) return;
    this.#gathered.push(change);
    this.#gathering ??= setTimeout(() => this.#tellGathered(), peerTiming.gatherMs).unref();
  }

  /** Tells the others of something that happens. */
  pass(passing: Passing): void {
    if (this.#others.size > 0) this.#send({ type: 'passing', passing });
  }

  /** A fact as each other node tells it, of those that do. */
  of(table: TableName, key: string): unknown[] {
    const values: unknown[] = [];
    for (const { facts } of this.#others.values()) {
      const value = facts.of(table, key);
      if (value !== undefined) values.push(value);
    }
    return values;
  }

  /** All facts of the other nodes in a table, by key; a key comes once for each node that has it. */
  *entries(table: TableName): IterableIterator<[string, unknown]> {
    for (const { facts } of this.#others.values()) yield* facts.entries(table);
  }

  #send(message: Unsigned): void {
    const whole = { node: this.#parts.node, ...message } as PeerMessage;
    this.#parts.bus.publish(topic, encodePeerMessage(whole));
  }

  #tellGathered(): void {
    this.#gathering = undefined;
    const gathered = this.#gathered;
    this.#gathered = [];
    for (const changes of piecesOf(gathered)) {
      this.#seq += 1;
      this.#send({ type: 'changes', seq: this.#seq, changes });
    }
  }

  #tellWhole(): void {
    this.#wholeDue = undefined;
    this.#toldWholeAt = this.#parts.clock.elapsed();
    clearTimeout(this.#gathering);
    this.#tellGathered();
    const pieces = piecesOf(this.#own.all());
    const parts = Math.max(1, pieces.length);
    for (let part = 0; part < parts; part += 1) {
      const changes = pieces[part] ?? [];
      this.#send({ type: 'whole', seq: this.#seq, part, parts, changes });
    }
  }

  #heard(bytes: Uint8Array): void {
    const message = decodePeerMessage(bytes);
    if (message === undefined || message.node === this.#parts.node) return;
    if (message.type === 'ask') this.#asked(message.of);
    else if (message.type === 'passing') this.#listener?.passed(message.passing);
    else if (message.type === 'stop') this.#gone(message.node);
    else this.#heardOf(message);
  }

  /** Several may ask at the same time: all have the one answer. */
  #asked(of: string): void {
    if (of !== this.#parts.node || this.#wholeDue !== undefined) return;
    const waitMs = Math.max(0, this.#toldWholeAt + peerTiming.askMs - this.#parts.clock.elapsed());
    this.#wholeDue = setTimeout(() => this.#tellWhole(), waitMs).unref();
  }

  #heardOf(message: PeerMessage & { readonly type: 'beat' | 'changes' | 'whole' }): void {
    const other = this.#otherAt(message.node);
    if (message.type === 'beat') this.#heardBeat(other, message.place);
    if (message.type === 'whole') this.#heardPart(other, message);
    else if (other.seq !== undefined && message.type === 'changes')
      this.#heardChanges(other, message);
    if (other.seq === undefined || (message.type === 'beat' && message.seq !== other.seq)) {
      other.seq = undefined;
      this.#ask(message.node, other);
    }
  }

  #otherAt(node: string): OtherNode {
    const heardAt = this.#parts.clock.elapsed();
    let other = this.#others.get(node);
    if (other === undefined) {
      const facts = new NodeFacts();
      const askedAt = Number.NEGATIVE_INFINITY;
      other = { facts, seq: undefined, place: null, heardAt, askedAt, parts: [] };
      this.#others.set(node, other);
      this.#parts.log.info('node.heard', { node, nodes: this.#others.size + 1 });
      // It knows of this one before its next beat.
      this.beat();
    }
    other.heardAt = heardAt;
    return other;
  }

  #heardBeat(other: OtherNode, place: string | null): void {
    other.place = place;
    if (place !== null) this.#places.set(place, other.heardAt);
  }

  #heardChanges(
    other: OtherNode,
    { seq, changes }: PeerMessage & { readonly type: 'changes' },
  ): void {
    if (seq !== (other.seq ?? 0) + 1) {
      // One that was heard before all of its facts came is among those.
      if (seq > (other.seq ?? 0)) other.seq = undefined;
      return;
    }
    other.seq = seq;
    for (const change of changes) this.#apply(other, change, false);
  }

  #heardPart(other: OtherNode, message: PeerMessage & { readonly type: 'whole' }): void {
    const { seq, part, parts, changes } = message;
    if (part === 0) other.parts = [];
    if (part !== other.parts.length) return;
    other.parts.push([...changes]);
    if (other.parts.length < parts || (other.seq !== undefined && other.seq >= seq)) return;
    const isOld = this.#hasJustStarted && other.facts.all().length === 0;
    for (const change of other.facts.changesTo(other.parts.flat())) {
      this.#apply(other, change, isOld);
    }
    other.seq = seq;
    other.parts = [];
  }

  get #hasJustStarted(): boolean {
    return this.#parts.clock.elapsed() - this.#startedAt < peerTiming.expiryMs;
  }

  #apply(other: OtherNode, change: Change, isOld: boolean): void {
    other.facts.apply(change);
    this.#listener?.changed(change, isOld);
  }

  #ask(node: string, other: OtherNode): void {
    const now = this.#parts.clock.elapsed();
    if (now - other.askedAt < peerTiming.askMs) return;
    other.askedAt = now;
    this.#send({ type: 'ask', of: node });
  }

  #expire(): void {
    const now = this.#parts.clock.elapsed();
    for (const [node, { heardAt }] of this.#others) {
      if (now - heardAt >= peerTiming.expiryMs) this.#gone(node);
    }
    for (const [place, heardAt] of this.#places) {
      if (now - heardAt >= peerTiming.placeMs) this.#places.delete(place);
    }
  }

  /** Those who were there may be on another node in a moment. */
  #gone(node: string): void {
    const other = this.#others.get(node);
    if (other === undefined) return;
    this.#others.delete(node);
    this.#parts.log.info('node.gone', { node, nodes: this.#others.size + 1 });
    for (const { table, key } of other.facts.all()) {
      this.#listener?.changed({ table, key, value: null, lost: true }, false);
    }
  }
}

function piecesOf(changes: readonly Change[]): Change[][] {
  const pieces: Change[][] = [];
  for (let start = 0; start < changes.length; start += changesPerMessage) {
    pieces.push(changes.slice(start, start + changesPerMessage));
  }
  return pieces;
}
