import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newMark } from './mark.ts';
import { Unread } from './unread.ts';

test('counts what was sent as unread until a mark behind it comes back', () => {
  const unread = new Unread(100);
  unread.sent(60);
  assert.equal(unread.isMarkDue, false);
  unread.sent(60);
  assert.equal(unread.isMarkDue, true);
  const mark = 'first';
  unread.marked(mark);
  assert.equal(unread.isMarkDue, false);
  unread.sent(30);
  assert.equal(unread.bytes, 150);
  unread.cameBack(mark);
  assert.equal(unread.bytes, 30);
});

test('takes a later mark for those before it, and neither one twice nor one that it never sent', () => {
  const unread = new Unread(10);
  const marks = Array.from({ length: 3 }, () => {
    unread.sent(10);
    const mark = newMark();
    unread.marked(mark);
    return mark;
  });
  unread.cameBack('AAAAAAAA');
  assert.equal(unread.bytes, 30);
  unread.cameBack(marks[1] as string);
  assert.equal(unread.bytes, 10);
  unread.cameBack(marks[0] as string);
  unread.cameBack(marks[1] as string);
  assert.equal(unread.bytes, 10);
  unread.cameBack(marks[2] as string);
  assert.equal(unread.bytes, 0);
});

test('a client that reads and sends back each mark never has more unread than lies behind the last mark', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 })), (frames) => {
      const unread = new Unread(100);
      for (const bytes of frames) {
        unread.sent(bytes);
        if (unread.isMarkDue) {
          unread.marked('mark');
          unread.cameBack('mark');
        }
        assert.ok(unread.bytes < 100);
      }
    }),
  );
});
