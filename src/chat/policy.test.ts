import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Grant } from '../words/grant.ts';
import { type RoomAccess, type RoomAction, refusal } from './policy.ts';

const actions: readonly RoomAction[] = ['read', 'post', 'moderate'];

const accounts = {
  member: { id: 7, role: 'member', pending: false },
  operator: { id: 7, role: 'operator', pending: false },
  'member who waits': { id: 7, role: 'member', pending: true },
} as const;

const rooms = {
  lobby: { id: 1, key: 'lobby' },
  conversation: { id: 4, key: '@7.9' },
  'room of many': { id: 5, key: 'Zm9vYmFyYmF6cXV4MTIz' },
  'no room': undefined,
} as const;

/** By what an account could be taken for being in room `id`. */
const memberships = {
  'in it': (id: number) => ({ room: id, account: 7 }),
  'not in it': () => undefined,
  'in another room': (id: number) => ({ room: id + 1, account: 7 }),
  'in it as somebody else': (id: number) => ({ room: id, account: 8 }),
} as const;

const anywhere: Grant = { read: true, write: true, rooms: null, expiresAt: null };
const grants = {
  'a device': null,
  'a token for everything': anywhere,
  'a token to read': { ...anywhere, write: false },
  'a token to post': { ...anywhere, read: false },
  'a token for the lobby': { ...anywhere, rooms: ['lobby'] },
  'a token for the conversation': { ...anywhere, rooms: ['@7.9'] },
  'a token for no room': { ...anywhere, rooms: [] },
} as const;

/** The actions allowed to each grant in each room its account is in. */
const allowed: Readonly<Record<keyof typeof grants, Partial<Record<keyof typeof rooms, string>>>> =
  {
    'a device': { lobby: 'read post', conversation: 'read post', 'room of many': 'read post' },
    'a token for everything': {
      ...{ lobby: 'read post', conversation: 'read post', 'room of many': 'read post' },
    },
    'a token to read': { lobby: 'read', conversation: 'read', 'room of many': 'read' },
    'a token to post': { lobby: 'post', conversation: 'post', 'room of many': 'post' },
    'a token for the lobby': { lobby: 'read post' },
    'a token for the conversation': { conversation: 'read post' },
    'a token for no room': {},
  };

/** Only an operator's own device moderates. */
function expected(
  who: keyof typeof accounts,
  where: keyof typeof rooms,
  how: keyof typeof memberships,
  by: keyof typeof grants,
  action: RoomAction,
): ReturnType<typeof refusal> {
  if (who === 'member who waits' || where === 'no room' || how !== 'in it') return 'room.unknown';
  if (action === 'moderate') {
    return who === 'operator' && by === 'a device' ? undefined : 'forbidden';
  }
  return (allowed[by][where] ?? '').split(' ').includes(action) ? undefined : 'forbidden';
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}

describe('what somebody may do in a room', () => {
  for (const who of keysOf(accounts)) {
    for (const where of keysOf(rooms)) {
      test(`as ${who === 'operator' ? 'an' : 'a'} ${who}: ${where}`, () => {
        let cells = 0;
        for (const how of keysOf(memberships)) {
          for (const by of keysOf(grants)) {
            const room = rooms[where];
            const membership = memberships[how](room?.id ?? 1);
            const access: RoomAccess = {
              account: accounts[who],
              room,
              membership,
              grant: grants[by],
            };
            for (const action of actions) {
              const cell = `${action} ${where} as ${who}, ${how}, by ${by}`;
              assert.equal(refusal(action, access), expected(who, where, how, by, action), cell);
              cells += 1;
            }
          }
        }
        assert.equal(cells, 4 * 7 * 3);
      });
    }
  }
});
