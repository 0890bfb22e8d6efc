import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Journal } from '../journal/journal.ts';
import type { HistoryReader } from '../store/history.ts';
import type { OldestBlock } from '../store/history-queries.ts';
import type { LiveSettings } from './live-settings.ts';

/** How often the history is looked at, in milliseconds. */
const lookEveryMs = 60_000;
/** Rest between two steps, so that others have the journal's thread most of the time, in milliseconds. */
const restMs = 50;
/** Messages younger than that are never dropped for their size, in milliseconds. */
const sparedMs = 3_600_000;

/**
 * Has the oldest messages dropped that the operator does not want to keep: a few blocks of them at a time, each time
 * a proposal like any other.
 */
export class HistoryKeeper {
  readonly #parts: HistoryKeeperParts;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Everything up to this position was dropped. */
  #droppedTo = 0;

  constructor(parts: HistoryKeeperParts) {
    this.#parts = parts;
  }

  /** Looks now, and then every minute; does nothing where everything is kept, or after `stop`. */
  start(): void {
    clearTimeout(this.#timer);
    const { ms, bytes } = this.#parts.line.keep;
    if (!this.#stopped && (ms !== undefined || bytes !== undefined)) void this.#look();
  }

  /** Drops nothing more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    let pauseMs = lookEveryMs;
    try {
      if ((await this.drop()) > 0) pauseMs = restMs;
    } catch (error) {
      if (!this.#stopped) this.#parts.log.error('history.not-dropped', { error });
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#look(), pauseMs).unref();
  }

  /** Takes one step; returns how many messages it has dropped: none when nothing is to be dropped. */
  async drop(): Promise<number> {
    const { history, journal, clock, log } = this.#parts;
    const at = clock.now();
    const { blocks, usedBytes } = await history.oldest(this.#droppedTo);
    const due = this.#dueAmong(blocks, usedBytes, at);
    const last = due.at(-1);
    if (last === undefined || this.#stopped) return 0;
    const cuts = due.map(({ room, lastSeq: through }) => ({ room, through }));
    const outcome = await journal.request({ type: 'history.drop', at, cuts });
    if (!outcome.ok) return 0;
    this.#droppedTo = last.position;
    log.info('history.dropped', { messages: outcome.value.dropped, usedBytes });
    return outcome.value.dropped;
  }

  #dueAmong(blocks: readonly OldestBlock[], usedBytes: number, at: number): OldestBlock[] {
    const { ms = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY } =
      this.#parts.line.keep;
    const due: OldestBlock[] = [];
    let excess = usedBytes - bytes;
    for (const block of blocks) {
      const isOld = block.at < at - ms;
      if (!isOld && (excess <= 0 || block.at > at - sparedMs)) break;
      due.push(block);
      excess -= block.bytes;
    }
    return due;
  }
}

interface HistoryKeeperParts {
  readonly history: Pick<HistoryReader, 'oldest'>;
  readonly journal: Pick<Journal, 'request'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly line: Readonly<Pick<LiveSettings, 'keep'>>;
}
