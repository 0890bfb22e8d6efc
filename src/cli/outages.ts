import { quietTimer } from '../base/quiet-timer.ts';
import { ConnectionError } from '../client/core/failures.ts';
import type { LineState } from '../client/core/states.ts';
import { defaultTiming } from '../client/core/timing.ts';
import { safeLine } from '../talk/safe-text.ts';
import { durationWords } from '../talk/times.ts';
import { note } from './notes.ts';
import { processEnvironment } from './process-environment.ts';

/** How a command waits for its line, as far as a person wants to know. */
export interface OutageOptions {
  /** Says at once why the line is down; if left out, only what takes longer than a moment is told. */
  readonly atOnce?: boolean;
  /** The end of the wait, such as `until 15:03:25`; undefined: there is none. */
  readonly until?: () => string | undefined;
  /**
   * What becomes of the work if the person stops the command, such as `nothing has been sent`; undefined: nothing that
   * has to be said.
   */
  readonly stopped?: (wasUp: boolean) => string | undefined;
}

/** The server that a line leads to. */
export interface Aim {
  /** Its addresses, or another name of it. */
  readonly place: string;
  /** A server that cannot be reached at first is not tried again. */
  readonly isTriedOnce: boolean;
  /** Most time that the server may be silent once the line is up, in milliseconds; undefined: as long as it likes. */
  readonly unansweredMs: number | undefined;
}

type Phase = Exclude<LineState['type'], 'online' | 'closed'>;

/** Most time that each part of an attempt may take, in milliseconds. */
const mostMs: Readonly<Record<Exclude<Phase, 'waiting'>, number>> = {
  connecting: defaultTiming.connectTimeoutMs,
  securing: defaultTiming.secureTimeoutMs,
  authenticating: defaultTiming.answerTimeoutMs,
};

/**
 * Follows a line through its states: knows whether it is down, and why. Once in each outage it tells a person on
 * standard error what the command waits for, and until when.
 */
export class Outages {
  readonly #options: OutageOptions;
  #aim: Aim = { place: 'the server', isTriedOnce: false, unansweredMs: undefined };
  #phase: Phase | 'online' = 'connecting';
  #reason: string | undefined;
  #wasUp = false;
  /** Set from the beginning of an outage to its end, though it may have run out. */
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;
  #isSilenceTold = false;

  constructor(options: OutageOptions = {}) {
    this.#options = options;
  }

  /** Why the line is down, as a sentence; undefined while it is up, or on its way for the first time. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Takes note of where the line leads; called before its first state is taken. */
  aim(aim: Aim): void {
    this.#aim = aim;
  }

  /** Takes a state of the line. */
  readonly take = (state: LineState): void => {
    if (state.type === 'closed') this.end();
    else if (state.type === 'online') this.#isUp();
    else this.#isDown(state);
  };

  /** The line is up, and the server does not answer: told once, until it has {@link answered} or the line is made anew. */
  readonly silent = (): void => {
    if (this.#isSilenceTold || this.#phase !== 'online') return;
    this.#isSilenceTold = true;
    const { place, unansweredMs } = this.#aim;
    const until = this.#options.until?.() ?? upTo(unansweredMs);
    this.#note(`There is no answer from ${place} yet. Waiting ${until}.`);
  };

  /** What was waited for has come. */
  answered(): void {
    this.#isSilenceTold = false;
  }

  /** Tells nothing more of this outage. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #isDown(state: LineState & { type: Phase }): void {
    this.#phase = state.type;
    if (state.type === 'waiting') {
      this.#reason = state.error.message;
      // Whoever was told that there is no answer knows already.
      if (this.#isSilenceTold && isOfSilence(state.error)) this.#isTold = true;
      if (this.#options.atOnce) this.#tell();
    }
    this.#timer ??= quietTimer(setTimeout(() => this.#tell(), processEnvironment().quietMs));
  }

  #isUp(): void {
    this.end();
    this.#phase = 'online';
    if (this.#isTold) noteOutage(this.#wasUp ? 'The line is back.' : 'The line is up.');
    this.#reason = undefined;
    this.#wasUp = true;
    this.#isTold = false;
    this.#isSilenceTold = false;
  }

  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#note(this.#reason === undefined ? this.#noAnswer() : this.#down(this.#reason));
  }

  #down(reason: string): string {
    const until = this.#options.until?.() ?? 'until it works';
    return `The line is down: ${reason} Trying ${this.#aim.place} again ${until}.`;
  }

  #noAnswer(): string {
    const { place, isTriedOnce } = this.#aim;
    const begin = `There is no answer from ${place} yet.`;
    if (isTriedOnce && !this.#wasUp && this.#phase !== 'waiting' && this.#phase !== 'online') {
      return `${begin} Waiting ${upTo(mostMs[this.#phase])}.`;
    }
    return `${begin} Still trying ${this.#options.until?.() ?? 'until it works'}.`;
  }

  #note(words: string): void {
    const stopped = this.#options.stopped?.(this.#wasUp);
    const rest = stopped === undefined ? '' : `; ${stopped}`;
    noteOutage(`${words} Ctrl-C stops that${rest}.`);
  }
}

function isOfSilence(error: Error): boolean {
  return error instanceof ConnectionError && error.worded?.detail === 'connection.silent';
}

function upTo(ms: number | undefined): string {
  return ms === undefined ? 'until it comes' : `up to ${durationWords(ms)} for it`;
}

/** Tells a person on standard error about the line. */
export function noteOutage(text: string): void {
  note(`-- ${safeLine(text)}`);
}
