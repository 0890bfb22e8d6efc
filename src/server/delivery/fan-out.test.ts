import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleMembership, exampleRoom } from '../../chat/tables.suite.ts';
import { headerBytes } from '../../wire/frame.ts';
import { limits } from '../../words/limits.ts';
import { type Entry, readRuns } from '../../words/runs.ts';
import { FanOut } from './fan-out.ts';
import { recorder } from './reader.fixture.ts';
import type { RoomBatch } from './reader.ts';
import { Readers } from './readers.ts';
import { RoomFactsCache } from './room-facts.ts';

const lobby = exampleRoom();
const direct = exampleRoom({ id: 7, key: 'ana-and-bob' });

const readerQueueBytes = 256 * 1_024;

function entries(...seqs: number[]): Entry[] {
  return seqs.map((seq) => {
    const content = `{"kind":"text","text":"${seq}"}`;
    return { seq, mid: 'm'.repeat(22), from: 'ana', at: 0, content, of: 0 };
  });
}

function newFanOut() {
  const rooms = new RoomFactsCache({
    room: (id) => (id === direct.id ? direct : lobby),
    membersOf: () => [1, 2].map((account) => exampleMembership({ account })),
  });
  const readers = new Readers();
  return { readers, fanOut: new FanOut(readers, rooms, readerQueueBytes) };
}

test('gives every live reader of a room each batch once', () => {
  const { fanOut } = newFanOut();
  const [ana, bob] = [recorder(1), recorder(2)];
  for (const { reader } of [ana, bob]) fanOut.enter(reader, lobby, 0);
  fanOut.deliver(new Map([[1, entries(1, 2)]]));
  fanOut.deliver(new Map([[1, entries(3)]]));
  assert.deepEqual(ana.seqs, [1, 2, 3]);
  assert.deepEqual(bob.seqs, [1, 2, 3]);
});

test('encodes a batch once for all of its readers, as one message', () => {
  const { fanOut } = newFanOut();
  const frames = new Set<Buffer>();
  for (let account = 1; account <= 5; account += 1) {
    const { reader } = recorder(account);
    fanOut.enter({ ...reader, deliver: (batch) => frames.add(batch.frames) }, lobby, 0);
  }
  fanOut.deliver(new Map([[1, entries(1, 2, 3)]]));
  const [frame] = frames;
  assert.equal(frames.size, 1);
  const { type, room, first, runs } = JSON.parse(String(frame?.subarray(headerBytes)));
  assert.deepEqual([type, room, first], ['entries', 'lobby', 1]);
  assert.deepEqual(
    Array.from(readRuns(first, runs), ({ seq }) => seq),
    [1, 2, 3],
  );
});

test('leaves out what a feed counted already when it was opened', () => {
  const { fanOut } = newFanOut();
  const { reader, seqs } = recorder(1);
  fanOut.enter(reader, { ...lobby, lastSeq: 5 }, 5);
  fanOut.deliver(new Map([[1, entries(4, 5, 6)]]));
  assert.deepEqual(seqs, [6]);
});

test('does not deliver to a reader that is behind', () => {
  const { fanOut } = newFanOut();
  const { reader, seqs } = recorder(1);
  const feed = fanOut.enter(reader, { ...lobby, lastSeq: 5 }, 2);
  assert.ok(feed.behind.has(reader));
  fanOut.deliver(new Map([[1, entries(6)]]));
  assert.deepEqual(seqs, []);
  assert.equal(feed.lastSeq, 6);
});

test('a conversation that begins is entered by those of its members who are here', () => {
  const { fanOut, readers } = newFanOut();
  const [ana, cleo] = [recorder(1), recorder(3)];
  for (const { reader } of [ana, cleo]) readers.arrive(reader);
  fanOut.begin(direct.id);
  fanOut.deliver(new Map([[direct.id, entries(1)]]));
  assert.deepEqual(ana.seqs, [1]);
  assert.deepEqual(
    ana.entered.map(({ feed, after }) => [feed.key, after]),
    [['ana-and-bob', 0]],
  );
  assert.deepEqual(cleo.seqs, []);
  assert.deepEqual(cleo.entered, []);
});

test('a conversation that somebody found before it was told of is entered by the others all the same', () => {
  const { fanOut, readers } = newFanOut();
  const [desk, bob] = [recorder(1), recorder(2)];
  for (const { reader } of [desk, bob]) readers.arrive(reader);
  // A device that comes when the first two entries are stored, and not told of yet.
  const phone = recorder(1);
  readers.arrive(phone.reader);
  const feed = fanOut.enter(phone.reader, { ...direct, lastSeq: 2 }, 2);
  fanOut.begin(direct.id);
  fanOut.deliver(new Map([[direct.id, entries(1, 2, 3)]]));
  assert.deepEqual(phone.entered, []);
  assert.deepEqual(phone.seqs, [3]);
  for (const { entered, reader } of [desk, bob]) {
    assert.deepEqual(entered, [{ feed, after: 0 }]);
    assert.ok(feed.behind.has(reader), 'the entries before are fed from the store');
  }
});

test('a conversation is not entered by a reader whose grant does not name it', () => {
  const { fanOut, readers } = newFanOut();
  const { reader, entered } = recorder(1);
  readers.arrive({ ...reader, reads: () => false });
  fanOut.begin(direct.id);
  assert.deepEqual(entered, []);
});

test('a reader that left a room is given nothing of it any more, and the others go on', () => {
  const { fanOut } = newFanOut();
  const [ana, bob] = [recorder(1), recorder(2)];
  const feed = fanOut.enter(ana.reader, lobby, 0);
  fanOut.enter(bob.reader, lobby, 0);
  fanOut.leave(ana.reader, feed);
  fanOut.deliver(new Map([[1, entries(1)]]));
  assert.deepEqual([ana.seqs, bob.seqs], [[], [1]]);
  fanOut.leave(bob.reader, feed);
  assert.notEqual(fanOut.enter(ana.reader, { ...lobby, lastSeq: 1 }, 1), feed, 'it was let go');
});

/** The payload of the frame that begins there. */
function payloadAt(frames: Buffer, at: number): Buffer {
  return frames.subarray(at + headerBytes, at + headerBytes + frames.readUInt32BE(at));
}

test('cuts a large commit into frames that a client takes, in order and without loss', () => {
  const { fanOut } = newFanOut();
  const { reader, seqs } = recorder(1);
  const payloads: number[] = [];
  const deliver = (batch: RoomBatch) => {
    const { frames, frameCount } = batch;
    let at = 0;
    for (let index = 0; index < frameCount; index += 1) {
      const message = payloadAt(frames, at);
      if (JSON.parse(String(message)).type === 'entries') payloads.push(message.length);
      at += headerBytes + message.length;
    }
    assert.equal(at, frames.length);
    reader.deliver(batch);
  };
  fanOut.enter({ ...reader, deliver }, lobby, 0);
  const text = (length: number) =>
    JSON.stringify({ kind: 'announcement', text: 'x'.repeat(length) });
  const large = entries(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).map((entry) => {
    return { ...entry, content: text(16 * 1024) };
  });
  const largest = {
    ...entries(11)[0],
    at: 8.64e15,
    of: 10,
    content: text(limits.textJsonBytes - 2),
  };
  fanOut.deliver(new Map([[1, [...large, largest as Entry, ...entries(12)]]]));
  assert.deepEqual(seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  assert.equal(payloads.length, 6);
  for (const payload of payloads) assert.ok(payload <= limits.frameBytes, `${payload} bytes`);
});

test('puts a mark behind the entries of a room after so many bytes, the same for all readers', () => {
  const { fanOut } = newFanOut();
  const marked: (readonly [number, string])[][] = [[], []];
  for (const [index, marks] of marked.entries()) {
    const { reader } = recorder(index + 1);
    const deliver = ({ first, mark, frames }: RoomBatch) => {
      const ping = frames.subarray(frames.readUInt32BE() + headerBytes);
      if (mark === undefined) assert.equal(ping.length, 0);
      else {
        assert.deepEqual(JSON.parse(String(ping.subarray(headerBytes))), { type: 'ping', mark });
        marks.push([first, mark]);
      }
    };
    fanOut.enter({ ...reader, deliver }, lobby, 0);
  }
  const content = JSON.stringify({ kind: 'text', text: 'x'.repeat(10_000) });
  for (let seq = 1; seq <= 25; seq += 1) {
    fanOut.deliver(new Map([[1, [{ ...(entries(seq)[0] as Entry), content }]]]));
  }
  assert.deepEqual(
    marked[0]?.map(([first]) => first),
    [10, 20],
    'every 96 KiB',
  );
  assert.deepEqual(marked[0], marked[1]);
});
