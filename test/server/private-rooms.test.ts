import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { schemas } from '../../src/wire/messages.ts';
import { type MemberRequestName, memberRequests } from '../../src/wire/requests.ts';
import { fits, mapOf, type Schema } from '../bad-input/schema.ts';
import { validText } from '../bad-input/valid-texts.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

/*
 * A private room does not exist for those who are not in it: every request of the table is made about it, and about
 * a room that there is not, and answered alike.
 */

/** Nothing that anybody outside is told may hold these. */
const name = '#hidden-ops';
const topic = 'the topic of the hidden room';
const said = 'said in the hidden room';

/** A room by its id, and by its name. */
interface Target {
  readonly id: string;
  readonly name: string;
}

/** Requests that would end the walk, or the server; none of them names a room. */
const withoutRooms: ReadonlySet<MemberRequestName> = new Set([
  'session.revoke',
  'password.start',
  'password.finish',
  'line.stop',
  'line.pause',
  'line.lockdown',
  'sign-up.change',
]);

const requests = Object.keys(memberRequests) as MemberRequestName[];

/** The fields of a request, of which those that name rooms name this one. */
function fieldsOf(
  request: MemberRequestName,
  target: Target,
): { fields: object; hasRoom: boolean } {
  const schema = schemas.member[request] as Schema;
  let hasRoom = false;
  const value = aimed(schema, JSON.parse(validText(schema))) as Record<string, unknown>;
  const { type: _type, token: _token, id: _id, ...fields } = value;
  return { fields, hasRoom };

  function aimed(part: Schema, sample: unknown): unknown {
    if (part.anyOf !== undefined) return aimed(part.anyOf[0] as Schema, sample);
    if (part.items !== undefined) {
      return (sample as unknown[]).map((each) => aimed(part.items as Schema, each));
    }
    const map = mapOf(part);
    if (map !== undefined && fits(target.id, { pattern: map[0] })) {
      hasRoom = true;
      return { [target.id]: Object.values(sample as object)[0] };
    }
    if (part.properties !== undefined) {
      const entries = Object.entries(sample as object).map(([field, each]) => {
        return [field, aimed(part.properties?.[field] ?? {}, each)];
      });
      return Object.fromEntries(entries);
    }
    return namesRooms(part) ? room(part) : sample;
  }

  function room(part: Schema): string {
    hasRoom = true;
    return fits(target.id, part) ? target.id : target.name;
  }
}

/** A field of this schema takes rooms, by their ids or by their names. */
function namesRooms(part: Schema): boolean {
  if (part.type !== 'string' || part.pattern === undefined || fits('any text', part)) return false;
  return fits('#ops', part) || (fits('lobby', part) && !fits('ann', part));
}

/** Requests that take being in the room. */
function isOfMembers(request: MemberRequestName): boolean {
  return request.startsWith('room.') || request === 'post' || request === 'typing';
}

/** Asks; gives the answer without what differs from room to room, and checks all that came before it. */
async function ask(client: RawClient, request: MemberRequestName, fields: object, target: Target) {
  const id = client.request(request, fields as never);
  for (;;) {
    const message = await client.next();
    assert.ok(message, `${request} ends the connection`);
    if (!('re' in message) || message.re !== id) continue;
    const text = JSON.stringify({ ...message, re: 0 });
    return text.replaceAll(target.id, 'ROOM').replaceAll(target.name, 'ROOM');
  }
}

describe('a private room', () => {
  const scope = scopeOf(after);
  /** Nobody has it; its id is next to that of the hidden one, so that lists by id go on in the same place. */
  let missing: Target;
  let line: StartedLine;
  let hidden: Target;
  let outsiders: Readonly<
    Record<'a member' | 'an operator of the line' | 'one who left', RawClient>
  >;

  before(async () => {
    line = await startLine(scope);
    const { client: ann } = await line.signUp('ann');
    const { client: bob } = await line.signUp('bob');
    ann.request('room.join', { room: name });
    const { room } = await ann.until('room.joined');
    bob.request('room.join', { room: name });
    await bob.until('room.joined');
    for (const [request, fields] of [
      ['room.topic', { topic }],
      ['room.change', { change: { access: 'private' } }],
    ] as const) {
      ann.request(request, { room: room.room, ...fields } as never);
      await ann.until('done');
    }
    bob.request('room.part', { room: name });
    await bob.until('done');
    // Whoever pages through the list would see by these where the name of the hidden one is.
    for (const open of ['#animals', '#zoo']) {
      ann.request('room.join', { room: open });
      await ann.until('room.joined');
    }
    ann.post(said, { room: room.room });
    await ann.until('posted');
    hidden = { id: room.room, name };
    const last = hidden.id.endsWith('A') ? 'B' : 'A';
    missing = { id: `${hidden.id.slice(0, -1)}${last}`, name: '#missing-ops' };
    const { client: olga } = await line.signUp('olga');
    await line.operator.changeRole('olga', 'operator');
    await olga.until('role');
    outsiders = {
      'a member': (await line.signUp('eve')).client,
      'an operator of the line': olga,
      'one who left': bob,
    };
  });

  for (const who of ['a member', 'an operator of the line', 'one who left'] as const) {
    it(`is for ${who} like a room that there is not, whatever is asked about it`, async () => {
      const client = outsiders[who];
      let walked = 0;
      for (const request of requests) {
        if (withoutRooms.has(request)) {
          assert.ok(!fieldsOf(request, hidden).hasRoom, `${request} names a room`);
          continue;
        }
        if (!fieldsOf(request, hidden).hasRoom || request === 'room.join') continue;
        // Whoever has left reads on what came while they were in it.
        if (who === 'one who left' && !isOfMembers(request)) continue;
        walked += 1;
        const [about, other] = [
          await ask(client, request, fieldsOf(request, hidden).fields, hidden),
          await ask(client, request, fieldsOf(request, missing).fields, missing),
        ];
        assert.equal(about, other, `${request} tells of it`);
        const byName = { ...hidden, id: hidden.name };
        const byOtherName = { ...missing, id: missing.name };
        const [named, otherNamed] = [
          await ask(client, request, fieldsOf(request, byName).fields, byName),
          await ask(client, request, fieldsOf(request, byOtherName).fields, byOtherName),
        ];
        assert.equal(named, otherNamed, `${request} tells of its name`);
      }
      assert.ok(walked >= 14, `${walked} requests name rooms`);
    });
  }

  it('is told of in no answer to anything else', async () => {
    for (const client of [outsiders['a member'], outsiders['an operator of the line']]) {
      for (const request of requests) {
        const { fields, hasRoom } = fieldsOf(request, missing);
        if (hasRoom && request !== 'room.list') continue;
        if (withoutRooms.has(request)) continue;
        const answer = await ask(client, request, request === 'room.list' ? {} : fields, missing);
        for (const secret of [hidden.id, hidden.name, topic, said]) {
          assert.ok(!answer.includes(secret), `${request} tells ${secret}`);
        }
      }
    }
  });

  it('is in no greeting, and lends its name to whoever makes a room of that name', async () => {
    const { welcome } = await line.logIn('eve');
    assert.deepEqual(
      welcome.rooms.map(({ room }) => room),
      ['lobby'],
    );
    const eve = outsiders['a member'];
    eve.request('room.join', { room: hidden.id });
    await eve.until('error');
    eve.request('room.join', { room: hidden.name });
    const { room } = await eve.until('room.joined');
    assert.notEqual(room.room, hidden.id);
    assert.deepEqual([room.name, room.role, room.topic], [hidden.name, 'owner', '']);
  });
});
