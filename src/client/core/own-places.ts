/* The places of a client's own messages. */

/** A message of this client that the server has stored: its room's id, and its number there. */
export type OwnPlace = readonly [room: string, seq: number];

/** So many are remembered: enough to say what an older copy of the server's history has lost. */
const maxPlaces = 100;

/** The last messages of this client that the server has acknowledged. */
export class OwnPlaces {
  #places: OwnPlace[] = [];

  /** Oldest first. */
  get all(): readonly OwnPlace[] {
    return this.#places;
  }

  /** Goes on where an earlier run of the client left off. */
  restore(places: readonly OwnPlace[]): void {
    this.#places = [...places];
  }

  add(room: string, seq: number): void {
    this.#places.push([room, seq]);
    if (this.#places.length > maxPlaces) this.#places.shift();
  }

  /** The highest number in each room. */
  highest(): Map<string, number> {
    const highest = new Map<string, number>();
    for (const [room, seq] of this.#places)
      highest.set(room, Math.max(seq, highest.get(room) ?? 0));
    return highest;
  }

  /** Forgets those behind a place in a room, and returns how many there were. */
  dropAfter(room: string, seq: number): number {
    const kept = this.#places.filter((place) => place[0] !== room || place[1] <= seq);
    const dropped = this.#places.length - kept.length;
    this.#places = kept;
    return dropped;
  }

  clear(): void {
    this.#places = [];
  }
}
