import type { LineState } from '../client/core/states.ts';
import { safeLine } from '../talk/safe-text.ts';
import { note } from './notes.ts';

/** Calls of Outages to the command. */
export interface OutageHandlers {
  /** The line is down, or was not to be had; told once each time, with why. */
  down(reason: string): void;
  /** It is up, after it was down. */
  up(isBack: boolean): void;
}

/** Follows a line through its states: knows whether it is down, and why. */
export class Outages {
  readonly #handlers: OutageHandlers;
  #reason: string | undefined;
  #wasUp = false;

  constructor(handlers: OutageHandlers) {
    this.#handlers = handlers;
  }

  /** Why the line is down, as a sentence; undefined while it is up, or on its way for the first time. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Takes a state of the line. */
  readonly take = (state: LineState): void => {
    if (state.type === 'waiting') {
      const isNew = this.#reason === undefined;
      this.#reason = state.error.message;
      if (isNew) this.#handlers.down(this.#reason);
    } else if (state.type === 'online') {
      const wasDown = this.#reason !== undefined;
      this.#reason = undefined;
      if (wasDown) this.#handlers.up(this.#wasUp);
      this.#wasUp = true;
    }
  };
}

/** Tells a person on standard error about the line. */
export function noteOutage(text: string): void {
  note(`-- ${safeLine(text)}`);
}

/** Says when the line is down, once each time, and when it is up again. */
export const toldOutages: OutageHandlers = {
  down: (reason) => noteOutage(`The line is down: ${reason} Trying again.`),
  up: (isBack) => noteOutage(isBack ? 'The line is back.' : 'The line is up.'),
};
