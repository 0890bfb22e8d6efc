import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../base/log.ts';
import type { Room } from '../../chat/tables.ts';
import { FanOut, type Feed, type Reader, type ReadMessage, type RoomBatch } from './fan-out.ts';

const lobby: Room = { id: 1, key: 'lobby', kind: 'lobby', lastSeq: 0 };
const direct: Room = { id: 7, key: '@1.2', kind: 'direct', lastSeq: 3 };

/** A reader that writes down what it is given. */
function recorder(account: number) {
  const seqs: number[] = [];
  const entered: Feed[] = [];
  const reader: Reader = {
    account,
    receives: true,
    present: true,
    since: 0,
    reads: () => true,
    deliver: ({ messages }) => seqs.push(...messages.map(({ seq }) => seq)),
    entered: (feed) => entered.push(feed),
    presence: () => {},
  };
  return { reader, seqs, entered };
}

function messages(room: string, ...seqs: number[]): ReadMessage[] {
  return seqs.map((seq) => ({
    type: 'message',
    room,
    seq,
    mid: 'm'.repeat(22),
    from: 'ana',
    at: 0,
    kind: 'text',
    text: `${seq}`,
  }));
}

function newFanOut() {
  const encoded: number[] = [];
  const fanOut = new FanOut({
    roomById: (id) => (id === direct.id ? direct : lobby),
    encode: (batch) => {
      encoded.push(batch.length);
      return Buffer.alloc(1);
    },
    log: silentLog,
  });
  return { fanOut, encoded };
}

test('gives every live reader of a room each batch once', () => {
  const { fanOut } = newFanOut();
  const [ana, bob] = [recorder(1), recorder(2)];
  for (const { reader } of [ana, bob]) fanOut.join(reader, lobby, 0);
  fanOut.deliver(new Map([[1, messages('lobby', 1, 2)]]));
  fanOut.deliver(new Map([[1, messages('lobby', 3)]]));
  assert.deepEqual(ana.seqs, [1, 2, 3]);
  assert.deepEqual(bob.seqs, [1, 2, 3]);
});

test('encodes a batch once for all of its readers', () => {
  const { fanOut, encoded } = newFanOut();
  for (let account = 1; account <= 5; account += 1) {
    const { reader } = recorder(account);
    fanOut.join({ ...reader, deliver: (batch) => void batch.frames() }, lobby, 0);
  }
  fanOut.deliver(new Map([[1, messages('lobby', 1, 2, 3)]]));
  assert.deepEqual(encoded, [3]);
});

test('leaves out what a feed counted already when it was opened', () => {
  const { fanOut } = newFanOut();
  const { reader, seqs } = recorder(1);
  fanOut.join(reader, { ...lobby, lastSeq: 5 }, 5);
  fanOut.deliver(new Map([[1, messages('lobby', 4, 5, 6)]]));
  assert.deepEqual(seqs, [6]);
});

test('does not deliver to a reader that is behind', () => {
  const { fanOut } = newFanOut();
  const { reader, seqs } = recorder(1);
  const feed = fanOut.join(reader, { ...lobby, lastSeq: 5 }, 2);
  assert.ok(feed.behind.has(reader));
  fanOut.deliver(new Map([[1, messages('lobby', 6)]]));
  assert.deepEqual(seqs, []);
  assert.equal(feed.lastSeq, 6);
});

test('opens a direct conversation for those of the two who are here', () => {
  const { fanOut } = newFanOut();
  const [ana, cleo] = [recorder(1), recorder(3)];
  for (const { reader } of [ana, cleo]) fanOut.arrive(reader);
  fanOut.deliver(new Map([[7, messages('@1.2', 3)]]));
  assert.deepEqual(ana.seqs, [3]);
  assert.equal(ana.entered[0]?.key, '@1.2');
  assert.deepEqual(cleo.seqs, []);
  assert.deepEqual(cleo.entered, []);
});

test('counts an account as here while one of its readers is', () => {
  const { fanOut } = newFanOut();
  const [desk, phone] = [recorder(1).reader, recorder(1).reader];
  assert.equal(fanOut.arrive(desk), true);
  assert.equal(fanOut.arrive(phone), false);
  assert.equal(fanOut.depart(desk, []), false);
  assert.ok(fanOut.isOnline(1));
  assert.equal(fanOut.depart(phone, []), true);
  assert.ok(!fanOut.isOnline(1));
});

test('a reader that departed is given nothing any more', () => {
  const { fanOut } = newFanOut();
  const { reader, seqs } = recorder(1);
  const feed = fanOut.join(reader, lobby, 0);
  fanOut.depart(reader, [feed]);
  fanOut.deliver(new Map([[1, messages('lobby', 1)]]));
  assert.deepEqual(seqs, []);
});

test('cuts a large commit into buffers that fit a reader queue, in order and without loss', () => {
  const { fanOut, encoded } = newFanOut();
  const { reader, seqs } = recorder(1);
  const deliver = (batch: RoomBatch) => {
    batch.frames();
    reader.deliver(batch);
  };
  fanOut.join({ ...reader, deliver }, lobby, 0);
  const large = messages('lobby', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const text = 'x'.repeat(16 * 1024);
  fanOut.deliver(new Map([[1, large.map((message) => ({ ...message, text }))]]));
  assert.deepEqual(seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual(encoded, [3, 3, 3, 1]);
});
