/** Parts of a subject are parted by this. */
const dot = 0x2e;
const zero = 0x30;
/** The place is this part of a subject that has so many, counted from 0. */
const placeAmong = new Map([
  [9, 5],
  [11, 7],
  [12, 7],
]);

/**
 * The place in its stream of a message that a consumer brings, read from the subject that acknowledges it (ADR-15 of
 * NATS): `$JS.ACK.<stream>.<consumer>.<delivered>.<place>.<delivery>.<time>.<pending>`, or with domain and account behind
 * `ACK`, and perhaps a random part at the end.
 *
 * @returns undefined when it is none of these
 */
export function streamSequence(subject: string): number | undefined {
  if (!subject.startsWith('$JS.ACK.')) return undefined;
  let parts = 1;
  for (let at = 0; at < subject.length; at += 1) if (subject.charCodeAt(at) === dot) parts += 1;
  const place = placeAmong.get(parts);
  if (place === undefined) return undefined;
  let at = 0;
  for (let left = place; left > 0; at += 1) if (subject.charCodeAt(at) === dot) left -= 1;
  const begin = at;
  let sequence = 0;
  for (; subject.charCodeAt(at) !== dot; at += 1) {
    const digit = subject.charCodeAt(at) - zero;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    sequence = sequence * 10 + digit;
  }
  return at > begin ? sequence : undefined;
}
