import { type Clock, systemClock } from '../base/clock.ts';
import { InputError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { englishOf } from '../base/worded.ts';
import { epochOf } from '../chat/line.ts';
import { type DataFolder, databaseName, searchIndexName } from '../store/data-folder.ts';
import { Directory } from '../store/directory.ts';
import { HistoryReader } from '../store/history.ts';
import { SearchReader } from '../store/search/search-reader.ts';
import type { Journal } from './journal.ts';
import { type LocalJournalOptions, openLocalJournal, usualMinFreeBytes } from './local.ts';
import type { Storage } from './storage.ts';

/* The storage of one machine. */

/** How the storage of this machine is opened. */
export interface LocalStorageOptions extends LocalJournalOptions {
  /** Tells when a line begins. Default the machine's. */
  readonly clock?: Clock;
}

/**
 * Opens what a data folder keeps, in one SQLite file; a folder without one gets it, with a line that
 * begins if it may. Resolves once the store is at hand, whatever its size; rejects with InputError when it
 * cannot be used.
 *
 * @param folder held by this process, until the storage is closed
 */
export async function openLocal(
  folder: DataFolder,
  options: LocalStorageOptions = {},
): Promise<Storage> {
  const file = folder.file(databaseName);
  const journal = await openLocalJournal(file, options);
  let directory: Directory | undefined;
  try {
    directory = new Directory(file);
    const at = (options.clock ?? systemClock).now();
    const epoch = epochOf(directory) ?? (await beginLine(journal, at));
    await beginTerm(journal, folder.path, at);
    const search = new SearchReader({
      storeFile: file,
      indexFile: folder.file(searchIndexName),
      // The journal has the last of the room to itself.
      minFreeBytes: 2 * (options.minFreeBytes ?? usualMinFreeBytes),
    });
    const history = new HistoryReader(file);
    return assemble({ journal, directory, history, search, epoch });
  } catch (error) {
    directory?.close();
    await journal.close();
    throw error;
  }
}

async function beginLine(journal: Journal, at: number): Promise<string> {
  const outcome = await journal.request({ type: 'line.create', at, epoch: randomId(16) });
  if (outcome.ok) return outcome.value.epoch;
  throw new Error(`beginning a line: ${englishOf(outcome.message ?? outcome.code)}`);
}

/** Clients that have seen another history, which a copy of the store went on with, find out by the term. */
async function beginTerm(journal: Journal, folder: string, at: number): Promise<void> {
  const outcome = await journal.request({ type: 'line.run', at, term: randomId(8) });
  if (!outcome.ok && outcome.code === 'storage.full') {
    throw new InputError(
      `Cannot begin to write to the data folder ${folder}: its disk is full. Make room, and start again.`,
    );
  }
  if (!outcome.ok)
    throw new Error(`beginning a term: ${englishOf(outcome.message ?? outcome.code)}`);
}

function assemble(parts: Omit<Storage, 'close'>): Storage {
  const { journal, directory, history, search } = parts;
  return {
    ...parts,
    async close() {
      await search.close();
      await journal.close();
      await history.close();
      directory.close();
    },
  };
}
