import type { Operator } from '../server/operator.ts';
import type { Talking } from './conversation.ts';

/** What a console works on: the operator, and what the server does as a whole. */
export interface Desk {
  /** What the line is called. */
  readonly lineName: string;
  readonly operator: Operator;
  /** The address others join by, with a one-time code in it if one is given. */
  address(code: { readonly invite?: string; readonly reset?: string }): string;
  /** The last lines of the log, oldest first. */
  lastLogLines(count: number): Promise<string[]>;
  /** Begins to stop the server. */
  stop(reason: string): void;
}

/** What the commands of a console work on. */
export interface AtDesk extends Talking {
  readonly desk: Desk;
}
