import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { DamageError, InputError } from '../base/errors.ts';
import { asked } from '../base/private-files.ts';
import { type BackupManifest, backupFormat, formatOf, parseManifest } from './manifest.ts';
import { manifestName, mostManifestBytes, sumsName } from './parts.ts';
import { blockBytes, endBytes, paddingAfter, readTarHeader, type TarEntry } from './tar.ts';
import { sumLine } from './write-backup.ts';

/** Takes what is in a backup while it is read; nothing of it may be believed before all is read. */
export interface BackupReceiver {
  begin?(manifest: BackupManifest): void;
  /** The next file, with its bytes one chunk after the other. */
  part?(name: string): (chunk: Uint8Array) => void;
  /** Told how many bytes of the files are read of how many; what it throws ends the work. */
  advance?(done: number, total: number): void;
}

/** Bytes that are read at a time. */
const chunkBytes = 1024 * 1024;

/**
 * Reads a backup from its first byte to its last, and checks each of them. Returns its manifest.
 *
 * @throws DamageError if a single bit is another than was written, or something is missing
 * @throws InputError if the file cannot be read, is no backup, or is one of a newer version
 */
export function readBackup(file: string, receiver: BackupReceiver = {}): BackupManifest {
  const descriptor = asked(`read ${file}`, () => openSync(file, 'r'));
  try {
    return new Reading(file, descriptor, receiver).all();
  } finally {
    closeSync(descriptor);
  }
}

class Reading {
  readonly #file: string;
  readonly #descriptor: number;
  readonly #receiver: BackupReceiver;
  readonly #sums: string[] = [];

  constructor(file: string, descriptor: number, receiver: BackupReceiver) {
    this.#file = file;
    this.#descriptor = descriptor;
    this.#receiver = receiver;
  }

  all(): BackupManifest {
    const { manifest, at } = this.#manifest();
    this.#receiver.begin?.(manifest);
    const total = manifest.parts.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    for (const part of manifest.parts) {
      const take = this.#receiver.part?.(part.name);
      this.#header({ ...part, at });
      this.#content(part, (chunk) => {
        take?.(chunk);
        done += chunk.length;
        this.#receiver.advance?.(done, total);
      });
    }
    this.#sumsAndEnd(at);
    return manifest;
  }

  #manifest(): { readonly manifest: BackupManifest; readonly at: number } {
    const header = readTarHeader(this.#read(blockBytes, () => this.#noBackup()));
    if (header?.name !== manifestName || header.bytes > mostManifestBytes) throw this.#noBackup();
    const chunks: Uint8Array[] = [];
    this.#content(header, (chunk) => chunks.push(chunk));
    const text = Buffer.concat(chunks).toString();
    const manifest = parseManifest(text);
    if (manifest !== undefined) return { manifest, at: header.at };
    const format = formatOf(text);
    if (format === undefined || format <= backupFormat) throw this.#damaged(manifestName);
    throw new InputError(
      `Cannot use ${this.#file}: it has format ${format}, and this version of partyline reads ${backupFormat}. Use the version that wrote it, or a newer one.`,
    );
  }

  #header(expected: TarEntry): void {
    const header = readTarHeader(this.#read(blockBytes));
    if (header?.name === expected.name && header.bytes === expected.bytes) {
      if (header.at === expected.at) return;
    }
    throw this.#damaged(expected.name);
  }

  /** Reads a file, and notes its sum. */
  #content({ name, bytes }: Pick<TarEntry, 'name' | 'bytes'>, take: (chunk: Buffer) => void): void {
    const hash = createHash('sha256');
    for (let left = bytes; left > 0; ) {
      const chunk = this.#read(Math.min(left, chunkBytes));
      hash.update(chunk);
      take(chunk);
      left -= chunk.length;
    }
    this.#expect(paddingAfter(bytes), name);
    this.#sums.push(sumLine(name, hash));
  }

  /** The sums are those of the files, one by one; behind them is the end, and nothing else. */
  #sumsAndEnd(at: number): void {
    const sums = Buffer.from(this.#sums.join(''));
    this.#header({ name: sumsName, bytes: sums.length, at });
    const found = this.#read(sums.length).toString('latin1');
    for (const sum of this.#sums) {
      const [, name = sumsName] = sum.trimEnd().split('  ');
      if (!found.includes(sum)) throw this.#damaged(name);
    }
    if (found !== sums.toString()) throw this.#damaged(sumsName);
    this.#expect(paddingAfter(sums.length), sumsName);
    this.#expect(Buffer.alloc(endBytes), 'its end');
    if (readSync(this.#descriptor, Buffer.alloc(1)) > 0) throw this.#damaged('its end');
  }

  #expect(bytes: Buffer, name: string): void {
    if (!this.#read(bytes.length).equals(bytes)) throw this.#damaged(name);
  }

  #read(bytes: number, whenShort: () => Error = () => this.#cut()): Buffer {
    const chunk = Buffer.allocUnsafe(bytes);
    for (let at = 0; at < bytes; ) {
      const length = asked(`read ${this.#file}`, () =>
        readSync(this.#descriptor, chunk, at, bytes - at, null),
      );
      if (length === 0) throw whenShort();
      at += length;
    }
    return chunk;
  }

  #noBackup(): Error {
    return new DamageError(
      `Cannot use ${this.#file}: it is no backup of partyline, or its beginning is damaged. Name a file that partyline backup has made.`,
    );
  }

  #cut(): Error {
    return new DamageError(
      `Cannot use ${this.#file}: its end is missing, so it was cut off or is being copied yet. Use another backup, or copy it again.`,
    );
  }

  #damaged(name: string): Error {
    return new DamageError(
      `Cannot use ${this.#file}: it is damaged, in ${name}. Use another backup, or copy it again from where it came from.`,
    );
  }
}
