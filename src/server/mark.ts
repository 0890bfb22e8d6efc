import { randomFillSync } from 'node:crypto';

/*
 * Marks in the stream of messages to a client: each is a ping, which comes back when all before it was read. Every
 * reader of a room can be sent the same one, so that it costs no more than its bytes.
 */

/** Random bytes of a mark: too many to guess, so that it is sent back only by who has read it. */
const markBytes = 6;

/** Random bytes for the next marks: the generator takes as long for one mark as for all of these. */
const randomness = Buffer.alloc(512 * markBytes);
let usedBytes = randomness.length;

/** A mark that nobody has seen. */
export function newMark(): string {
  if (usedBytes === randomness.length) {
    randomFillSync(randomness);
    usedBytes = 0;
  }
  usedBytes += markBytes;
  return randomness.toString('base64url', usedBytes - markBytes, usedBytes);
}

/** The places of marks, in bytes sent, where a client may leave `maxBytes` unread. */
export function markPlaces(maxBytes: number) {
  return {
    /** A room's entries have a mark, the same for all who read them, after so many bytes. */
    sharedEveryBytes: (maxBytes * 3) / 8,
    /** A connection that came by no mark in so many bytes gets one of its own. */
    ownEveryBytes: maxBytes / 2,
    /** So many unread bytes are more than what may have no mark behind it and one page from the store. */
    overdueBytes: (maxBytes * 3) / 4,
  };
}
