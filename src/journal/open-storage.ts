import { InputError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { englishOf } from '../base/worded.ts';
import { epochOf } from '../chat/line.ts';
import type { Bus } from '../cluster/bus.ts';
import { type DataFolder, databaseName, searchIndexName } from '../store/data-folder.ts';
import { Directory } from '../store/directory.ts';
import { HistoryReader } from '../store/history.ts';
import { SearchReader } from '../store/search/search-reader.ts';
import type { Journal } from './journal.ts';
import type { Storage } from './storage.ts';

/* A storage from a journal that is open. */

/** The parts of a storage beside the data folder. */
export interface StorageParts {
  readonly journal: Journal;
  readonly bus: Bus | undefined;
  /** The time, in milliseconds since 1970 UTC. */
  readonly now: number;
  readonly minFreeBytes: number;
  /** Ends what else was opened for it, once the journal is closed. */
  readonly release?: () => Promise<void>;
}

/** Begins a line where there is none, and a term; adds what reads the store. Closes the journal when that fails. */
export async function openStorage(folder: DataFolder, parts: StorageParts): Promise<Storage> {
  const { journal, bus, now, minFreeBytes, release = async () => {} } = parts;
  const file = folder.file(databaseName);
  let directory: Directory | undefined;
  try {
    directory = new Directory(file);
    const epoch = epochOf(directory) ?? (await beginLine(journal, now));
    await beginTerm(journal, folder.path, now);
    const search = new SearchReader({
      storeFile: file,
      indexFile: folder.file(searchIndexName),
      // The journal has the last of the room to itself.
      minFreeBytes: 2 * minFreeBytes,
    });
    const history = new HistoryReader(file);
    return assemble({ journal, directory, history, search, epoch, bus }, release);
  } catch (error) {
    directory?.close();
    await journal.close();
    await release();
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

function assemble(parts: Omit<Storage, 'close'>, release: () => Promise<void>): Storage {
  const { journal, directory, history, search } = parts;
  return {
    ...parts,
    async close() {
      await search.close();
      await journal.close();
      await history.close();
      directory.close();
      await release();
    },
  };
}
