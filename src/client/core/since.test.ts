import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RoomState } from '../../wire/messages.ts';
import { exampleRoomState } from '../../wire/room-state.fixture.ts';
import { type Beginning, commonOf, noticeOfBeginning, placesSince } from './since.ts';

const epoch = 'E'.repeat(22);

function room(id: string, last: number, name = id): RoomState {
  return exampleRoomState({ room: id, name, last, after: last });
}

const rooms = [room('lobby', 20), room('with-ana', 8, '@ana')];

/** Messages come every second, the first at 1,000 ms. */
const findPlace = async (_: unknown, at: number) => Math.max(0, Math.ceil(at / 1_000) - 1);

const nameOf = (id: string) => rooms.find((room) => room.room === id)?.name;

function since(beginning: Beginning, known = rooms) {
  return placesSince(beginning, { epoch, rooms: known, now: () => 9_000, findPlace });
}

describe('where messages begin', () => {
  it('is the same number or time in every room, but not behind its end', async () => {
    assert.deepEqual(await since(0), { lobby: 0, 'with-ana': 0 });
    assert.deepEqual(await since(12), { lobby: 12, 'with-ana': 8 });
    assert.deepEqual(await since(new Date(4_500)), { lobby: 4, 'with-ana': 4 });
    assert.deepEqual(await since({ agoMs: 4_500 }), { lobby: 4, 'with-ana': 4 });
    assert.deepEqual(await since({ agoMs: 3_600_000 }), { lobby: 0, 'with-ana': 0 });
  });

  it('is said by room, by its name or its id, and left alone in the others', async () => {
    assert.deepEqual(await since({ lobby: 3 }), { lobby: 3 });
    assert.deepEqual(await since({ '@ana': { agoMs: 7_000 } }), { 'with-ana': 1 });
    assert.deepEqual(await since({ 'with-ana': 2, '@nobody': 1 }), { 'with-ana': 2 });
  });

  it('is where places say, and the start of a room that is new since then', async () => {
    const places = { epoch, rooms: { lobby: 19 } };
    assert.deepEqual(await since(places), { lobby: 19, 'with-ana': 0 });
    assert.equal(noticeOfBeginning(places, epoch, undefined, nameOf), undefined);
  });

  it('is not the start of a room that may just not have been named before', async () => {
    const many = Array.from({ length: 201 }, (_, index) => room(`with-p${index}`, 5, `@p${index}`));
    const places = { epoch, rooms: { 'with-p0': 4 } };
    assert.deepEqual(await since(places, many), { 'with-p0': 4 });
  });

  it('is nowhere for places of another history', async () => {
    const places = { epoch: 'F'.repeat(22), rooms: { lobby: 3 } };
    assert.deepEqual(await since(places), {});
    assert.equal(noticeOfBeginning(places, epoch, undefined, nameOf)?.code, 'history-replaced');
  });

  it('goes back to where the histories part, and says what is gone', async () => {
    const places = { epoch, terms: ['newer', 'old'], rooms: { lobby: 19, 'with-ana': 4 } };
    const asked: unknown[] = [];
    const compare = async (...question: unknown[]) => {
      asked.push(question);
      return { term: 'old', parted: { lobby: 12 } };
    };
    assert.equal(await commonOf(places, { terms: ['newer', 'old'], compare }), undefined);
    assert.equal(await commonOf(12, { terms: ['other'], compare }), undefined);
    const common = await commonOf(places, { terms: ['other', 'old'], compare });
    assert.deepEqual(asked, [[places.terms, places.rooms]]);
    const found = await placesSince(places, { epoch, rooms, now: () => 9_000, findPlace }, common);
    assert.deepEqual(found, { lobby: 12, 'with-ana': 4 });
    const notice = noticeOfBeginning(places, epoch, common, nameOf);
    assert.match(String(notice?.text), /lost 7 messages in lobby:/);
  });

  it('is nowhere for places of a history that has no term in common', async () => {
    const places = { epoch, terms: ['newer'], rooms: { lobby: 3 } };
    const common = { term: null, parted: {} };
    assert.deepEqual(
      await placesSince(places, { epoch, rooms, now: () => 9_000, findPlace }, common),
      {},
    );
    assert.equal(noticeOfBeginning(places, epoch, common, nameOf)?.code, 'history-replaced');
  });
});
