import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { hashSecret } from '../../base/ids.ts';
import {
  assertPrivate,
  isNoRoom,
  makePrivateFolder,
  writePrivateFile,
} from '../../base/private-files.ts';
import { worded } from '../../base/worded.ts';
import {
  type LastUsed,
  type Lender,
  type Profile,
  type ServerEntry,
  type ServerMemory,
  withoutSession,
} from '../core/profile.ts';
import { parseLastUsed, parseMemory } from '../core/profile-format.ts';
import type { AccountDoor } from './account-door.ts';
import { type Lease, takeLease } from './lease.ts';

/* Profiles in files. */

/** Clients of one person on one server at the same time. */
const maxEntries = 16;

/**
 * Remembers in files that only their owner can read: one folder for each server, and in it one file for
 * each client that was there at the same time as others (`1.json`, `2.json`, ...). A client takes the
 * first that is free, under a lock that ends with its process, so that two never use one device token.
 * A new entry starts with the pin and the name of its neighbour.
 */
export class FileProfile implements Profile {
  readonly #folder: string;

  /** @param folder made when it is missing, 0700 */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Where the disk has no room for the files of a new entry, it is one in memory, and each `save` says so.
   *
   * @throws InputError if the files cannot be read or written for another reason, or all entries are taken
   */
  open(server: string, name?: string): ServerEntry {
    try {
      return this.#open(server, name);
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      return this.#inMemory(server, error);
    }
  }

  #inMemory(server: string, reason: unknown): ServerEntry {
    const save = () => {
      throw reason;
    };
    const memory = withoutSession(neighbourIn(readMemories(this.#folderOf(server))));
    return { memory, save, release: () => {} };
  }

  #open(server: string, name: string | undefined): ServerEntry {
    const folder = this.#serverFolder(server);
    const taken = this.#take(folder, byPreference(readMemories(folder), name));
    if (taken !== undefined) return this.#entry(server, taken);
    throw new InputError(worded('profile.full', { most: maxEntries }));
  }

  /**
   * Takes a saved session of this name; undefined if a client uses each of them.
   *
   * @throws InputError if the files cannot be read or written
   */
  takeSaved(server: string, name: string): ServerEntry | undefined {
    const folder = this.#serverFolder(server);
    const taken = this.#take(folder, savedNumbers(folder, name));
    return taken && this.#entry(server, taken);
  }

  /** The doors of the clients that may use saved sessions of this name; see `openAccountDoor`. */
  doors(server: string, name: string): string[] {
    const folder = this.#folderOf(server);
    return savedNumbers(folder, name).map((number) => this.#doorOf(folder, number));
  }

  #entry(server: string, { file, door, memory, lease }: Taken): ServerEntry {
    let opened: Promise<AccountDoor | undefined> | undefined;
    return {
      memory,
      save: (next: ServerMemory) => {
        writeJson(file, { ...next, server });
        this.#saveLast({ server, name: next.name });
      },
      lend: (lender) => {
        opened = openDoor(door, lender);
      },
      release: () => {
        if (opened === undefined) return lease.release();
        return opened.then((own) => {
          own?.close();
          lease.release();
        });
      },
    };
  }

  /** In the profile's own folder, as the path of a socket may not be long. */
  #doorOf(folder: string, number: number): string {
    const name = hash('sha256', `${folder}/${number}`, 'hex').slice(0, 16);
    if (process.platform === 'win32') return `\\\\.\\pipe\\partyline-${name}`;
    return join(this.#folder, `${name}.sock`);
  }

  /**
   * The saved session on a server, without taking it from the client that may use it now.
   *
   * @param name prefers a session of this name
   * @throws InputError if the files cannot be read
   */
  saved(server: string, name?: string): ServerMemory | undefined {
    const folder = this.#folderOf(server);
    const saved = readMemories(folder).filter(({ session }) => session !== undefined);
    return saved.find((memory) => memory.name === name) ?? saved[0];
  }

  /** The servers that something is remembered of; those whose files cannot be read are left out. */
  servers(): string[] {
    const folder = join(this.#folder, 'servers');
    return filesIn(folder).flatMap((name) => serverIn(join(folder, name)) ?? []);
  }

  lastUsed(): LastUsed | undefined {
    return readJson(join(this.#folder, 'last.json'), parseLastUsed);
  }

  /** The first of these entries that is free. */
  #take(folder: string, numbers: readonly number[]): Taken | undefined {
    for (const number of numbers) {
      const file = join(folder, `${number}.json`);
      const lease = takeLease(join(folder, `${number}.lock`));
      if (lease === undefined) continue;
      // Read under the lock: it may have changed since.
      const memory =
        readJson(file, parseMemory) ?? withoutSession(neighbourIn(readMemories(folder)));
      return { file, door: this.#doorOf(folder, number), lease, memory };
    }
    return undefined;
  }

  #serverFolder(server: string): string {
    const folder = this.#folderOf(server);
    makePrivateFolder(this.#folder);
    makePrivateFolder(folder);
    return folder;
  }

  #folderOf(server: string): string {
    const words = server.replace(/^.*:\/\//, '').replace(/[^A-Za-z0-9.-]+/g, '_');
    const hash = hashSecret(server).replace(/[^A-Za-z0-9]/g, '');
    return join(this.#folder, 'servers', `${words.slice(0, 80)}-${hash.slice(0, 8)}`);
  }

  #saveLast(last: LastUsed): void {
    const before = this.lastUsed();
    if (before?.server === last.server && before.name === last.name) return;
    writeJson(join(this.#folder, 'last.json'), last);
  }
}

interface Taken {
  readonly file: string;
  readonly door: string;
  readonly lease: Lease;
  readonly memory: ServerMemory;
}

/** One that was here before, whose pin a new entry begins with. */
function neighbourIn(memories: readonly ServerMemory[]): ServerMemory | undefined {
  return memories.find(({ pin }) => pin !== undefined);
}

/** Without a door, other programs of the person say that this one does not answer. */
async function openDoor(path: string, lender: Lender): Promise<AccountDoor | undefined> {
  const { openAccountDoor } = await import('./account-door.ts');
  return await openAccountDoor(path, lender).catch(() => undefined);
}

/** The entries with a session of this name. */
function savedNumbers(folder: string, name: string): number[] {
  return readMemories(folder).flatMap((memory, index) =>
    memory.session !== undefined && memory.name === name ? [index + 1] : [],
  );
}

/**
 * Entry numbers, best first: with a session of this name, else without one, else with another; those beyond the
 * last are new.
 */
function byPreference(memories: readonly ServerMemory[], name: string | undefined): number[] {
  const numbers = Array.from({ length: maxEntries }, (_, index) => index + 1);
  const rank = (number: number) => {
    const memory = memories[number - 1];
    if (memory?.session === undefined) return 1;
    return name === undefined || memory.name === name ? 0 : 2;
  };
  return numbers.sort((left, right) => rank(left) - rank(right) || left - right);
}

/** The memories in the entries, by their number less one; empty where there is none. */
function readMemories(folder: string): ServerMemory[] {
  const memories: ServerMemory[] = [];
  for (const file of filesIn(folder)) {
    const number = Number(/^([0-9]+)\.json$/.exec(file)?.[1]);
    if (!(number >= 1 && number <= maxEntries)) continue;
    memories[number - 1] = readJson(join(folder, file), parseMemory) ?? {};
  }
  return Array.from(memories, (memory) => memory ?? {});
}

/** The server that a folder of entries is about. */
function serverIn(folder: string): string | undefined {
  try {
    const [file = ''] = filesIn(folder).filter((name) => name.endsWith('.json'));
    const { server } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return typeof server === 'string' ? server : undefined;
  } catch {
    return undefined;
  }
}

/** @returns none if there is no such folder */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    const problem = (error as Error).message;
    throw new InputError(worded('profile.unread', { file: folder, problem }));
  }
}

function writeJson(file: string, value: unknown): void {
  writePrivateFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** @returns undefined if there is no such file */
function readJson<Value>(file: string, parse: (value: unknown) => Value): Value | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  assertPrivate(file);
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(worded('profile.damaged', { file, problem: reason }));
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError(worded('profile.unread', { file, problem: (error as Error).message }));
  }
}
