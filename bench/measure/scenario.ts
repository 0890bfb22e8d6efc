import type { System } from './system.ts';

/** The unit of a figure. */
export type Unit =
  | 'deliveries/s'
  | 'messages/s'
  | 'logins/s'
  | 'us'
  | 'ms'
  | 'bytes'
  | 'frames/s'
  | 'elements'
  | '% of a core';

/** One figure of a scenario, from several repetitions in turn with the others of the same comparison. */
export interface Figure {
  /** The measurement's name: `1,000 readers, 64 in flight`. */
  readonly what: string;
  /** Who: `Partyline`, `NATS core`, `C reference`. */
  readonly who: string;
  readonly unit: Unit;
  /** One value for each repetition, in the order in which they were taken. */
  readonly values: readonly number[];
}

/** A goal of a scenario, and whether it was reached: a ratio, or a value with its unit. */
export interface Goal {
  /** `at 1,000 readers, 512 in flight: at least 2 x the best peer (NATS core)`. */
  readonly goal: string;
  /** The measured value, the median first: `2.31 x (2.20 to 2.40)`. */
  readonly reached: string;
  readonly met: boolean;
}

/** The outcome of a scenario. */
export interface Outcome {
  readonly figures: readonly Figure[];
  readonly goals: readonly Goal[];
  /** Peers that were left out, with the reason; and whatever a reader of the figures has to know. */
  readonly notes: readonly string[];
}

/** How a scenario is to be run. */
export interface Effort {
  /** A smoke test: each part once and for a moment; its figures mean nothing. */
  readonly quick: boolean;
  /** How often each measurement is repeated, in turn with those it is compared with. */
  readonly repetitions: number;
  readonly warmupMs: number;
  readonly runMs: number;
  /** The largest store of scenario I, in messages. */
  readonly mostMessages: number;
  /** Is told what is going on, for whoever waits. */
  readonly progress: (what: string) => void;
}

/** Something to be measured. */
export interface Scenario {
  /** `A` to `M`. */
  readonly letter: string;
  readonly title: string;
  /** How it is measured, in a few sentences for docs/performance.md. */
  readonly method: string;
  /** Kinds of peers it is compared with; none if left out. */
  readonly comparedWith?: readonly (keyof Peers)[];
  run(effort: Effort, peers: Peers): Promise<Outcome>;
}

/** The systems that ours is compared with: those of each kind that are installed. */
export interface Peers {
  readonly chat: readonly System[];
  readonly storing: readonly System[];
}
