import type { Address } from '../../wire/address.ts';

/** The server as a whole, as an operator runs it. */
export interface Controls {
  /** The address others join by, with a one-time code in it if one is given. */
  address(code?: Pick<Address, 'invite' | 'reset'>): string;
  /** The address of the line's page with a one-time code in it; undefined: it has no page. */
  page(code: Pick<Address, 'invite' | 'reset'>): string | undefined;
  /** The last lines of the log, oldest first. Rejects with `forbidden` where no log is kept. */
  lastLogLines(count: number): Promise<string[]>;
  /** Begins to stop the server. */
  stop(reason: string): void;
}
