import { worded } from '../../base/worded.ts';
import type { ServerMessage } from '../../wire/messages.ts';
import { entryCount } from '../../words/runs.ts';
import { ConnectionError } from './failures.ts';

/** More than that come from no server of ours in the time of one answer. */
const maxHeld = 1_000;

/**
 * The news of a connection on which nothing can be shown yet, as it is not known where the history that
 * was shown and the server's part. Entries are not kept: they can be asked for.
 */
export class HeldMessages {
  readonly #messages: ServerMessage[] = [];
  readonly #entries = new Map<string, number>();

  /**
   * Takes a message that bears on what is shown; returns false for any other.
   *
   * @throws ConnectionError if there are too many
   */
  take(message: ServerMessage): boolean {
    switch (message.type) {
      case 'entries': {
        const last = message.first + entryCount(message.runs) - 1;
        this.#entries.set(message.room, last);
        return true;
      }
      case 'presence':
      case 'attention':
      case 'typing':
      case 'read':
      case 'receipt':
      case 'preferences.changed':
      case 'notice':
      case 'role':
      case 'term':
      case 'room':
      case 'room.left':
      case 'room.invited':
        if (this.#messages.length === maxHeld) {
          throw new ConnectionError(worded('connection.endless-news'));
        }
        this.#messages.push(message);
        return true;
      default:
        return false;
    }
  }

  /** Gives what was taken, in its order; of entries, the last that came of each room. */
  release(to: {
    message(message: ServerMessage): void;
    entries(room: string, last: number): void;
  }): void {
    for (const message of this.#messages) to.message(message);
    for (const [room, last] of this.#entries) to.entries(room, last);
  }
}
