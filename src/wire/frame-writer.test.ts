import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeFrame } from './frame.ts';
import { FrameWriter } from './frame-writer.ts';

const integer = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 9, 10, 99, 100, 2 ** 31, 10 ** 8 - 1, 10 ** 8, 10 ** 8 + 1, 10 ** 15),
  fc.constant(Number.MAX_SAFE_INTEGER),
);
const ascii = fc.string({ unit: 'binary-ascii' });
const whole = fc.string({ unit: 'grapheme', minLength: 1 });
const frame = fc.oneof(whole, fc.array(fc.oneof(integer, ascii), { minLength: 1 }));

test('writes pieces and whole texts into frames like those of their texts', () => {
  const writer = new FrameWriter();
  fc.assert(
    fc.property(fc.array(frame), (frames) => {
      const written = frames.filter((one) => typeof one === 'string' || one.join('') !== '');
      for (const one of written) {
        if (typeof one === 'string') writer.frame(one);
        else {
          writer.begin();
          for (const piece of one) {
            if (typeof piece === 'string') writer.ascii(piece);
            else writer.integer(piece);
          }
          writer.end();
        }
      }
      assert.equal(writer.count, written.length);
      const texts = written.map((one) => (typeof one === 'string' ? one : one.join('')));
      assert.ok(writer.take().equals(Buffer.concat(texts.map(encodeFrame))));
      assert.deepEqual([writer.count, writer.take().length], [0, 0]);
    }),
  );
});

test('frames that were taken are not written to again', () => {
  const writer = new FrameWriter();
  writer.frame('first');
  const first = writer.take();
  writer.frame('other');
  writer.take();
  assert.ok(first.equals(encodeFrame('first')));
});
