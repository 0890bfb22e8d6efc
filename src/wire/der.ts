/*
 * The Distinguished Encoding Rules (ITU-T X.690, section 10), as far as a certificate takes them: each function
 * gives the encoding of one value. Nothing is read here; Node reads certificates.
 */

/** Tags of the universal types (X.680, section 8.6), those of structures with the bit for that. */
const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Values one after the other. */
export function sequence(...values: readonly Uint8Array[]): Buffer {
  return encode(tags.sequence, values);
}

/** A set of one value: more would have to be sorted. */
export function setOf(value: Uint8Array): Buffer {
  return encode(tags.set, [value]);
}

/** A value under a tag of its context, from 0 to 30, around its own. */
export function explicit(tag: number, value: Uint8Array): Buffer {
  return encode(0xa0 | tag, [value]);
}

/** `true`; `false` is a default everywhere, and left out. */
export function trueValue(): Buffer {
  return encode(tags.boolean, [Uint8Array.of(0xff)]);
}

/** A whole number that is not negative, given by its bytes, the highest first. */
export function unsigned(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  // A first bit of 1 would say that the number is negative.
  const sign = (digits[0] as number) >= 0x80 ? [Uint8Array.of(0)] : [];
  return encode(tags.integer, [...sign, digits]);
}

/** Bits, of which the last `unused` of the last byte, which are 0, do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return encode(tags.bitString, [Uint8Array.of(unused), bytes]);
}

/** Bytes. */
export function octetString(bytes: Uint8Array): Buffer {
  return encode(tags.octetString, [bytes]);
}

/** Text. */
export function utf8String(text: string): Buffer {
  return encode(tags.utf8String, [Buffer.from(text)]);
}

/** An object identifier, from its text: `2.5.4.3`. */
export function objectIdentifier(text: string): Buffer {
  const [root = 0, second = 0, ...rest] = text.split('.').map(Number);
  return encode(tags.objectIdentifier, [
    Uint8Array.from([40 * root + second, ...rest].flatMap(base128)),
  ]);
}

/**
 * A moment of a certificate's validity, to the second: with a year of two digits before 2050, of four from there on
 * (RFC 5280, section 4.1.2.5).
 */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().replace(/\.\d+|[-:T]/g, '')}`;
  return moment.getUTCFullYear() < 2050
    ? encode(tags.utcTime, [Buffer.from(digits.slice(2))])
    : encode(tags.generalizedTime, [Buffer.from(digits)]);
}

function encode(tag: number, contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag), lengthOf(content.length), content]);
}

/** Up to 127 one byte; otherwise the number of its bytes, and they. */
function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from([0x80 | bytes.length, ...bytes]);
}

/** Seven bits a byte, the highest first; all bytes but the last have the eighth. */
function base128(number: number): number[] {
  const bytes = [number % 128];
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest % 128) | 0x80);
  }
  return bytes;
}
