import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Accepted, Outcome } from '../../chat/proposals.ts';
import type { RoomOutcome } from '../../chat/room-entries.ts';
import { exampleMembership, exampleRoom } from '../../chat/tables.suite.ts';
import type { Committed, Journal } from '../../journal/journal.ts';
import { FanOut } from './fan-out.ts';
import { Posts } from './posts.ts';
import { recorder } from './reader.fixture.ts';
import { Readers } from './readers.ts';
import { RoomFactsCache } from './room-facts.ts';

const lobby = exampleRoom();

test('gives those who come into a room that nobody reads what is said after them in the same batch', () => {
  const readers = new Readers();
  const rooms = new RoomFactsCache({
    room: () => lobby,
    membersOf: () => [exampleMembership({ account: 2 })],
  });
  const fanOut = new FanOut(readers, rooms, 256 * 1_024);
  const posts = new Posts({
    journal: {} as Journal,
    fanOut,
    readers,
    rooms,
    nameOf: (account) => `n${account}`,
  });
  const bob = recorder(2);
  readers.arrive(bob.reader);

  posts.committed(batchOf(said(1), said(2)));
  posts.committed(batchOf(said(3), joined(4), said(5)));
  posts.committed(batchOf(said(6)));
  assert.deepEqual(
    bob.entered.map(({ after }) => after),
    [3],
  );
  assert.deepEqual(bob.seqs, [4, 5, 6]);
});

/** A proposal with its outcome. */
type Decided = readonly [Committed['proposals'][number], Outcome];

function batchOf(...decided: readonly Decided[]): Committed {
  const proposals = decided.map(([proposal]) => proposal);
  const outcomes = decided.map(([, outcome]) => outcome);
  return { firstTicket: undefined, proposals, outcomes, tookMs: 1 };
}

function said(seq: number): Decided {
  const [at, account, room] = [seq, 1, lobby.id];
  const value: Accepted['post'] = { room, seq, at, repeated: false, created: false };
  const content = `{"kind":"text","text":"${seq}"}`;
  return [
    { type: 'post', at, account, to: { room }, mid: midOf(seq), content, of: 0 },
    { ok: true, value },
  ];
}

function joined(seq: number): Decided {
  const [at, account, room] = [seq, 2, lobby.id];
  const entry = {
    room,
    seq,
    account,
    mid: midOf(seq),
    at,
    content: '{"kind":"room.joined"}',
    of: 0,
  };
  const value: RoomOutcome = {
    room,
    entries: [entry],
    memberships: [{ room, account, state: 'in', seq }],
  };
  return [
    { type: 'room.join', at, account, room },
    { ok: true, value },
  ] as unknown as Decided;
}

function midOf(seq: number): string {
  return String(seq).padStart(22, 'm');
}
