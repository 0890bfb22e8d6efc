import { type Clock, systemClock } from '../base/clock.ts';
import { type DataFolder, databaseName } from '../store/data-folder.ts';
import { type LocalJournalOptions, openLocalJournal, usualMinFreeBytes } from './local.ts';
import { openStorage } from './open-storage.ts';
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
  const journal = await openLocalJournal(folder.file(databaseName), options);
  const { clock = systemClock, minFreeBytes = usualMinFreeBytes } = options;
  return openStorage(folder, { journal, bus: undefined, now: clock.now(), minFreeBytes });
}
