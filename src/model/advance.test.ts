import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LineMessage } from '../client/core/events.ts';
import type { RoomState } from '../wire/messages.ts';
import { advance, maxRoomsWithEntries } from './advance.ts';
import { boundElsewhere, boundHere, firstSeq, lastSeq } from './room-entries.ts';
import { sampleMessage, sampleRoom, stateAfter } from './sample-state.fixture.ts';
import type { TalkEvent } from './talk-event.ts';
import { currentRoom, emptyTalk, roomByName } from './talk-state.ts';
import { isFirstUnread } from './unread-rule.ts';

function messageOf(room: string, seq: number, changes: Partial<LineMessage> = {}): LineMessage {
  const roomName = room === 'lobby' ? room : `#${room}`;
  return sampleMessage(seq, { room, roomName, mid: `${room}-${seq}`, ...changes });
}

function stateOf(room: string, changes: Partial<RoomState> = {}): RoomState {
  return sampleRoom(room, room === 'lobby' ? room : `#${room}`, changes);
}

function came(room: string, seq: number, calls = false): TalkEvent {
  return { type: 'message', message: messageOf(room, seq), calls };
}

function textsIn({ entries }: ReturnType<typeof currentRoom>): string[] {
  return entries.list.map((entry) => (entry.type === 'message' ? entry.message.text : entry.text));
}

/** The numbers of the messages that the rule stands above: one, or none. */
function firstUnreadIn(room: ReturnType<typeof currentRoom>): number[] {
  return room.entries.list.flatMap((entry, place) =>
    entry.type === 'message' && isFirstUnread(room, place) ? [entry.message.seq] : [],
  );
}

/** A server's rooms beside the terminal that is told of them: what is asked of it is answered as a server does. */
class Told {
  state = advance(emptyTalk, {
    type: 'welcome',
    name: 'ana',
    serverName: 'line',
    rooms: [stateOf('lobby'), stateOf('ops'), stateOf('dev')],
  });
  readonly last = new Map([
    ['lobby', 0],
    ['ops', 0],
    ['dev', 0],
  ]);

  do(event: TalkEvent): void {
    this.state = advance(this.state, event);
  }

  post(room: string, count: number): void {
    for (let index = 0; index < count; index += 1) {
      const seq = (this.last.get(room) ?? 0) + 1;
      this.last.set(room, seq);
      this.do(came(room, seq, seq % 7 === 0));
    }
  }

  /** A page of the present room, as the screen asks for it. */
  page(place: 'before' | 'after' | 'instead', count: number): void {
    const { room, entries } = currentRoom(this.state);
    const last = this.last.get(room) ?? 0;
    const first = firstSeq(entries) ?? last + 1;
    const end =
      place === 'before' ? first - 1 : place === 'after' ? (lastSeq(entries) ?? 0) + count : last;
    const to = Math.min(end, last);
    const from = place === 'after' ? (lastSeq(entries) ?? 0) + 1 : Math.max(1, to - count + 1);
    const messages = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) =>
      messageOf(room, from + index),
    );
    const more = place === 'after' ? to < last : from > 1;
    this.do({ type: 'page', room, place, messages, last: to, more });
  }
}

const rooms = fc.constantFrom('lobby', 'ops', 'dev');
const acts = fc.array(
  fc.oneof(
    fc.record({
      act: fc.constant('post' as const),
      room: rooms,
      count: fc.integer({ min: 1, max: 400 }),
    }),
    fc.record({ act: fc.constant('turn' as const), room: rooms }),
    fc.record({
      act: fc.constant('page' as const),
      place: fc.constantFrom('before' as const, 'after' as const, 'instead' as const),
      count: fc.integer({ min: 1, max: 300 }),
    }),
    fc.record({ act: fc.constant('scroll' as const), isUp: fc.boolean() }),
    fc.record({ act: fc.constant('print' as const) }),
  ),
  { maxLength: 25 },
);

test('entries follow each other without a gap, within their bounds, whatever comes in', () => {
  fc.assert(
    fc.property(acts, (steps) => {
      const told = new Told();
      for (const step of steps) {
        if (step.act === 'post') told.post(step.room, step.count);
        else if (step.act === 'turn')
          told.do({ type: 'turned', roomName: step.room === 'lobby' ? 'lobby' : `#${step.room}` });
        else if (step.act === 'page') told.page(step.place, step.count);
        else if (step.act === 'print') told.do({ type: 'printed', text: 'a note', at: 0 });
        else {
          const key = currentRoom(told.state).entries.list[0]?.key;
          const scroll = step.isUp && key !== undefined ? { key, rowsBelow: 0 } : undefined;
          told.do({ type: 'scrolled', scroll });
        }
        for (const room of told.state.rooms.values()) {
          const { list, length, isLive } = room.entries;
          const bound = room.room === told.state.current ? boundHere : boundElsewhere;
          assert.ok(list.length <= bound.entries);
          assert.equal(
            length,
            textsIn(room).reduce((sum, text) => sum + text.length, 0),
          );
          assert.equal(new Set(list.map(({ key }) => key)).size, list.length);
          const seqs = list.flatMap((entry) =>
            entry.type === 'message' ? [entry.message.seq] : [],
          );
          assert.deepEqual(
            seqs,
            Array.from(seqs, (_, index) => (seqs[0] as number) + index),
          );
          if (isLive && seqs.length > 0) assert.equal(seqs.at(-1), told.last.get(room.room));
          if (room.room !== told.state.current) assert.equal(room.scroll, undefined);
          assert.ok(room.unread <= room.last - room.read);
          assert.ok(room.mentions <= room.unread);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('what is said elsewhere is unread until its room is looked at', () => {
  const told = new Told();
  told.post('lobby', 2);
  told.post('ops', 1);
  told.do({ type: 'turned', roomName: '#ops' });
  told.do({ type: 'turned', roomName: 'lobby' });
  told.post('ops', 8);
  const ops = roomByName(told.state, '#ops');
  assert.deepEqual([ops?.unread, ops?.mentions], [8, 1]);
  assert.equal(currentRoom(told.state).unread, 0);
  told.do({ type: 'turned', roomName: '#ops' });
  const looked = currentRoom(told.state);
  assert.deepEqual([looked.unread, looked.mentions, looked.read, looked.rule], [0, 0, 9, 1]);
  told.do({ type: 'turned', roomName: 'lobby' });
  assert.equal(roomByName(told.state, '#ops')?.rule, undefined);
});

test('a message does not move what a person reads further up, and is unread', () => {
  const told = new Told();
  told.post('lobby', boundHere.entries);
  const before = currentRoom(told.state).entries;
  const key = before.list[3]?.key as number;
  told.do({ type: 'scrolled', scroll: { key, rowsBelow: 1 } });
  told.post('lobby', 5);
  const room = currentRoom(told.state);
  assert.equal(room.entries.list, before.list);
  assert.equal(room.entries.isLive, false);
  assert.equal(room.unread, 5);
  told.page('instead', 100);
  told.do({ type: 'scrolled', scroll: undefined });
  assert.equal(lastSeq(currentRoom(told.state).entries), boundHere.entries + 5);
  assert.equal(currentRoom(told.state).unread, 0);
});

test('thousands of messages stay within the bound, and the older ones are fetched again', () => {
  const told = new Told();
  told.post('lobby', 2_500);
  const { entries } = currentRoom(told.state);
  assert.ok(
    entries.list.length <= boundHere.entries && entries.list.length > boundHere.entries / 2,
  );
  const first = firstSeq(entries) as number;
  told.page('before', 10);
  assert.equal(firstSeq(currentRoom(told.state).entries), first - 10);
});

test('a long text leaves room for the last entry only', () => {
  const text = 'x'.repeat(16_384);
  const events = Array.from(
    { length: 30 },
    (_, index): TalkEvent => ({
      type: 'message',
      message: messageOf('ops', index + 1, { text }),
      calls: false,
    }),
  );
  const room = roomByName(stateAfter([{ type: 'room', state: stateOf('ops') }, ...events]), '#ops');
  assert.ok((room?.entries.length ?? 0) <= boundElsewhere.length);
  assert.equal(room && lastSeq(room.entries), 30);
});

test('of very many rooms only those keep entries that something came in lately', () => {
  const events = Array.from({ length: maxRoomsWithEntries + 20 }, (_, index) =>
    came(`r${index}`, 1),
  );
  const state = stateAfter(events);
  const held = [...state.rooms.values()].filter(({ entries }) => entries.list.length > 0);
  assert.equal(held.length, maxRoomsWithEntries);
  assert.equal(state.rooms.get('r0')?.entries.list.length, 0);
});

test('a pending message stands at its room until it is stored or refused', () => {
  const pending: TalkEvent = { type: 'pending', mid: 'm1', room: 'lobby', text: 'hello' };
  const waiting = stateAfter([pending, pending]);
  assert.deepEqual(currentRoom(waiting).pending, [{ mid: 'm1', text: 'hello' }]);
  const own = messageOf('lobby', 1, { mid: 'm1', own: true, text: 'hello' });
  assert.deepEqual(
    currentRoom(stateAfter([{ type: 'message', message: own, calls: false }], waiting)).pending,
    [],
  );
  // The history may be there first, and know the message before it is told.
  const page: TalkEvent = {
    type: 'page',
    room: 'lobby',
    place: 'before',
    messages: [own],
    last: 1,
    more: false,
  };
  const paged = stateAfter([page], waiting);
  assert.deepEqual(currentRoom(paged).pending, []);
  const late = stateAfter([pending, { type: 'message', message: own, calls: false }], paged);
  assert.deepEqual(currentRoom(late).pending, []);
  const refused: TalkEvent = {
    type: 'refused',
    roomName: 'lobby',
    text: 'hello',
    reason: 'No.',
    at: 1,
  };
  const room = currentRoom(stateAfter([refused], waiting));
  assert.deepEqual(room.pending, []);
  assert.deepEqual(textsIn(room), ['hello']);
});

test('a conversation that begins keeps what was printed at it, and its place', () => {
  const state = stateAfter([
    { type: 'turned', roomName: '@bob' },
    { type: 'printed', text: 'a note', at: 0 },
    { type: 'room', state: stateOf('rAAAA', { name: '@bob' }) },
    { type: 'message', message: messageOf('rAAAA', 1, { roomName: '@bob' }), calls: true },
  ]);
  assert.equal(currentRoom(state).name, '@bob');
  assert.equal(state.current, 'rAAAA');
  assert.deepEqual(textsIn(currentRoom(state)), ['a note', 'text 1']);
  assert.deepEqual(state.order, ['lobby', 'rAAAA']);
});

test('a conversation in which nothing was said leaves the list with the person', () => {
  const state = stateAfter([
    { type: 'turned', roomName: '@bob' },
    { type: 'turned', roomName: 'lobby' },
  ]);
  assert.deepEqual(state.order, ['lobby']);
});

test('a room that was left gives way to the lobby', () => {
  const state = stateAfter([
    { type: 'room', state: stateOf('ops') },
    { type: 'turned', roomName: '#ops' },
    { type: 'left', room: 'ops' },
  ]);
  assert.equal(state.current, 'lobby');
  assert.equal(roomByName(state, '#ops'), undefined);
});

test('what was missed of a room that was left is listed until it was looked at', () => {
  const left = stateAfter([
    { type: 'room', state: stateOf('ops') },
    { type: 'left', room: 'ops' },
    came('ops', 1),
  ]);
  assert.equal(roomByName(left, '#ops')?.unread, 1);
  const looked = stateAfter([{ type: 'turned', roomName: '#ops' }], left);
  assert.deepEqual(textsIn(currentRoom(looked)), ['text 1']);
  const away = stateAfter([{ type: 'turned', roomName: 'lobby' }], looked);
  assert.deepEqual(away.order, ['lobby']);
});

test('an edit, a deletion and a reaction change the message that they are about', () => {
  const change = (
    kind: 'edit' | 'deletion' | 'reaction',
    seq: number,
    of: number,
    text: string,
  ): TalkEvent => {
    const { room, roomName, mid, from, at } = messageOf('lobby', seq);
    const facts = { room, roomName, mid, from, at, own: false, replayed: false, isNews: true };
    return { type: 'change', change: { ...facts, kind, seq, of, text } };
  };
  const state = stateAfter([
    came('lobby', 1),
    came('lobby', 2),
    change('edit', 3, 1, 'better'),
    change('deletion', 4, 2, ''),
    change('reaction', 5, 1, '👍'),
  ]);
  assert.deepEqual(textsIn(currentRoom(state)), ['better', '']);
  const [first] = currentRoom(state).entries.list;
  assert.deepEqual(first?.type === 'message' && first.message.reactions, [
    { emoji: '👍', names: ['bob'] },
  ]);
  assert.equal(currentRoom(state).last, 5);
});

test('messages that were skipped are no gap among those that are kept', () => {
  const state = stateAfter([
    came('lobby', 1),
    {
      type: 'welcome',
      name: 'ana',
      serverName: 'line',
      rooms: [stateOf('lobby', { last: 900, after: 800, skipped: 799 })],
    },
  ]);
  assert.deepEqual(currentRoom(state).entries.list, []);
  assert.equal(currentRoom(state).rule, 1);
});

test('reads nothing while nobody looks, and shows where that began', () => {
  const told = new Told();
  told.post('lobby', 2);
  told.do({ type: 'watched', isWatched: false });
  told.post('lobby', 3);
  const away = currentRoom(told.state);
  assert.deepEqual([away.read, away.unread], [2, 3]);
  told.do({ type: 'watched', isWatched: true });
  const back = currentRoom(told.state);
  assert.deepEqual([back.read, back.unread, back.rule], [5, 0, 2]);
});

test('the rule stands above the first entry of somebody else, whatever the person did before it', () => {
  const told = new Told();
  told.post('lobby', 2);
  told.do({ type: 'watched', isWatched: false });
  const own: TalkEvent = {
    type: 'message',
    message: messageOf('lobby', 3, { kind: 'joined', from: 'ana', own: true }),
    calls: false,
  };
  const ignored = messageOf('lobby', 4, { from: 'eve' });
  told.do(own);
  told.do({ type: 'message', message: ignored, calls: false, isHidden: true });
  told.do({ type: 'watched', isWatched: true });
  assert.equal(currentRoom(told.state).entries.list.length, 4);
  assert.deepEqual(firstUnreadIn(currentRoom(told.state)), []);
  told.last.set('lobby', 4);
  told.do({ type: 'watched', isWatched: false });
  told.do({ type: 'message', message: messageOf('lobby', 5, { own: true }), calls: false });
  told.last.set('lobby', 5);
  told.post('lobby', 2);
  told.do({ type: 'watched', isWatched: true });
  assert.deepEqual(firstUnreadIn(currentRoom(told.state)), [6]);
});

test('takes away what was refused when it is dismissed, and never a message', () => {
  const told = new Told();
  told.post('lobby', 1);
  told.do({ type: 'refused', roomName: 'lobby', text: 'no', reason: 'Too long.', at: 1 });
  const { room, entries } = currentRoom(told.state);
  for (const { key } of entries.list) told.do({ type: 'dismissed', room, key });
  assert.deepEqual(
    currentRoom(told.state).entries.list.map(({ type }) => type),
    ['message'],
  );
});
