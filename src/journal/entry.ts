import type { PackedProposals } from './packing.ts';

/*
 * The form in which a batch lies in the order that nodes share: JSON, so that whoever looks at the stream can read it.
 * The first three fields keep their meaning for good: by them a program knows entries of later versions.
 */

/** A batch of one node, as all nodes read it. */
export interface OrderEntry {
  /** The version of the rules under which its proposals were made. */
  readonly rulesVersion: number;
  /** The run of a node that it comes from, 16 random bytes in base64url. */
  readonly writer: string;
  /** Counts up by one with each batch of the writer, from 1. */
  readonly number: number;
  readonly proposals: PackedProposals<ArrayLike<number>>;
}

/** Writes an entry; `readEntry` gives an equal one. */
export function writeEntry({ rulesVersion, writer, number, proposals }: OrderEntry): Uint8Array {
  const { numbers, mids, contents, others } = proposals;
  const packed = { numbers: Array.from(numbers), mids, contents, others };
  return Buffer.from(JSON.stringify({ rules: rulesVersion, writer, number, ...packed }));
}

/** An entry of another version of the rules, of which nothing else is known. */
export type UnknownEntry = Pick<OrderEntry, 'rulesVersion'> & { readonly proposals: undefined };

/**
 * Reads an entry; one of other rules as no more than that.
 *
 * @param knownRules the version of the rules whose entries are read whole
 * @throws Error when it is none
 */
export function readEntry(bytes: Uint8Array, knownRules: number): OrderEntry | UnknownEntry {
  const buffer =
    bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString();
  const { rules, writer, number, numbers, mids, contents, others } = JSON.parse(text);
  if (!Number.isSafeInteger(rules)) throw new Error('it has no version of the rules');
  if (rules !== knownRules) return { rulesVersion: rules, proposals: undefined };
  if (typeof writer !== 'string' || !Number.isSafeInteger(number)) {
    throw new Error('it does not say whose it is');
  }
  if (!Array.isArray(numbers) || !Array.isArray(mids) || !Array.isArray(others)) {
    throw new Error('it holds no proposals');
  }
  const proposals = { numbers, mids, contents: String(contents), others };
  return { rulesVersion: rules, writer, number, proposals };
}
