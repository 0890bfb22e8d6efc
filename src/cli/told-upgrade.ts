import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeStore } from '../backup/store-description.ts';
import { byteWords } from '../base/byte-words.ts';
import { randomId } from '../base/ids.ts';
import { databaseName } from '../store/data-folder.ts';
import { openDatabase } from '../store/database.ts';
import type { Upgrade } from '../store/upgrade.ts';
import { durationWords } from '../talk/times.ts';
import { backUpToFile } from './backup-file.ts';
import { processEnvironment } from './process-environment.ts';
import { Progress } from './progress.ts';
import { softwareName } from './software.ts';

/** Bytes of a database that are backed up, or brought to another schema, in a millisecond: what a slow machine does. */
const backedUpBytesPerMs = 40_000;
const upgradedBytesPerMs = 50_000;
/** How often it is looked at how long an upgrade has taken, in milliseconds. */
const lookEveryMs = 250;

/** What `serve` is told about its data folder. */
interface Options {
  readonly data: string;
  /** A backup is made first. */
  readonly backup: boolean;
}

/**
 * Prepares an upgrade of the store in a data folder, which this process has, and tells the operator about it: makes a
 * backup in the folder, if there is none of just this store yet. A start that fails again and again makes one.
 */
export async function beginUpgrade(
  upgrade: Upgrade,
  { data, backup }: Options,
): Promise<ToldUpgrade> {
  const { from, to, bytes } = upgrade;
  tell(
    `The store in ${data} was written by an older version (schema ${from}) and is taken over (schema ${to}, ${byteWords(bytes)}).`,
  );
  if (backup) await backUpFirst(upgrade, data);
  tell(`The upgrade takes about ${about(bytes / upgradedBytesPerMs)}.`);
  return new ToldUpgrade(bytes / upgradedBytesPerMs);
}

async function backUpFirst({ to, bytes }: Upgrade, folder: string): Promise<void> {
  const file = join(folder, `before-schema-${to}-${latestTerm(folder)}.tar`);
  if (existsSync(file)) return tell(`It is backed up already: ${file}`);
  tell(`A backup is made first, which takes about ${about(bytes / backedUpBytesPerMs)}: ${file}`);
  // Left by a start that was cut off: only this process has the folder.
  const workFolder = join(folder, 'upgrading');
  for (const left of [workFolder, `${file}.part`]) rmSync(left, { recursive: true, force: true });
  mkdirSync(workFolder, { mode: 0o700 });
  try {
    const options = { folder, workFolder, software: softwareName(), now: Date.now() };
    await backUpToFile(file, { ...options, hurries: true });
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** The latest term of a history: nothing was stored since a backup that names it, unless a server began another. */
function latestTerm(folder: string): string {
  const database = openDatabase(join(folder, databaseName), { readOnly: true });
  try {
    // A store from before there were terms is backed up each time.
    return describeStore(database).term ?? randomId(8);
  } finally {
    database.close();
  }
}

/** An upgrade that the operator is told about. */
export class ToldUpgrade {
  readonly #beganMs = performance.now();
  readonly #progress: Progress;
  readonly #timer: NodeJS.Timeout;

  /** @param expectedMs how long it takes about */
  constructor(expectedMs: number) {
    this.#progress = new Progress((ms) =>
      ms < expectedMs ? `${durationWords(ms)} of about ${about(expectedMs)}` : durationWords(ms),
    );
    const look = () => this.#progress.tell(performance.now() - this.#beganMs);
    this.#timer = setInterval(look, lookEveryMs).unref();
  }

  /** The store is taken over. */
  finish(): void {
    this.end();
    const seconds = ((performance.now() - this.#beganMs) / 1_000).toFixed(1);
    tell(`The store is taken over; it took ${seconds} s.`);
  }

  /** Tells no more of it. May be called twice. */
  end(): void {
    clearInterval(this.#timer);
    this.#progress.end();
  }
}

/** A length of time in words, at least a second. */
function about(ms: number): string {
  return durationWords(Math.max(1_000, Math.ceil(ms / 1_000) * 1_000));
}

function tell(sentence: string): void {
  processEnvironment().errors.write(`${sentence}\n`);
}
