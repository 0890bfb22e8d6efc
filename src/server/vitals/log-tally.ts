import type { Facts, Log } from '../../base/log.ts';

/** The fact that tells events of one name apart; of others only the number is kept. */
const distinguishing: Readonly<Record<string, string>> = {
  accepted: 'proposal',
  login: 'kind',
  'login.failed': 'code',
  refused: 'code',
  'sign-up.failed': 'code',
};

/** How often an event was told. */
export interface EventCount {
  readonly event: string;
  /** The kind or code of the event, where it has one that matters; otherwise empty. */
  readonly kind: string;
  readonly count: number;
}

/** Counts what a log is told, whatever its level: what is worth a line is worth a number. */
export class LogTally {
  readonly #counts = new Map<string, Map<string, number>>();

  /** A log that passes everything on and counts it here, with all its children. */
  wrap(log: Log): Log {
    return new CountedLog(log, this);
  }

  /** @param facts those of the call */
  count(event: string, facts: Facts | undefined): void {
    const kinds = this.#counts.get(event) ?? new Map<string, number>();
    this.#counts.set(event, kinds);
    const fact = distinguishing[event];
    const kind = fact === undefined ? '' : String(facts?.[fact] ?? '');
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  /** Every event that was told at least once. */
  *[Symbol.iterator](): IterableIterator<EventCount> {
    for (const [event, kinds] of this.#counts) {
      for (const [kind, count] of kinds) yield { event, kind, count };
    }
  }
}

/** Shares its methods with all its children: there is one for each connection. */
class CountedLog implements Log {
  readonly #log: Log;
  readonly #tally: LogTally;

  constructor(log: Log, tally: LogTally) {
    this.#log = log;
    this.#tally = tally;
  }

  debug(event: string, facts?: Facts): void {
    this.#tally.count(event, facts);
    this.#log.debug(event, facts);
  }

  info(event: string, facts?: Facts): void {
    this.#tally.count(event, facts);
    this.#log.info(event, facts);
  }

  warn(event: string, facts?: Facts): void {
    this.#tally.count(event, facts);
    this.#log.warn(event, facts);
  }

  error(event: string, facts?: Facts): void {
    this.#tally.count(event, facts);
    this.#log.error(event, facts);
  }

  child(facts: Facts): Log {
    return new CountedLog(this.#log.child(facts), this.#tally);
  }
}
