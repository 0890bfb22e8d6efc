import type { Acknowledged, DeviceReport, LoadReport, Placed, Sent } from './load-report.ts';

/**
 * Holds what clients said and were told against what the store has, message by message. Returns what
 * is wrong, in words; an empty list is the promise kept.
 *
 * @param stored all messages of the store, in the order of their rooms
 */
export function violations(report: LoadReport, stored: readonly Placed[]): string[] {
  return [
    ...report.troubles,
    ...checkPlaces(stored),
    ...checkContents(report.sent, stored),
    ...checkAcknowledgements(report, stored),
    ...checkOrderOfSenders(report.sent, stored),
    ...report.devices.flatMap((device) => checkReader(device, report, stored)),
  ];
}

/** Every room counts 1, 2, 3 ... without holes. */
function checkPlaces(stored: readonly Placed[]): string[] {
  return [...groupBy(stored, ({ room }) => room)].flatMap(([room, messages]) => {
    const seqs = messages.map(({ seq }) => seq);
    return firstDifference(`the places of ${room} in the store`, range(seqs.length), seqs);
  });
}

/** Every stored message was said, once, in these words, by this person; and every message that was said is stored. */
function checkContents(sent: readonly Sent[], stored: readonly Placed[]): string[] {
  const said = sent.map(({ by, mid, text }) => `${by} ${mid} ${text}`).sort();
  const kept = stored.map(({ from, mid, text }) => `${from} ${mid} ${text}`).sort();
  return firstDifference('what was said and is stored, sorted', said, kept);
}

/** Every acknowledgement names the place where the message is, and there is one for each. */
function checkAcknowledgements(
  { sent, acknowledged }: LoadReport,
  stored: readonly Placed[],
): string[] {
  const atPlace = new Map(stored.map((message) => [placeOf(message), message]));
  const wrong = acknowledged.filter((acknowledgement) => {
    const found = atPlace.get(placeOf(acknowledgement));
    return found?.mid !== acknowledgement.mid || found.from !== acknowledgement.by;
  });
  const said = sent.map(({ mid }) => mid).sort();
  const answered = acknowledged.map(({ mid }) => mid).sort();
  return [
    ...wrong.map((one) => `acknowledged and not at its place: ${one.mid} at ${placeOf(one)}`),
    ...firstDifference('what was said and is acknowledged, sorted', said, answered),
  ];
}

/** In each conversation a sender's messages stand in the order in which they were said, on each device. */
function checkOrderOfSenders(sent: readonly Sent[], stored: readonly Placed[]): string[] {
  const whatOf = new Map(
    sent.map(({ by, device = '', to, mid }) => [mid, `what ${by} said to ${to} ${device}`.trim()]),
  );
  const said = groupBy(sent, ({ mid }) => whatOf.get(mid) as string);
  const kept = groupBy(stored, ({ mid }) => whatOf.get(mid) ?? 'what nobody said');
  return [...said].flatMap(([what, messages]) => {
    const rooms = new Set(kept.get(what)?.map(({ room }) => room));
    return [
      ...(rooms.size === 1 ? [] : [`${what} is in ${rooms.size} rooms`]),
      ...firstDifference(`the order of ${what}`, messages.map(midOf), kept.get(what)?.map(midOf)),
    ];
  });
}

/** A reader has seen every message of its rooms from where it came in, once, in the order of the store, word for word. */
function checkReader(
  { name, device, from, seen }: DeviceReport,
  { sent }: LoadReport,
  stored: readonly Placed[],
): string[] {
  const isFor = ({ by, to }: Sent) => to === 'lobby' || by === name || to === name;
  const mids = new Set(sent.filter(isFor).map(midOf));
  const due = groupBy(
    stored.filter(({ room, seq, mid }) => mids.has(mid) && seq > (from?.get(room) ?? 0)),
    ({ room }) => room,
  );
  const shown = groupBy(seen, ({ room }) => room);
  return [...new Set([...due.keys(), ...shown.keys()])].flatMap((room) =>
    firstDifference(
      `what ${name} saw of ${room} on the ${device}`,
      due.get(room)?.map(wordsOf),
      shown.get(room)?.map(wordsOf),
    ),
  );
}

function placeOf({ room, seq }: Placed | Acknowledged): string {
  return `${room} ${seq}`;
}

function midOf({ mid }: Sent | Placed): string {
  return mid;
}

function wordsOf({ seq, from, mid, text }: Placed): string {
  return `${seq} ${from} ${mid} ${text}`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(items, keyOf);
}

/** Compares two lists; says where they first differ. */
function firstDifference<Item>(
  what: string,
  expected: readonly Item[] = [],
  found: readonly Item[] = [],
): string[] {
  const length = Math.max(expected.length, found.length);
  for (let index = 0; index < length; index += 1) {
    if (expected[index] === found[index]) continue;
    const sizes = `${expected.length} expected, ${found.length} found`;
    return [`${what} (${sizes}): ${shown(found[index])} where ${shown(expected[index])} was due`];
  }
  return [];
}

function shown(item: unknown): string {
  return item === undefined ? 'nothing' : `"${String(item).slice(0, 80)}"`;
}
