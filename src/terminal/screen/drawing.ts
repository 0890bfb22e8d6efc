import type { Style } from '../../talk/style.ts';

/** How things are drawn. */
export interface Drawing {
  readonly style: Style;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Words that stand out in messages. */
  readonly searched?: string | undefined;
}

/** How many cells there are. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
