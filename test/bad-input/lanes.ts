/** Works through a list, several at a time; each worker has a lane to itself. */
export async function inLanes<Item, Lane>(
  items: readonly Item[],
  lanes: readonly Lane[],
  work: (item: Item, lane: Lane) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const item of rest) await work(item, lane);
    }),
  );
}
