import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Grant } from '../words/grant.ts';
import {
  type RoomAccess,
  type RoomAction,
  readableRanges,
  refusal,
  roomActions,
} from './policy.ts';
import { exampleMembership, exampleRoom } from './tables.suite.ts';
import type { Membership, Room, Stretch } from './tables.ts';

const look = 'see read-topic list-members';
const read = 'read search see-unread';
const talk = 'post edit-own react';
const power = 'edit-others delete-others announce set-topic';
const people = 'kick ban mute change-role';

/**
 * Who may do what, cell by cell: by room and by person, the actions that are allowed to a device. All others are
 * `forbidden`, or behind a `?` nothing but those in front of it is told: everything else is `room.unknown`.
 */
const matrix = {
  lobby: {
    stranger: 'see read-topic',
    member: `see read-topic ${read} ${talk} delete-own`,
    'line operator': `${look} ${read} ${talk} delete-own ${power} configure`,
  },
  conversation: {
    stranger: '?',
    member: `${look} ${read} ${talk} delete-own`,
    'line operator outside': '?',
    'line operator': `${look} ${read} ${talk} delete-own`,
  },
  public: {
    stranger: `${look} join`,
    invited: `${look} join leave read search`,
    gone: `${look} join read search`,
    member: `${look} ${read} ${talk} delete-own invite join leave`,
    operator: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people}`,
    owner: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
    'line operator outside': `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
    'line operator': `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
  },
  private: {
    stranger: '?',
    invited: 'see read-topic join leave read search',
    gone: 'read search ?',
    member: `${look} ${read} ${talk} delete-own join leave`,
    operator: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people}`,
    owner: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
    'line operator outside': '?',
    'line operator': `${look} ${read} ${talk} delete-own join leave`,
  },
  'public, read-only': {
    stranger: `${look} join`,
    invited: `${look} join leave read search`,
    gone: `${look} join read search`,
    member: `${look} ${read} delete-own invite join leave`,
    operator: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people}`,
    owner: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
    'line operator outside': `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
    'line operator': `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
  },
  'private, read-only': {
    stranger: '?',
    invited: 'see read-topic join leave read search',
    gone: 'read search ?',
    member: `${look} ${read} delete-own join leave`,
    operator: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people}`,
    owner: `${look} ${read} ${talk} delete-own invite join leave ${power} ${people} configure`,
    'line operator outside': '?',
    'line operator': `${look} ${read} delete-own join leave`,
  },
  'public, archived': {
    stranger: look,
    invited: `${look} leave read search`,
    gone: `${look} read search`,
    member: `${look} ${read} delete-own leave`,
    operator: `${look} ${read} delete-own delete-others leave`,
    owner: `${look} ${read} delete-own delete-others leave configure`,
    'line operator outside': `${look} ${read} delete-own delete-others leave configure`,
    'line operator': `${look} ${read} delete-own delete-others leave configure`,
  },
  'private, archived': {
    stranger: '?',
    invited: 'see read-topic leave read search',
    gone: 'read search ?',
    member: `${look} ${read} delete-own leave`,
    operator: `${look} ${read} delete-own delete-others leave`,
    owner: `${look} ${read} delete-own delete-others leave configure`,
    'line operator outside': '?',
    'line operator': `${look} ${read} delete-own leave`,
  },
} as const;

const named = exampleRoom({ id: 5, kind: 'named', name: 'ops' });
const hidden: Room = { ...named, access: 'private' };
const rooms: Readonly<Record<keyof typeof matrix, Room>> = {
  lobby: exampleRoom(),
  conversation: exampleRoom({ id: 4 }),
  public: named,
  private: hidden,
  'public, read-only': { ...named, readonly: true },
  'private, read-only': { ...hidden, readonly: true },
  'public, archived': { ...named, archived: true },
  'private, archived': { ...hidden, archived: true },
};

type Person = keyof (typeof matrix)['public'];

/** The places of account 7 in a room; undefined: it never had any. */
const places: Readonly<Record<Person, Partial<Membership> | undefined>> = {
  stranger: undefined,
  invited: { state: 'invited' },
  gone: { state: 'out' },
  member: {},
  operator: { role: 'operator' },
  owner: { role: 'owner' },
  'line operator outside': undefined,
  'line operator': {},
};

function accessOf(room: Room | undefined, person: Person, grant: Grant | null = null): RoomAccess {
  const role = person.startsWith('line operator') ? 'operator' : 'member';
  const place = places[person];
  const membership =
    place && exampleMembership({ room: room?.id ?? 1, account: 7, name: 'ops', ...place });
  return { account: { id: 7, role, pending: false }, room, membership, grant };
}

const anywhere: Grant = { read: true, write: true, rooms: null, expiresAt: null };
const readActions = `${look} ${read}`.split(' ');
const writeActions = `${talk} delete-own`.split(' ');

/** What each grant leaves of what its account may do, in a room by its id. */
const grants: Readonly<
  Record<string, readonly [Grant | null, (action: string, room: string) => boolean]>
> = {
  'a device': [null, () => true],
  'a token for everything': [anywhere, (action) => isReading(action) || isWriting(action)],
  'a token to read': [{ ...anywhere, write: false }, isReading],
  'a token to post': [{ ...anywhere, read: false }, isWriting],
  'a token for the lobby': [
    { ...anywhere, rooms: ['lobby'] },
    (action, room) => room === 'lobby' && (isReading(action) || isWriting(action)),
  ],
  'a token for the room': [
    { ...anywhere, rooms: [named.key] },
    (action, room) => room === named.key && (isReading(action) || isWriting(action)),
  ],
  'a token for no room': [{ ...anywhere, rooms: [] }, () => false],
};

function isReading(action: string): boolean {
  return readActions.includes(action);
}

function isWriting(action: string): boolean {
  return writeActions.includes(action);
}

function keysOf<Key extends string>(table: Readonly<Partial<Record<Key, unknown>>>): Key[] {
  return Object.keys(table) as Key[];
}

describe('who may do what', () => {
  for (const where of keysOf(matrix)) {
    for (const person of keysOf<Person>(matrix[where])) {
      const row = String((matrix[where] as Partial<Record<Person, string>>)[person]);
      test(`in a room that is ${where}, as ${person}`, () => {
        const allowed = row.split(' ').filter((word) => word !== '?');
        for (const word of allowed) assert.ok(roomActions.includes(word as RoomAction), word);
        const rest = row.includes('?') ? 'room.unknown' : 'forbidden';
        for (const [by, [grant, leaves]] of Object.entries(grants)) {
          for (const action of roomActions) {
            const isLeft = leaves(action, rooms[where].key);
            const told = isLeft ? undefined : 'forbidden';
            const expected = allowed.includes(action) ? told : rest;
            const answer = refusal(action, accessOf(rooms[where], person, grant));
            assert.equal(answer, expected, `${action} by ${by}`);
          }
        }
      });
    }
  }

  test('a room that there is not is unknown for everything to everybody', () => {
    for (const person of keysOf(places)) {
      for (const action of roomActions) {
        assert.equal(refusal(action, accessOf(undefined, person)), 'room.unknown');
      }
    }
  });

  test('to an account that waits every room is unknown', () => {
    for (const room of Object.values(rooms)) {
      for (const person of keysOf(places)) {
        const access = accessOf(room, person);
        const waiting = { ...access, account: { ...access.account, pending: true } };
        for (const action of roomActions) assert.equal(refusal(action, waiting), 'room.unknown');
      }
    }
  });

  test('a place in another room, and the place of somebody else, count for nothing', () => {
    for (const changes of [{ room: 6 }, { account: 8 }]) {
      const access = accessOf(hidden, 'owner');
      const membership = { ...(access.membership as Membership), ...changes };
      for (const action of roomActions) {
        assert.equal(refusal(action, { ...access, membership }), 'room.unknown');
      }
    }
  });
});

describe('the stretches of a room that somebody may read', () => {
  const earlier: readonly Stretch[] = [
    [3, 9],
    [12, 20],
  ];
  const place = { room: 5, account: 7, name: 'ops' };
  const rangesOf = (changes: Partial<Membership>, role: 'member' | 'operator' = 'member') => {
    const membership = exampleMembership({ ...place, ...changes });
    return readableRanges({ account: { id: 7, role, pending: false }, room: hidden, membership });
  };

  test('are the whole room, or what came since they joined, with the stretches of before', () => {
    assert.deepEqual(rangesOf({}), [[0, null]]);
    assert.deepEqual(rangesOf({ since: 30 }), [[30, null]]);
    assert.deepEqual(rangesOf({ since: 30, earlier }), [...earlier, [30, null]]);
  });

  test('end with the membership; somebody who was only invited has none', () => {
    assert.deepEqual(rangesOf({ state: 'out', since: 30, until: 40, earlier }), [
      ...earlier,
      [30, 40],
    ]);
    assert.deepEqual(rangesOf({ state: 'invited', until: 0 }), []);
    assert.deepEqual(
      readableRanges({ ...accessOf(hidden, 'stranger'), membership: undefined }),
      [],
    );
  });

  test('are whole for an operator of the line in a public room, and no other than theirs in a private one', () => {
    const outside = accessOf(named, 'line operator outside');
    assert.deepEqual(readableRanges({ ...outside, membership: undefined }), [[0, null]]);
    assert.deepEqual(rangesOf({ since: 30 }, 'operator'), [[30, null]]);
  });
});
