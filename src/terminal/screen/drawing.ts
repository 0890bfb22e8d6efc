import type { Style } from '../style.ts';
import type { ScreenTexts } from './screen-texts.ts';

/** How things are drawn. */
export interface Drawing {
  readonly style: Style;
  readonly texts: ScreenTexts;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/** How many cells there are. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
