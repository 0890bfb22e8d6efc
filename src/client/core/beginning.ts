import type { RoomState } from '../../wire/messages.ts';
import { ConnectionError } from './failures.ts';
import type { Flow } from './flow.ts';
import type { Cursors } from './read-positions.ts';
import { type Beginning, isOutdated, placesSince } from './since.ts';

/* The search for the place where messages begin. */

/** The objects that the search works with. */
export interface SearchParts {
  readonly since: Beginning | undefined;
  readonly flow: Flow;
  /** The server's history at present. */
  epoch(): string;
  /** Messages begin after these places, on the present connection. */
  startFrom(places: Cursors): void;
  /** The place in a room after which messages are from a time or later; see `history.find`. */
  findPlace(room: string, at: number): Promise<number>;
  /** The places that the program gave are of another history. */
  outdated(): void;
}

/**
 * Finds where messages begin, if the program has said so by `since`; until then nothing is told. Where the
 * connection is lost meanwhile, the next one looks again.
 */
export class BeginningSearch {
  readonly #parts: SearchParts;

  constructor(parts: SearchParts) {
    this.#parts = parts;
    if (parts.since !== undefined) parts.flow.block('beginning');
  }

  /**
   * Looks on a connection that has come up.
   *
   * @returns whether the beginning is found
   * @throws PartylineError as the server refuses it
   */
  async look(rooms: readonly RoomState[]): Promise<boolean> {
    const { since, flow } = this.#parts;
    if (since === undefined || !flow.isBlockedBy('beginning')) return true;
    const epoch = this.#parts.epoch();
    if (isOutdated(since, epoch)) this.#parts.outdated();
    try {
      const { findPlace } = this.#parts;
      this.#parts.startFrom(await placesSince(since, { epoch, rooms, findPlace }));
    } catch (error) {
      if (error instanceof ConnectionError) return false;
      throw error;
    }
    flow.unblock('beginning');
    return true;
  }
}
