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
import {
  type LastUsed,
  type Profile,
  type ServerEntry,
  type ServerMemory,
  withoutSession,
} from '../core/profile.ts';
import { type Lease, takeLease } from './lease.ts';
import { parseLastUsed, parseMemory } from './profile-format.ts';

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
    const taken = this.#take(folder, name);
    const save = (memory: ServerMemory) => {
      writeJson(taken.file, { ...memory, server });
      this.#saveLast({ server, name: memory.name });
    };
    return { memory: taken.memory, save, release: () => taken.lease.release() };
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

  lastUsed(): LastUsed | undefined {
    return readJson(join(this.#folder, 'last.json'), parseLastUsed);
  }

  /** The first free entry with a session of this name, else the first without, else the first. */
  #take(folder: string, name: string | undefined): Taken {
    const memories = readMemories(folder);
    for (const number of byPreference(memories, name)) {
      const file = join(folder, `${number}.json`);
      const lease = takeLease(join(folder, `${number}.lock`));
      if (lease === undefined) continue;
      // Read under the lock: it may have changed since.
      const memory = readJson(file, parseMemory) ?? withoutSession(neighbourIn(memories));
      return { file, lease, memory };
    }
    throw new InputError(
      `Cannot join: ${maxEntries} clients of yours are on this server already; leave with one of them first.`,
    );
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
  readonly lease: Lease;
  readonly memory: ServerMemory;
}

/** One that was here before, whose pin a new entry begins with. */
function neighbourIn(memories: readonly ServerMemory[]): ServerMemory | undefined {
  return memories.find(({ pin }) => pin !== undefined);
}

/** Entry numbers, best first; those beyond the last are new. */
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

/** @returns none if there is no such folder */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new InputError(`Cannot read ${folder}: ${(error as Error).message}.`);
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
    throw new InputError(
      `Cannot use ${file}, which remembers a server: ${reason}. Delete it to log in there with the password again.`,
    );
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError(`Cannot read ${file}: ${(error as Error).message}.`);
  }
}
