import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  linkSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { systemReason } from '../base/private-files.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/**
 * A new file of its owner alone that appears under its name once everything is in it, so that a part is never
 * taken for the whole. Every method throws CommandError for what the file system refuses.
 */
export class WholeFile {
  readonly #file: string;
  readonly #part: string;
  readonly #descriptor: number;

  /** @param file must not be there */
  constructor(file: string) {
    this.#file = file;
    this.#part = `${file}.part`;
    if (existsSync(file)) throw cannot(file, 'it is there already; name another file or remove it');
    this.#descriptor = this.#attempt(() => openSync(this.#part, 'wx', 0o600));
  }

  write(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    });
  }

  /** Waits until the disk has what was written: a little at a time disturbs others less than all at once. */
  settle(): void {
    this.#attempt(() => fdatasyncSync(this.#descriptor));
  }

  /** Everything is in it. */
  finish(): void {
    this.#attempt(() => {
      fsyncSync(this.#descriptor);
      closeSync(this.#descriptor);
      // Unlike a rename, a link never takes the place of a file that came meanwhile.
      linkSync(this.#part, this.#file);
      rmSync(this.#part);
    });
  }

  /** Takes away what there is of it. */
  abandon(): void {
    rmSync(this.#part, { force: true });
  }

  #attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      const isLeft = (error as NodeJS.ErrnoException).code === 'EEXIST';
      const hint = isLeft ? ` (${this.#part}: remove it unless another command is writing it)` : '';
      throw cannot(this.#file, `${systemReason(error)}${hint}`);
    }
  }
}

function cannot(file: string, reason: string): CommandError {
  return new CommandError(exitCodes.cannotCreate, `Cannot write ${file}: ${reason}.`);
}
