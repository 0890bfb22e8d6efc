/*
 * Places: numbers by which entries stand in the index. They rise as the journal does, and say in which block an entry
 * lies.
 */

/** More than a block has entries: see `maxBlockMessages` of the block writer. */
export const placesPerBlock = 1_024;

/** Where an entry lies. */
export interface BlockPlace {
  /** Position of its block. */
  readonly block: number;
  /** Entries of the block that come after it. */
  readonly after: number;
}

/** The place of an entry. It is counted from the end of its block, so that it stays when a block loses its first ones. */
export function placeOf({ block, after }: BlockPlace): number {
  return block * placesPerBlock + placesPerBlock - 1 - after;
}

/** Where the entry at a place lies. */
export function blockPlaceOf(place: number): BlockPlace {
  const block = Math.floor(place / placesPerBlock);
  return { block, after: placesPerBlock - 1 - (place % placesPerBlock) };
}
