import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseAddress } from '../wire/address.ts';
import { knownWords, rememberTokens, rememberWords } from './known-words.ts';

const root = mkdtempSync(join(tmpdir(), 'partyline-known-'));
after(() => rmSync(root, { recursive: true }));

const chat = parseAddress('chat.example.org');
const other = parseAddress('other.example.org');

test('names are known on the server where they were met, whatever code its address has', () => {
  const folder = join(root, 'met');
  rememberWords(folder, chat, { people: ['ana'], rooms: ['lobby'] });
  rememberWords(folder, { ...chat, invite: 'x' }, { people: ['ben'], rooms: ['#ops'] });
  rememberTokens(folder, chat, (known) => [...known, 'ci']);
  const known = knownWords(folder, chat);
  assert.deepEqual([...known.people].sort(), ['ana', 'ben']);
  assert.deepEqual([...known.rooms].sort(), ['#ops', 'lobby']);
  assert.deepEqual(known.tokens, ['ci']);
  rememberTokens(folder, chat, () => []);
  assert.deepEqual(knownWords(folder, chat).tokens, []);
  assert.deepEqual(knownWords(folder, other), { people: [], rooms: [], tokens: [] });
  if (process.platform === 'win32') return;
  assert.equal(statSync(join(folder, 'known.json')).mode & 0o777, 0o600);
});

test('of many names those met last stay', () => {
  const folder = join(root, 'many');
  const people = Array.from({ length: 700 }, (_, index) => `p${index}`);
  rememberWords(folder, chat, { people: people.slice(0, 400), rooms: [] });
  rememberWords(folder, chat, { people: people.slice(400), rooms: [] });
  const known = new Set(knownWords(folder, chat).people);
  assert.equal(known.size, 500);
  assert.ok(people.slice(400).every((name) => known.has(name)));
});

test('a file that is broken, or of another version, is passed over and made anew', () => {
  const folder = join(root, 'broken');
  rememberWords(folder, chat, { people: ['ana'], rooms: [] });
  for (const text of [
    '',
    'null',
    '[]',
    '{"partyline://chat.example.org:7278":{"people":[1,"eva"]}}',
  ]) {
    writeFileSync(join(folder, 'known.json'), text);
    assert.ok(!knownWords(folder, chat).people.includes('ana'), text);
  }
  assert.deepEqual(knownWords(folder, chat).people, ['eva']);
  rememberWords(folder, chat, { people: ['ana'], rooms: [] });
  assert.deepEqual([...knownWords(folder, chat).people].sort(), ['ana', 'eva']);
});
