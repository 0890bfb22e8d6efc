import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { byteWords } from '../base/byte-words.ts';
import { InputError } from '../base/errors.ts';
import { checkFiles, type FilesCheck } from '../store/check/check-files.ts';
import { checkStore, type StoreCheck } from '../store/check/check-store.ts';
import { isMendable, type Problem } from '../store/check/problem.ts';
import { repairStore } from '../store/check/repair-store.ts';
import { databaseName, openDataFolder, searchIndexName } from '../store/data-folder.ts';
import { openDatabase, sqliteCode } from '../store/database.ts';
import { FileFolder } from '../store/files/file-folder.ts';
import { assertSchema } from '../store/migrations.ts';
import { checkIndexFile, removeIndexFile } from '../store/search/index-file.ts';
import { safeText } from '../talk/safe-text.ts';
import type { checkCommand } from './check-command.ts';
import { exitCodes } from './exit-codes.ts';
import { jsonLine } from './json-line.ts';
import type { CommandValues } from './options.ts';
import { write } from './output.ts';
import { processEnvironment } from './process-environment.ts';
import { Progress } from './progress.ts';

/** `partyline check`; resolves with the exit code. */
export function run({ data, json, repair }: CommandValues<typeof checkCommand>): number {
  const files = filesOf(data);
  const before = check(files);
  if (repair && before.problems.length > 0) mend(data, files, before.problems);
  const isMended = repair && before.problems.some(isMendable);
  const after = isMended ? check(files) : before;
  const mended = before.problems.length - after.problems.length;
  write(json ? asJson(after, mended) : asText(data, after, mended));
  return after.problems.length === 0 ? exitCodes.ok : exitCodes.data;
}

/** The files of a store that are checked. */
interface Files {
  readonly store: string;
  readonly searchIndex: string;
  readonly folder: FileFolder;
}

function filesOf(folder: string): Files {
  const store = join(folder, databaseName);
  if (existsSync(store)) {
    const searchIndex = join(folder, searchIndexName);
    return { store, searchIndex, folder: new FileFolder(folder) };
  }
  throw new InputError(
    `Cannot check ${folder}: it has no ${databaseName}. Name the data folder of a line with --data.`,
  );
}

/** A store with the files beside it. */
type LineCheck = StoreCheck & Pick<FilesCheck, 'files'>;

function check({ store, searchIndex, folder }: Files): LineCheck {
  return withDatabase(store, true, (database) => {
    assertSchema(database);
    let total = 0;
    const progress = new Progress(
      (done) => `${counted(done, 'block')} of ${counted(total, 'block')} checked`,
    );
    let files = 0;
    const filesProgress = new Progress(
      (done) => `${byteWords(done)} of ${byteWords(files)} of files checked`,
    );
    try {
      const checked = checkStore(database, (done, all) => {
        total = all;
        progress.tell(done);
      });
      progress.end();
      const sent = checkFiles(database, folder, (done, all) => {
        files = all;
        filesProgress.tell(done);
      });
      const problems = [...checked.problems, ...checkIndexFile(searchIndex), ...sent.problems];
      return { ...checked, files: sent.files, problems };
    } finally {
      progress.end();
      filesProgress.end();
    }
  });
}

/** No server may run meanwhile. */
function mend(folder: string, { store, searchIndex }: Files, problems: readonly Problem[]): void {
  const held = openDataFolder(folder);
  try {
    withDatabase(store, false, (database) => attempt(() => repairStore(database, problems)));
    if (problems.some(({ kind }) => kind === 'search')) removeIndexFile(searchIndex);
  } finally {
    held.release();
  }
}

/** What SQLite refuses to repair stays as it was, and the next check tells of it. */
function attempt(repair: () => void): void {
  try {
    repair();
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
    processEnvironment().errors.write(`Cannot repair the store: ${(error as Error).message}.\n`);
  }
}

function withDatabase<Result>(
  file: string,
  readOnly: boolean,
  work: (database: DatabaseSync) => Result,
): Result {
  const database = openDatabase(file, { readOnly });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function asText(folder: string, checked: LineCheck, mended: number): string {
  const { problems, rooms, entries, blocks, files } = checked;
  const lines = problems.map((problem) => `${safeText(sentence(problem), { newlines: false })}\n`);
  if (mended > 0) lines.push(`${counted(mended, 'problem')} repaired.\n`);
  const counts = `${counted(rooms, 'room')}, ${counted(entries, 'entry', 'entries')} in ${counted(blocks, 'block')}${files === 0 ? '' : `, ${counted(files, 'file')}`}`;
  if (problems.length === 0) return `${lines.join('')}${folder} is sound: ${counts}.\n`;
  const advice = problems.some(isMendable)
    ? 'Stop the server and run partyline check --repair.'
    : 'Restore a backup that is sound; until then the rest can be read.';
  return `${lines.join('')}${counted(problems.length, 'problem')} in ${folder}: ${counts}. ${advice}\n`;
}

function sentence({ text, place }: Problem): string {
  if (place === undefined) return `${text}.`;
  const { room, first, last } = place;
  return first === last
    ? `In ${room}, entry ${first}: ${text}.`
    : `In ${room}, entries ${first} to ${last}: ${text}.`;
}

function asJson({ problems, ...counts }: LineCheck, mended: number): string {
  const told = problems.map(({ kind, text, place }) => ({ kind, text, ...place }));
  return jsonLine({ sound: problems.length === 0, ...counts, mended, problems: told });
}

/** `1 block`, `2,000 blocks`. */
function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;
}
