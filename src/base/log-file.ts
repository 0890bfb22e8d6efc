import { renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { bytesOfFiles } from './file-bytes.ts';
import { readLastLines } from './last-lines.ts';
import { LineWriter } from './line-writer.ts';
import { type Facts, type Log, type LogFormat, type LogLevel, logLevels } from './log.ts';
import { type LogDestination, openLogDestination, standardOutputName } from './log-destination.ts';
import { formatLogLine, formatLogWords } from './log-line.ts';
import { makeMissingFolder } from './private-files.ts';

/** How a log file is opened. */
export interface LogFileOptions {
  /**
   * Path of the file, whose missing folders are made 0700; or of a device or a pipe, which is written to and never
   * changed or rotated; or `-` for standard output.
   */
  readonly file: string;
  /** The least important level that is written. */
  readonly level: LogLevel;
  /** How lines are written; `json` if left out. */
  readonly format?: LogFormat;
  /** Size at which the file becomes FILE.1, in bytes; 10 MiB if left out. */
  readonly maxBytes?: number;
  /** Older files kept, FILE.1 the youngest; 5 if left out. */
  readonly keep?: number;
}

/** A log kept in a file of lines, one event each. */
export interface LogFile {
  readonly log: Log;
  /** The least important level that is written; may be set. */
  level: LogLevel;
  /** Opens the path anew, for when something else renamed the file; keeps writing if that fails. */
  reopen(): void;
  /** Resolves when every line told so far was handed to the operating system. */
  flush(): Promise<void>;
  /** Writes the lines left and closes; lines told afterwards are lost. May be called twice. */
  close(): Promise<void>;
  /**
   * The last `count` lines, oldest first, as far as needed also from older files; undefined for what is no file.
   */
  readonly lastLines: ((count: number) => Promise<string[]>) | undefined;
  /** What it takes on the disk, the older files included, in bytes; undefined for what is no file. */
  readonly bytes: (() => number) | undefined;
}

const defaults = { maxBytes: 10 * 1024 * 1024, keep: 5 } as const;
/** Lines held in memory while the disk takes none, in bytes; further lines are lost. */
const waitingBytes = 1024 * 1024;

/**
 * Opens the log: the file is 0600 and grows to `maxBytes`, then FILE becomes FILE.1, FILE.1 becomes
 * FILE.2 and so on; a link stays, and the file behind it is rotated. Throws InputError if it cannot be opened.
 * Later troubles of the disk, or of who reads a pipe, lose lines, never the process. Lines are written as they
 * are told, so that a crash loses none.
 */
export function openLogFile(options: LogFileOptions): LogFile {
  const { file } = options;
  const keep = options.keep ?? defaults.keep;
  if (file !== standardOutputName) makeMissingFolder(dirname(file));
  const output = new RotatingFile(file, options.maxBytes ?? defaults.maxBytes, keep);
  const files = () => generations(output.file ?? file, keep);
  const writing: Writing = {
    output,
    level: options.level,
    format: options.format === 'text' ? formatLogWords : formatLogLine,
  };
  return {
    log: new FileLog(writing, {}),
    get level() {
      return writing.level;
    },
    set level(level: LogLevel) {
      writing.level = level;
    },
    reopen: () => output.reopen(),
    flush: async () => output.flush(),
    close: async () => output.close(),
    lastLines: output.file === undefined ? undefined : (count) => readLastLines(files(), count),
    bytes: output.file === undefined ? undefined : () => bytesOfFiles(files()),
  };
}

/** How the log and all its children write. */
interface Writing {
  readonly output: RotatingFile;
  /** The least important level that is written. */
  level: LogLevel;
  readonly format: typeof formatLogLine;
}

/** A log whose methods are shared by all its children: there is one for each connection. */
class FileLog implements Log {
  readonly #writing: Writing;
  readonly #common: Facts;

  constructor(writing: Writing, common: Facts) {
    this.#writing = writing;
    this.#common = common;
  }

  debug(event: string, facts?: Facts): void {
    this.#write('debug', event, facts);
  }

  info(event: string, facts?: Facts): void {
    this.#write('info', event, facts);
  }

  warn(event: string, facts?: Facts): void {
    this.#write('warn', event, facts);
  }

  error(event: string, facts?: Facts): void {
    this.#write('error', event, facts);
  }

  child(facts: Facts): Log {
    return new FileLog(this.#writing, { ...this.#common, ...facts });
  }

  #write(level: LogLevel, event: string, facts: Facts | undefined): void {
    const { output, format, level: least } = this.#writing;
    if (logLevels.indexOf(level) < logLevels.indexOf(least)) return;
    output.write(format(level, event, { ...this.#common, ...facts }, Date.now()));
  }
}

/** The file names from the present one to the oldest kept. */
function generations(file: string, keep: number): string[] {
  return [file, ...Array.from({ length: keep }, (_, index) => `${file}.${index + 1}`)];
}

/** Characters that a terminal might obey or hide and that JSON leaves as they are: C1, format characters. */
const unprintable = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeUnprintable(line: string): string {
  return line.replace(unprintable, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** The file that the lines go to. Never throws after the constructor. */
class RotatingFile {
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  #destination: LogDestination;
  readonly #writer: LineWriter;
  #bytes: number;
  #closed = false;

  constructor(name: string, maxBytes: number, keep: number) {
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#keep = keep;
    this.#destination = openLogDestination(name);
    this.#writer = new LineWriter(this.#destination.descriptor, waitingBytes);
    this.#bytes = this.#destination.bytes;
  }

  /** The file that is rotated, links followed; undefined when it is no file. */
  get file(): string | undefined {
    return this.#destination.file;
  }

  write(line: string): void {
    if (this.#closed) return;
    const safe = escapeUnprintable(line);
    const bytes = Buffer.byteLength(safe);
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) this.#rotate();
    this.#bytes += bytes;
    this.#writer.write(safe);
  }

  reopen(): void {
    if (this.#closed) return;
    try {
      const destination = openLogDestination(this.#name);
      this.#writer.redirect(destination.descriptor);
      this.#destination.close();
      this.#destination = destination;
      this.#bytes = destination.bytes;
    } catch {
      // The file that is open stays in use; the next rotation tries again.
      this.#bytes = 0;
    }
  }

  /** Tries again to write what a full disk kept waiting. */
  flush(): void {
    if (!this.#closed) this.#writer.flush();
  }

  close(): void {
    if (this.#closed) return;
    this.#writer.flush();
    this.#closed = true;
    this.#destination.close();
  }

  #rotate(): void {
    const { file } = this.#destination;
    if (file === undefined) return;
    const names = generations(file, this.#keep);
    for (let index = names.length - 1; index > 0; index--) {
      moveOver(names[index - 1] as string, names[index] as string);
    }
    if (this.#keep === 0) rmSync(file, { force: true });
    this.reopen();
  }
}

function moveOver(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) === undefined) return;
  try {
    renameSync(from, to);
  } catch {
    // The rotation failed: the present file goes on growing until the next attempt.
  }
}
