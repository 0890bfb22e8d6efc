/** The last of some texts: as many as may be kept, and as much of them together. The last one stays in any case. */
export function bounded<Item>(
  items: readonly Item[],
  { count, length }: { readonly count: number; readonly length: number },
  lengthOf: (item: Item) => number,
): readonly Item[] {
  let total = 0;
  let first = items.length;
  while (first > 0 && items.length - first < count) {
    total += lengthOf(items[first - 1] as Item);
    if (total > length && first < items.length) break;
    first -= 1;
  }
  return first === 0 ? items : items.slice(first);
}
