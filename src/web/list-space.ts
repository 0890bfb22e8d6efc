/* The free space above and below the rows of a list: it stands for entries that are not in the document. */

/** So many more entries than are here, space is kept for where more can be fetched. */
const unfetched = 400;
/** Rows are taken for so high at the least, in CSS pixels: those of people who are ignored have no height. */
const leastRowPx = 16;

/** One side of the rows that are in the document. */
export interface Side {
  /** Entries that are here, and not in the document. */
  readonly absent: number;
  /** There are none beyond them. */
  readonly isAll: boolean;
}

/** The mean height of rows that are so high together, in CSS pixels. */
export function meanRowPx(heightPx: number, rows: number): number {
  return Math.max(leastRowPx, rows === 0 ? 0 : heightPx / rows);
}

/** The space for one side, in CSS pixels; none where all entries that are here are in the document. */
export function spaceFor({ absent, isAll }: Side, rowPx: number): number {
  return absent === 0 ? 0 : Math.round((absent + (isAll ? 0 : unfetched)) * rowPx);
}

/** A space above the rows, and by how much what is seen has to be scrolled so that it is seen where it was. */
export interface Settled {
  readonly space: number;
  readonly turned: number;
}

/**
 * The space above rows that have moved, as others have come or gone above them. It gives or takes just as much: then
 * nothing that is seen has another place in the document, and the browser need not draw it again. Only where the space
 * is used up, much too large, or must not be there, all that is seen moves, and has to be scrolled by as much.
 *
 * @param space as it is, in CSS pixels
 * @param moved how far the rows have moved downwards, in CSS pixels
 */
export function settled(space: number, moved: number, side: Side, rowPx: number): Settled {
  const kept = space - moved;
  if (side.absent === 0) return { space: 0, turned: 0 - kept };
  const wanted = spaceFor(side, rowPx);
  if (kept >= 0 && kept <= 2 * wanted) return { space: kept, turned: 0 };
  // Whole pixels: a browser scrolls by no less.
  const turned = Math.round(wanted - kept);
  return { space: kept + turned, turned };
}

/**
 * The space below the rows: as it is to be so that the whole stays as high as it is, unless that is far from the right
 * one.
 */
export function settledBelow(kept: number, side: Side, rowPx: number): number {
  const wanted = spaceFor(side, rowPx);
  return kept >= wanted / 2 && kept <= 2 * wanted ? kept : wanted;
}

/** How much of a list is in the document beside what is seen, in CSS pixels. */
export interface Reach {
  /** So much is put there ahead of the reader. */
  readonly aheadPx: number;
  /** What is further behind is taken out. */
  readonly behindPx: number;
}

/** The reach at both sides of a list that is so high, where only so many rows may be in the document. */
export function reachOf(heightPx: number, rowPx: number, mostRows: number): Reach {
  // A part of them is left over, as rows are not equally high.
  const besidePx = Math.max(0, mostRows * rowPx * 0.9 - heightPx);
  const aheadPx = Math.min(1.5 * heightPx, besidePx / 2);
  return { aheadPx, behindPx: aheadPx * (4 / 3) };
}
