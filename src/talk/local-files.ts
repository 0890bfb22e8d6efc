import type { FileFacts } from '../words/file.ts';

/** The files of the machine at which a person sits, as far as a talk needs them; a page has none. */
export interface LocalFiles {
  /** An absolute path of one as it was typed: `~` is the person's own folder. */
  resolve(path: string): string;
  /** The path in a folder, or in the present one, under which a file that was fetched is saved. */
  pathFor(file: Pick<FileFacts, 'name'>, typed: string): string;
  exists(path: string): boolean;
  /** The paths that begin as one that was typed, folders with a slash behind them. */
  complete(typed: string): readonly string[];
  /**
   * Saves a file that comes, for its owner alone.
   *
   * @throws (by rejection) InputError; then nothing of it is left
   */
  save(saving: {
    readonly bytes: AsyncIterable<Uint8Array>;
    readonly file: FileFacts;
    readonly path: string;
    readonly overwrite: boolean;
    readonly onProgress: (done: number) => void;
  }): Promise<void>;
}
