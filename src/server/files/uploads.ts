import { createHash, type Hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { byteWords } from '../../base/byte-words.ts';
import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { FileFolder } from '../../store/files/file-folder.ts';
import { countedBytes, type FileLimits, leastCountedBytes } from '../../words/file-limits.ts';
import { limits } from '../../words/limits.ts';
import type { LiveSettings } from '../live-settings.ts';
import { propose } from '../propose.ts';
import type { KeptFiles } from './kept-files.ts';

/** How far a file has come. */
export interface UploadState {
  /** So many bytes of it are here. */
  readonly offset: number;
  /** All of it is, under this hash; null: not yet. */
  readonly hash: string | null;
}

/** The next bytes of a file. */
export interface Piece {
  readonly offset: number;
  readonly data: Buffer;
  /** The file ends behind them. */
  readonly last: boolean;
}

/** A file that is coming. */
interface Upload {
  readonly account: number;
  readonly path: string;
  /** Of the bytes that are here. */
  readonly digest: Hash;
  /** Its length, where its sender has said it. */
  readonly bytes: number | undefined;
  /** The most that it may have. */
  readonly reserved: number;
  offset: number;
  hash: string | null;
  /** When something was last heard of it, by the clock that nobody sets. */
  heardAtMs: number;
  /** Its requests, one after the other. */
  turn: Promise<unknown>;
}

/** Files that may be coming at a time, of everybody together. */
const mostUploads = 256;
/** One of which nothing is heard for so long gives way to another of its account, in milliseconds. */
const silentMs = 30_000;

/** How often those are dropped of which nothing was heard for an hour, in milliseconds. */
const dropEveryMs = 60_000;

/** The parts that files are taken with. */
export interface UploadsParts {
  readonly folder: FileFolder;
  readonly kept: KeptFiles;
  readonly directory: Pick<Directory, 'fileBytesOf'>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly line: Readonly<Pick<LiveSettings, 'files'>>;
  /** Whether the disk would be low with so many more bytes on it. */
  readonly isLow: (bytes: number) => boolean;
}

/**
 * Takes files in parts, whatever connection they come on: each piece is written to the disk as it comes, and nothing
 * of it stays in memory. They outlive connections, but not the process.
 */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #uploads = new Map<string, Upload>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** Drops files that nobody goes on with, now and then. */
  start(): void {
    this.#timer = setInterval(() => this.#dropSilent(), dropEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Begins to take a file, or tells how far it has come.
   *
   * @param id its sender's own, 16 bytes in base64url
   * @param bytes its length; undefined: not known
   * @throws (by rejection) PartylineError `files.off`, `file.too-large`, `files.full`, `storage.full`, `server.busy`
   */
  async begin(account: number, id: string, bytes: number | undefined): Promise<UploadState> {
    const key = keyOf(account, id);
    const known = this.#uploads.get(key);
    if (known !== undefined) return this.#inTurn(known, async () => stateOf(known));
    await this.#parts.kept.counting();
    this.#makeWay(account);
    // Another request may have come first.
    const upload = this.#uploads.get(key) ?? this.#add(key, account, bytes);
    return this.#inTurn(upload, async () => stateOf(upload));
  }

  /**
   * Takes the next bytes of a file; those at another place than its end are not taken, and the answer says where it is.
   *
   * @throws (by rejection) PartylineError `file.interrupted` for a file that nothing is known of, and as `begin` does;
   *   then what had come of it is gone
   */
  async write(account: number, id: string, piece: Piece): Promise<UploadState> {
    const key = keyOf(account, id);
    const upload = this.#uploads.get(key);
    if (upload === undefined) throw new PartylineError('file.interrupted');
    return this.#inTurn(upload, async () => {
      if (upload.hash !== null || piece.offset !== upload.offset) return stateOf(upload);
      try {
        await this.#take(upload, piece);
        return stateOf(upload);
      } catch (error) {
        this.#remove(key, upload);
        throw isFull(error) ? new PartylineError('storage.full') : error;
      }
    });
  }

  /** Gives up a file that has not wholly come. */
  async cancel(account: number, id: string): Promise<void> {
    const key = keyOf(account, id);
    const upload = this.#uploads.get(key);
    if (upload === undefined) return;
    await this.#inTurn(upload, async () => {
      if (upload.hash === null) this.#remove(key, upload);
    });
  }

  #add(key: string, account: number, bytes: number | undefined): Upload {
    const reserved = this.#reserve(account, bytes);
    const { folder } = this.#parts;
    folder.make();
    const path = folder.incoming(key);
    const upload: Upload = {
      ...{ account, path, bytes, reserved, offset: 0, hash: null },
      digest: createHash('sha256'),
      heardAtMs: this.#parts.clock.elapsed(),
      turn: Promise.resolve(),
    };
    this.#uploads.set(key, upload);
    return upload;
  }

  #inTurn<Result>(upload: Upload, act: () => Promise<Result>): Promise<Result> {
    upload.heardAtMs = this.#parts.clock.elapsed();
    const done = upload.turn.then(act);
    upload.turn = done.catch(() => {});
    return done;
  }

  async #take(upload: Upload, { data, last }: Piece): Promise<void> {
    const { path, digest, bytes, reserved } = upload;
    const end = upload.offset + data.length;
    if (end > reserved || (last && end < (bytes ?? 0))) throw otherLength(bytes, reserved);
    if (this.#parts.isLow(data.length)) throw new PartylineError('storage.full');
    const handle = await open(path, upload.offset === 0 ? 'w' : 'r+', 0o600);
    try {
      await writeAll(handle, data, upload.offset);
      if (last) await handle.sync();
    } finally {
      await handle.close();
    }
    digest.update(data);
    upload.offset = end;
    if (last) await this.#finish(upload);
  }

  async #finish(upload: Upload): Promise<void> {
    const { account, path, digest, offset: bytes } = upload;
    const { kept, journal, clock } = this.#parts;
    const hash = digest.digest('hex');
    await kept.add(path, { hash, bytes }, async () => {
      await propose(journal, { type: 'file.store', at: clock.now(), account, hash, bytes });
    });
    upload.hash = hash;
  }

  /** The most that a file may have, which is set aside for it. Throws where there is no room for so much. */
  #reserve(account: number, bytes: number | undefined): number {
    const { line, kept, directory, isLow } = this.#parts;
    const { files } = line;
    if (files === false) throw new PartylineError('files.off');
    if (bytes !== undefined && bytes > files.fileBytes) throw tooLarge(files);
    const reserved = bytes ?? files.fileBytes;
    if (isLow(reserved)) throw new PartylineError('storage.full');
    const counted = countedBytes(reserved);
    if (kept.countedBytes + this.#comingBytes() + counted > files.lineBytes) {
      throw new PartylineError('files.full');
    }
    const own = directory.fileBytesOf(account, leastCountedBytes);
    if (own + this.#comingBytes(account) + counted > files.accountBytes) throw ownFull(files);
    return reserved;
  }

  /** The bytes that are set aside for files on their way, of one account or all. */
  #comingBytes(account?: number): number {
    let bytes = 0;
    for (const upload of this.#uploads.values()) {
      const isMeant = account === undefined || upload.account === account;
      if (isMeant && upload.hash === null) bytes += countedBytes(upload.reserved);
    }
    return bytes;
  }

  /** Lets those go of which nothing was heard. Throws `server.busy` where too many are coming. */
  #makeWay(account: number): void {
    const now = this.#dropSilent();
    const coming = [...this.#uploads].filter(([, { hash }]) => hash === null);
    const own = coming.filter(([, upload]) => upload.account === account);
    if (own.length >= limits.uploadsPerAccount) this.#giveWay(own, now);
    else if (coming.length >= mostUploads) this.#giveWay(coming, now);
  }

  /** Returns the time. */
  #dropSilent(): number {
    const now = this.#parts.clock.elapsed();
    for (const [key, upload] of this.#uploads) {
      const silent = now - upload.heardAtMs;
      const isDone = upload.hash !== null && silent > silentMs;
      if (isDone || silent > limits.unpostedFileMs) this.#remove(key, upload);
    }
    return now;
  }

  #giveWay(coming: readonly (readonly [string, Upload])[], now: number): void {
    const [key, upload] = coming.reduce((oldest, one) =>
      one[1].heardAtMs < oldest[1].heardAtMs ? one : oldest,
    );
    if (now - upload.heardAtMs <= silentMs) {
      const sentence = 'Too many files are being sent at present: wait for one of them.';
      throw new PartylineError('server.busy', sentence);
    }
    this.#remove(key, upload);
  }

  #remove(key: string, upload: Upload): void {
    if (this.#uploads.get(key) === upload) this.#uploads.delete(key);
    rmSync(upload.path, { force: true });
  }
}

function otherLength(bytes: number | undefined, reserved: number): PartylineError {
  if (bytes === undefined) return tooLarge({ fileBytes: reserved });
  const sentence = `The file has another length than the ${bytes} bytes that were announced: send it again.`;
  return new PartylineError('message.invalid', sentence, { field: 'data' });
}

function tooLarge({ fileBytes }: Pick<FileLimits, 'fileBytes'>): PartylineError {
  const sentence = `The file is too large: this line takes files of up to ${byteWords(fileBytes)}.`;
  return new PartylineError('file.too-large', sentence);
}

function ownFull({ accountBytes }: FileLimits): PartylineError {
  const sentence = `The line keeps up to ${byteWords(accountBytes)} of files for an account, and yours has as many: delete messages with files, or wait until some are gone.`;
  return new PartylineError('files.full', sentence);
}

function stateOf({ offset, hash }: Upload): UploadState {
  return { offset, hash };
}

/** The name of a file that is coming: it is no other's on a file system without capital letters, either. */
function keyOf(account: number, id: string): string {
  return `${account}-${Buffer.from(id, 'base64url').toString('hex')}`;
}

/** Whether the disk, or the share of it that the server's user may have, is full. */
function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

async function writeAll(handle: FileHandle, data: Buffer, position: number): Promise<void> {
  for (let at = 0; at < data.length; ) {
    const { bytesWritten } = await handle.write(data, at, data.length - at, position + at);
    at += bytesWritten;
  }
}
