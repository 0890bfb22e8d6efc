import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { PartylineError } from '../base/errors.ts';
import { encodeFrame, FrameDecoder, headerBytes } from './frame.ts';

interface Vectors {
  frames: { name: string; text: string; hex: string }[];
  streams: { name: string; maxBytes: number; hex: string; texts: string[]; partial: boolean }[];
  refused: { name: string; maxBytes: number; hex: string; texts: string[]; code: string }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../test/vectors/frames.json', import.meta.url), 'utf8'),
);

/** The output of a decoder for its bytes. */
interface Outcome {
  payloads: string[];
  error?: string;
  partial?: boolean;
}

/** Feeds chunks as a socket would; payloads in hexadecimal. */
function decode(chunks: Buffer[], maxBytes: number): Outcome {
  const decoder = new FrameDecoder(maxBytes);
  const payloads: string[] = [];
  try {
    for (const chunk of chunks) {
      decoder.push(chunk);
      for (let payload = decoder.next(); payload; payload = decoder.next()) {
        payloads.push(payload.toString('hex'));
      }
    }
  } catch (error) {
    assert(error instanceof PartylineError);
    return { payloads, error: error.code };
  }
  return { payloads, partial: decoder.partial };
}

/** The same by the plainest means: all bytes at once, cut by slices. */
function decodeNaively(bytes: Buffer, maxBytes: number): Outcome {
  const payloads: string[] = [];
  let rest = bytes;
  while (rest.length >= 4) {
    const length = Number(`0x${rest.subarray(0, 4).toString('hex')}`);
    if (length === 0) return { payloads, error: 'frame.invalid' };
    if (length > maxBytes) return { payloads, error: 'frame.too-large' };
    if (rest.length < 4 + length) break;
    payloads.push(rest.subarray(4, 4 + length).toString('hex'));
    rest = rest.subarray(4 + length);
  }
  return { payloads, partial: rest.length > 0 };
}

function cut(bytes: Buffer, cuts: number[]): Buffer[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...places].map((start, index) => Buffer.from(bytes.subarray(start, places[index])));
}

function oneByOne(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (byte) => Buffer.from([byte]));
}

const hexOf = (text: string) => Buffer.from(text).toString('hex');
const cuts = fc.array(fc.nat(), { maxLength: 40 });
const texts = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), {
  maxLength: 12,
});

for (const { name, text, hex } of vectors.frames) {
  test(`vector: encodes and decodes ${name}`, () => {
    assert.equal(encodeFrame(text).toString('hex'), hex);
    const outcome = decode([Buffer.from(hex, 'hex')], 1024);
    assert.deepEqual(outcome, { payloads: [hexOf(text)], partial: false });
  });
}

for (const { name, maxBytes, hex, texts, partial } of vectors.streams) {
  test(`vector: reads ${name}, whole and byte by byte`, () => {
    const bytes = Buffer.from(hex, 'hex');
    const expected = { payloads: texts.map(hexOf), partial };
    assert.deepEqual(decode([bytes], maxBytes), expected);
    assert.deepEqual(decode(oneByOne(bytes), maxBytes), expected);
  });
}

for (const { name, maxBytes, hex, texts, code } of vectors.refused) {
  test(`vector: refuses ${name}, whole and byte by byte`, () => {
    const bytes = Buffer.from(hex, 'hex');
    const expected = { payloads: texts.map(hexOf), error: code };
    assert.deepEqual(decode([bytes], maxBytes), expected);
    assert.deepEqual(decode(oneByOne(bytes), maxBytes), expected);
  });
}

test('gives the same payloads however a stream of frames is chunked', () => {
  fc.assert(
    fc.property(texts, cuts, (texts, cuts) => {
      const stream = Buffer.concat(texts.map(encodeFrame));
      const expected = { payloads: texts.map(hexOf), partial: false };
      assert.deepEqual(decode(cut(stream, cuts), 2_000), expected);
      assert.deepEqual(decode([stream], 2_000), expected);
    }),
  );
});

test('gives the same payloads one byte at a time', () => {
  fc.assert(
    fc.property(texts, (texts) => {
      const stream = Buffer.concat(texts.map(encodeFrame));
      assert.deepEqual(decode(oneByOne(stream), 2_000).payloads, texts.map(hexOf));
    }),
    { numRuns: 30 },
  );
});

test('makes of any bytes what a naive decoder makes of them', () => {
  const frame = fc
    .tuple(fc.nat({ max: 24 }), fc.uint8Array({ maxLength: 24 }))
    .map(([length, payload]) => Buffer.concat([Buffer.from([0, 0, 0, length]), payload]));
  const honest = fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map((payload) => Buffer.concat([Buffer.from([0, 0, 0, payload.length]), payload]));
  const noise = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes));
  const mixture = fc.array(
    fc.oneof({ weight: 6, arbitrary: honest }, { weight: 1, arbitrary: frame }, noise),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(mixture, cuts, (parts, cuts) => {
      const bytes = Buffer.concat(parts);
      assert.deepEqual(decode(cut(bytes, cuts), 20), decodeNaively(bytes, 20));
    }),
    { numRuns: 1_000 },
  );
});

for (const length of [1, 2, 124, 125, 126, 127, 128, 255, 256, 65_534, 65_535, 65_536]) {
  test(`carries a payload of ${length} bytes, whole, in pieces and after another`, () => {
    const frame = encodeFrame('x'.repeat(length));
    assert.equal(frame.length, headerBytes + length);
    assert.equal(frame.readUInt32BE(0), length);
    const payload = frame.subarray(headerBytes).toString('hex');
    const pieces = cut(frame, [1, 3, 4, 5, length, length + 3]);
    assert.deepEqual(decode([frame], 65_536), { payloads: [payload], partial: false });
    assert.deepEqual(decode(pieces, 65_536), { payloads: [payload], partial: false });
    const twice = Buffer.concat([frame, frame]);
    assert.deepEqual(decode([twice], 65_536).payloads, [payload, payload]);
  });
}

test('accepts the limit and refuses one byte more at its header, before any payload came', () => {
  for (const limit of [1, 125, 4_096, 65_536]) {
    assert.deepEqual(decode([encodeFrame('x'.repeat(limit))], limit).payloads.length, 1);
    const header = encodeFrame('x'.repeat(limit + 1)).subarray(0, headerBytes);
    assert.deepEqual(decode([header], limit), { payloads: [], error: 'frame.too-large' });
    assert.deepEqual(decode(oneByOne(header), limit), { payloads: [], error: 'frame.too-large' });
  }
});

test('goes on refusing what stands behind a bad header', () => {
  const decoder = new FrameDecoder(4);
  decoder.push(Buffer.from('00000005', 'hex'));
  assert.throws(() => decoder.next(), { code: 'frame.too-large' });
  decoder.push(encodeFrame('a'));
  assert.throws(() => decoder.next(), { code: 'frame.too-large' });
});

test('takes a limit that is raised between two frames', () => {
  const decoder = new FrameDecoder(1);
  decoder.push(Buffer.concat([encodeFrame('a'), encodeFrame('bb')]));
  assert.equal(decoder.next()?.toString(), 'a');
  decoder.maxBytes = 2;
  assert.equal(decoder.next()?.toString(), 'bb');
});

test('keeps the order when bytes are pushed before the earlier ones were read', () => {
  fc.assert(
    fc.property(texts, cuts, (texts, cuts) => {
      const decoder = new FrameDecoder(2_000);
      for (const chunk of cut(Buffer.concat(texts.map(encodeFrame)), cuts)) decoder.push(chunk);
      assert.deepEqual(
        texts.map(() => decoder.next()?.toString()),
        texts,
      );
      assert.equal(decoder.next(), undefined);
    }),
  );
});

test('does not copy a frame that lies whole in one chunk', () => {
  const chunk = Buffer.concat([encodeFrame('one'), encodeFrame('two')]);
  const decoder = new FrameDecoder(16);
  decoder.push(chunk);
  assert.equal(decoder.next()?.buffer, chunk.buffer);
  assert.equal(decoder.next()?.byteOffset, chunk.byteOffset + 11);
});

test('keeps no view of a chunk of which only the beginning of a frame is left', () => {
  const decoder = new FrameDecoder(1_000);
  const chunk = Buffer.concat([encodeFrame('one'), encodeFrame('two').subarray(0, 5)]);
  decoder.push(chunk);
  assert.equal(decoder.next()?.toString(), 'one');
  assert.equal(decoder.next(), undefined);
  chunk.fill(0xff);
  decoder.push(Buffer.from('wo'));
  assert.equal(decoder.next()?.toString(), 'two');
});

test('does not write into a payload that was given out', () => {
  const decoder = new FrameDecoder(1_000);
  const payloads: Buffer[] = [];
  for (const byte of oneByOne(Buffer.concat(['aa', 'bb', 'cc'].map(encodeFrame)))) {
    decoder.push(byte);
    const payload = decoder.next();
    if (payload !== undefined) payloads.push(payload);
  }
  assert.deepEqual(payloads.map(String), ['aa', 'bb', 'cc']);
});

test('reads a large frame in many pieces in linear time', () => {
  const frame = encodeFrame('x'.repeat(16 * 1024 * 1024));
  const decoder = new FrameDecoder(frame.length);
  const before = process.threadCpuUsage();
  for (let at = 0; decoder.next() === undefined; at += 64) {
    assert.ok(at < frame.length);
    decoder.push(frame.subarray(at, at + 64));
  }
  assert.equal(decoder.partial, false);
  // To copy all that there is with each piece would be to copy two terabytes, which takes minutes.
  assert.ok(process.threadCpuUsage(before).user < 10_000_000);
});

test('refuses to encode an empty text', () => {
  assert.throws(() => encodeFrame(''), { code: 'frame.invalid' });
});

test('refuses to encode a lone surrogate, which UTF-8 cannot carry', () => {
  assert.throws(() => encodeFrame('a\ud800b'), { code: 'frame.invalid' });
});
