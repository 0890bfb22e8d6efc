/* Where the rows of messages are in the document, and which of them are seen. */

/** A row, and how far its top is below that of all that is scrolled, in CSS pixels. */
export interface Anchor {
  readonly key: number;
  readonly place: number;
}

export function rowOf(box: HTMLElement, key: number): HTMLElement | null {
  return box.querySelector<HTMLElement>(`[data-key="${key}"]`);
}

/** All rows, in their order; those of pending messages are none. */
export function rowsIn(box: HTMLElement): NodeListOf<HTMLElement> {
  return box.querySelectorAll<HTMLElement>('[data-key]');
}

/** The place of the first row that reaches below a height of the window, in CSS pixels. */
export function placeBelow(rows: NodeListOf<HTMLElement>, height: number): number {
  let [first, end] = [0, rows.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((rows[middle] as HTMLElement).getBoundingClientRect().bottom > height) end = middle;
    else first = middle + 1;
  }
  return first;
}

/** How far the top of a row is below that of all that is scrolled, in CSS pixels. */
export function placeOf(box: HTMLElement, row: HTMLElement): number {
  return row.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
}

/** The first row that is seen; the last one where all are above. */
export function anchorIn(box: HTMLElement): Anchor | undefined {
  const rows = rowsIn(box);
  const place = placeBelow(rows, box.getBoundingClientRect().top);
  const row = rows[Math.min(place, rows.length - 1)];
  return row && { key: Number(row.dataset.key), place: placeOf(box, row) };
}

/** The key of the row that something lies in. */
export function keyAt(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;
  return row === null ? undefined : Number(row.dataset.key);
}

/** Whether the person holds a row: by a selection, or by the focus. */
export function isHolding(): boolean {
  const isSelecting = document.getSelection()?.isCollapsed === false;
  return isSelecting || keyAt(document.activeElement) !== undefined;
}

export function focusRow(box: HTMLElement, key: number): void {
  rowOf(box, key)?.querySelector<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true });
}
