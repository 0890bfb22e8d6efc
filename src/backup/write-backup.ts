import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { byteWords } from '../base/byte-words.ts';
import { InputError } from '../base/errors.ts';
import { freeBytesOf } from '../base/free-bytes.ts';
import { asked } from '../base/private-files.ts';
import { certificateName, databaseName, firstStartName } from '../store/data-folder.ts';
import { makePrivateDatabase, openDatabase } from '../store/database.ts';
import { fingerprintOf } from '../wire/certificate.ts';
import { copyDatabase } from './copy-database.ts';
import { type HeldFile, holdFiles } from './held-files.ts';
import { type BackupManifest, backupFormat, formatManifest } from './manifest.ts';
import {
  configurationName,
  filePartName,
  keyNames,
  manifestName,
  mostSmallBytes,
  partNames,
  sumsName,
} from './parts.ts';
import { pause } from './pause.ts';
import { restoredName } from './put-in-place.ts';
import { describeStore } from './store-description.ts';
import { endBytes, paddingAfter, tarHeader } from './tar.ts';

/** How a backup is made. */
export interface BackupOptions {
  /** The data folder of a line, whether or not a server runs on it. */
  readonly folder: string;
  /** The configuration that its server is started with. */
  readonly configuration?: string | undefined;
  /** A folder with as much room as the database takes, for a copy that is there meanwhile. */
  readonly workFolder: string;
  /** The program and its version. */
  readonly software: string;
  /** Nothing runs beside it that would wait: it takes all of processor and disk. Default false. */
  readonly hurries?: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Told how many bytes are done of how many; what it throws ends the work. */
  readonly advance?: (done: number, total: number) => void;
}

/** Takes the bytes of a backup; the next ones come when it has resolved. */
export type Sink = (bytes: Uint8Array) => Promise<void> | void;

/** Bytes that are read and written at a time. */
const chunkBytes = 1024 * 1024;

/**
 * Writes a backup: an archive of the files in `parts.ts`, see docs/operating.md. The database is copied first, as it is
 * at one moment, because its length stands before it. Resolves with its manifest; rejects with InputError for a folder
 * that holds no whole line.
 */
export async function writeBackup(options: BackupOptions, sink: Sink): Promise<BackupManifest> {
  const { folder, workFolder, hurries = false, advance = () => {} } = options;
  const rest = hurries ? () => {} : pause;
  assertWhole(folder);
  assertRoom(options);
  const small = readSmallParts(options);
  const work = asked(`make a folder in ${workFolder}`, () =>
    mkdtempSync(join(workFolder, '.partyline-backup-')),
  );
  let release = () => {};
  try {
    const copy = join(work, databaseName);
    makePrivateDatabase(copy);
    // To copy it and to write the copy take about as long.
    const copied = (done: number, total: number) => advance(done, 2 * total);
    await copyDatabase(join(folder, databaseName), copy, copied, rest);
    const { store, held } = describeCopy(folder, copy);
    release = held.release;
    const archive = new Archive(sink, Math.floor(options.now / 1_000), rest);
    const manifest = describe(options, small, store, held.files);
    await archive.add(manifestName, Buffer.from(formatManifest(manifest)));
    for (const [name, bytes] of small) await archive.add(name, bytes);
    const { bytes } = store;
    const total = held.files.reduce((sum, file) => sum + file.bytes, 2 * bytes);
    let written = bytes;
    const writing = (done: number) => advance(written + done, total);
    await archive.addFile(databaseName, copy, bytes, writing);
    written += bytes;
    for (const file of held.files) {
      await archive.addFile(filePartName(file.hash), file.path, file.bytes, writing);
      written += file.bytes;
    }
    await archive.end();
    return manifest;
  } finally {
    release();
    rmSync(work, { recursive: true, force: true });
  }
}

/** The usual name of a backup: the line by the beginning of its fingerprint, and when. Throws InputError. */
export function backupName(folder: string, now: number): string {
  const file = join(folder, certificateName);
  const certificate = asked(`back up ${folder}`, () => readFileSync(file));
  const time = new Date(now).toISOString().replaceAll(':', '').replace(/\..*/, 'Z');
  return `partyline-${fingerprintOf(certificate).slice(0, 8)}-${time}.tar`;
}

/** Throws InputError for a folder in which a line is only half made or half restored. */
function assertWhole(folder: string): void {
  const missing = [...keyNames, databaseName].filter((name) => !existsSync(join(folder, name)));
  const unfinished = [firstStartName, restoredName].find((name) => existsSync(join(folder, name)));
  if (missing.length === 0 && unfinished === undefined) return;
  const [why, remedy] =
    unfinished === undefined
      ? [`it has no ${missing.join(', ')}`, 'name the data folder of a line with --data']
      : ['its first start or a restore was cut off', 'start its server once'];
  throw new InputError(`Cannot back up ${folder}: ${why}. To go on, ${remedy}.`);
}

/** The copy takes as much as the database, and so may the backup beside it. */
function assertRoom({ folder, workFolder }: BackupOptions): void {
  const needed = 2 * statSync(join(folder, databaseName)).size;
  const free = asked(`look at ${workFolder}`, () => freeBytesOf(workFolder));
  if (needed < free) return;
  throw new InputError(
    `Cannot make a backup in ${workFolder}: ${byteWords(needed)} are needed there for a while, and ${byteWords(free)} are free. Make room, or name a file on another disk with --to.`,
  );
}

type SmallParts = ReadonlyMap<string, Buffer>;

function readSmallParts({ folder, configuration }: BackupOptions): SmallParts {
  const files = new Map<string, string>(keyNames.map((name) => [name, join(folder, name)]));
  if (configuration !== undefined) files.set(configurationName, configuration);
  const small = new Map<string, Buffer>();
  for (const [name, file] of files) {
    const bytes = asked(`read ${file}`, () => readFileSync(file));
    if (bytes.length === 0 || bytes.length > mostSmallBytes) {
      throw new InputError(`Cannot back up ${file}: it is empty, or much too long.`);
    }
    small.set(name, bytes);
  }
  return small;
}

function describeCopy(folder: string, copy: string) {
  const database = openDatabase(copy, { readOnly: true });
  try {
    return { store: describeStore(database), held: holdFiles(folder, database) };
  } finally {
    database.close();
  }
}

function describe(
  { software, now }: BackupOptions,
  small: SmallParts,
  { epoch, term, schema, bytes }: ReturnType<typeof describeCopy>['store'],
  files: readonly HeldFile[],
): BackupManifest {
  const fingerprint = fingerprintOf(small.get(certificateName) as Buffer);
  const parts = partNames.flatMap((name) => {
    const length = name === databaseName ? bytes : small.get(name)?.length;
    return length === undefined ? [] : [{ name, bytes: length }];
  });
  const line = { fingerprint, epoch, term };
  const sent = files.map(({ hash, bytes: length }) => ({
    name: filePartName(hash),
    bytes: length,
  }));
  return { format: backupFormat, software, at: now, line, schema, parts: [...parts, ...sent] };
}

/** An archive that is written file by file, and their sums with it. */
class Archive {
  readonly #sink: Sink;
  readonly #at: number;
  readonly #rest: (ms: number) => void;
  readonly #sums: string[] = [];

  /**
   * @param at when it is made, in seconds since 1970 UTC
   * @param rest called after some work, with how long that took
   */
  constructor(sink: Sink, at: number, rest: (ms: number) => void) {
    this.#sink = sink;
    this.#at = at;
    this.#rest = rest;
  }

  async add(name: string, bytes: Buffer): Promise<void> {
    await this.#begin(name, bytes.length);
    await this.#sink(bytes);
    await this.#finish(name, bytes.length, createHash('sha256').update(bytes));
  }

  /** @param bytes its length, which does not change */
  async addFile(
    name: string,
    file: string,
    bytes: number,
    advance: (done: number) => void,
  ): Promise<void> {
    await this.#begin(name, bytes);
    const hash = createHash('sha256');
    const descriptor = openSync(file, 'r');
    try {
      for (let at = 0; at < bytes; ) {
        const beganMs = performance.now();
        const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, bytes - at));
        const length = readSync(descriptor, chunk);
        if (length === 0) throw new Error(`reading ${file}: it ends at ${at} of ${bytes} bytes`);
        hash.update(chunk.subarray(0, length));
        await this.#sink(chunk.subarray(0, length));
        at += length;
        advance(at);
        this.#rest(performance.now() - beganMs);
      }
    } finally {
      closeSync(descriptor);
    }
    await this.#finish(name, bytes, hash);
  }

  /** Writes the sums, by which a whole archive is known, and the end. */
  async end(): Promise<void> {
    const sums = Buffer.from(this.#sums.join(''));
    await this.#begin(sumsName, sums.length);
    await this.#sink(Buffer.concat([sums, paddingAfter(sums.length), Buffer.alloc(endBytes)]));
  }

  async #begin(name: string, bytes: number): Promise<void> {
    await this.#sink(tarHeader({ name, bytes, at: this.#at }));
  }

  async #finish(name: string, bytes: number, hash: Hash): Promise<void> {
    this.#sums.push(sumLine(name, hash));
    await this.#sink(paddingAfter(bytes));
  }
}

/** A line of `SHA256SUMS`. */
export function sumLine(name: string, hash: Hash): string {
  return `${hash.digest('hex')}  ${name}\n`;
}
