import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as der from './der.ts';

/** Encodings that X.690 and "A Layman's Guide to a Subset of ASN.1, BER, and DER" give, and those at the bounds. */
const known: readonly (readonly [string, Buffer, string])[] = [
  ['0', der.unsigned(Uint8Array.of(0)), '020100'],
  ['127', der.unsigned(Uint8Array.of(127)), '02017f'],
  ['128', der.unsigned(Uint8Array.of(128)), '02020080'],
  ['256, with zeros before it', der.unsigned(Uint8Array.of(0, 0, 1, 0)), '02020100'],
  ['1.2.840.113549', der.objectIdentifier('1.2.840.113549'), '06062a864886f70d'],
  ['2.5.4.3', der.objectIdentifier('2.5.4.3'), '0603550403'],
  ['2.999.3', der.objectIdentifier('2.999.3'), '0603883703'],
  ['011011100101110111', der.bitString(Uint8Array.of(0x6e, 0x5d, 0xc0), 6), '0304066e5dc0'],
  ['bytes', der.octetString(Uint8Array.of(1, 0x23, 0x45)), '0403012345'],
  ['text', der.utf8String('é'), '0c02c3a9'],
  ['true', der.trueValue(), '0101ff'],
  ['a set', der.setOf(der.trueValue()), '31030101ff'],
  ['[0] true', der.explicit(0, der.trueValue()), 'a0030101ff'],
  ['an empty sequence', der.sequence(), '3000'],
  ['2049', der.time(new Date('2049-12-31T23:59:59.999Z')), `170d${hex('491231235959Z')}`],
  ['2050', der.time(new Date('2050-01-01T00:00:00Z')), `180f${hex('20500101000000Z')}`],
];

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}

test('values are encoded as the standard says', () => {
  assert.deepEqual(
    known.map(([what, bytes]) => [what, bytes.toString('hex')]),
    known.map(([what, , expected]) => [what, expected]),
  );
});

test('a length takes one byte up to 127, and then as many as it needs', () => {
  const headOf = (length: number) => {
    const encoded = der.octetString(new Uint8Array(length));
    return encoded.subarray(0, encoded.length - length).toString('hex');
  };
  assert.deepEqual([0, 127, 128, 255, 256, 65_536].map(headOf), [
    '0400',
    '047f',
    '048180',
    '0481ff',
    '04820100',
    '0483010000',
  ]);
});
