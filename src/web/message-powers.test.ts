import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../words/limits.ts';
import { powersOver } from './message-powers.ts';

const room = { name: '#ops', access: 'public', role: 'member' } as const;
const message = { own: true, kind: 'text', deleted: false, at: 1_000 } as const;
const at = { room, role: 'member', now: 2_000 } as const;
const none = { edit: false, delete: false };

test('people change their own messages for a day, and operators of the room delete those of others', () => {
  assert.deepEqual(powersOver(message, at), { edit: true, delete: true });
  assert.deepEqual(powersOver(message, { ...at, now: message.at + limits.amendableMs + 1 }), none);
  assert.deepEqual(powersOver({ ...message, kind: 'file' }, at), { edit: false, delete: true });
  assert.deepEqual(powersOver({ ...message, deleted: true }, at), none);
  const other = { ...message, own: false };
  assert.deepEqual(powersOver(other, at), none);
  const power = { edit: false, delete: true };
  assert.deepEqual(powersOver(other, { ...at, room: { ...room, role: 'operator' } }), power);
  assert.deepEqual(powersOver(other, { ...at, role: 'operator' }), power);
});

test('an operator of the line has no power in private rooms and conversations', () => {
  const other = { ...message, own: false };
  const operator = { ...at, role: 'operator' } as const;
  assert.deepEqual(powersOver(other, { ...operator, room: { ...room, access: 'private' } }), none);
  assert.deepEqual(powersOver(other, { ...operator, room: { ...room, name: '@bob' } }), none);
  assert.deepEqual(powersOver(other, { ...operator, room: undefined }), none);
});
