import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder, writePassingFile } from '../base/private-files.ts';
import type { Line } from '../client/line.ts';
import { type Address, formatAddress } from '../wire/address.ts';

/*
 * The names that commands have met on servers, in a file of the client's folder, for the shells' completion: it asks
 * no server. Nothing else goes by them, so that a file which cannot be read or written is passed over.
 */

/** Names on a server, those met last at the end. */
export interface KnownWords {
  readonly people: readonly string[];
  /** As they are typed: `lobby`, `#ops`. */
  readonly rooms: readonly string[];
  /** App tokens of the person's own. */
  readonly tokens: readonly string[];
}

const nothing: KnownWords = { people: [], rooms: [], tokens: [] };

/** So many names of a kind are kept on a server, and so many servers. */
const maxNames = 500;
const maxServers = 50;

/**
 * The names that were met on a server.
 *
 * @param folder the client's
 * @param server its address
 */
export function knownWords(folder: string, server: Address): KnownWords {
  return read(folder).get(keyOf(server)) ?? nothing;
}

/**
 * Listens to a line; what it returns gives the people and rooms that were met until then. It does not listen to
 * messages: those wait for their first listener, and one that comes before the talk would take them from it.
 */
export function collectWords(line: Line): () => Pick<KnownWords, 'people' | 'rooms'> {
  const people = new Set<string>();
  const rooms = new Set<string>();
  const meet = (name: string) => {
    if (name.startsWith('@')) for (const person of name.slice(1).split(',')) people.add(person);
    else rooms.add(name);
  };
  line.on('welcome', (welcome) => {
    for (const { name } of welcome.rooms) meet(name);
  });
  line.on('room', ({ name }) => meet(name));
  line.on('presence', (changes) => {
    for (const { name } of changes) if (name !== line.name) people.add(name);
  });
  return () => ({ people: [...people], rooms: [...rooms] });
}

/** Takes people and rooms that were met on a server, beside those that are known. */
export function rememberWords(
  folder: string,
  server: Address,
  met: Pick<KnownWords, 'people' | 'rooms'>,
): void {
  change(folder, server, ({ people, rooms, tokens }) => ({
    people: joined(people, met.people),
    rooms: joined(rooms, met.rooms),
    tokens,
  }));
}

/** Takes the app tokens that the person has on a server now, from those that are known. */
export function rememberTokens(
  folder: string,
  server: Address,
  next: (known: readonly string[]) => readonly string[],
): void {
  change(folder, server, (words) => ({ ...words, tokens: next(words.tokens).slice(-maxNames) }));
}

function change(folder: string, server: Address, next: (before: KnownWords) => KnownWords): void {
  const known = read(folder);
  const key = keyOf(server);
  const after = next(known.get(key) ?? nothing);
  known.delete(key);
  known.set(key, after);
  try {
    makePrivateFolder(folder);
    writePassingFile(
      fileIn(folder),
      JSON.stringify(Object.fromEntries([...known].slice(-maxServers))),
    );
  } catch {
    // The disk is full, or the folder is somebody else's: then they are not offered.
  }
}

function joined(before: readonly string[], met: readonly string[]): string[] {
  return [...new Set([...met, ...before.toReversed()])].slice(0, maxNames).reverse();
}

/** The one used last comes last. */
function read(folder: string): Map<string, KnownWords> {
  const known = new Map<string, KnownWords>();
  try {
    const value: Record<string, Partial<KnownWords>> = JSON.parse(
      readFileSync(fileIn(folder), 'utf8'),
    );
    for (const [server, words] of Object.entries(value)) {
      const [people, rooms, tokens] = [words.people, words.rooms, words.tokens].map(namesIn);
      known.set(server, { people, rooms, tokens } as KnownWords);
    }
  } catch {
    // There is none yet, or it is of another version.
  }
  return known;
}

function namesIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((name) => typeof name === 'string').slice(-maxNames);
}

/** A server is the same whatever fingerprint or code its address has. */
function keyOf({ host, port, clear }: Address): string {
  return formatAddress({ host, port, clear });
}

function fileIn(folder: string): string {
  return join(folder, 'known.json');
}
