import { isDeepStrictEqual } from 'node:util';
import type { LogFile } from '../base/log-file.ts';
import type { Server } from '../server/server.ts';
import { fileLimitsOf } from './file-limits.ts';
import type { CommandValues } from './options.ts';
import type { Resolved } from './resolve-options.ts';
import { serveCommand } from './serve-command.ts';

type ServeOptions = CommandValues<typeof serveCommand>;

/** The options that a running server can take over; the files of key and certificate are read anew in any case. */
const live: readonly (keyof ServeOptions)[] = [
  ...(['name', 'rooms', 'keep', 'keepSize', 'logLevel'] as const),
  ...(['files', 'fileSize', 'fileQuota', 'fileAccountQuota', 'fileDays'] as const),
];

/** A running server, and how its options are found again. */
export interface Reloading {
  readonly server: Server;
  readonly logFile: LogFile;
  /** Those that it was started with. */
  readonly options: ServeOptions;
  resolve(): Promise<Resolved<typeof serveCommand.options>>;
}

/**
 * Opens the log anew and takes over what has changed in the configuration and in the files of key and certificate. The
 * log tells what was taken over, what has to wait for the next start, or why nothing was.
 */
export async function reloadServer({
  server,
  logFile,
  options,
  resolve,
}: Reloading): Promise<void> {
  const { log } = logFile;
  logFile.reopen();
  try {
    const { values } = await resolve();
    const { name, rooms, keep: ms, keepSize: bytes, logLevel } = values;
    const changed = server.reload({
      name,
      rooms,
      keep: { ms, bytes },
      files: fileLimitsOf(values) ?? false,
    });
    if (logLevel !== logFile.level) changed.push('log-level');
    logFile.level = logLevel;
    log.info('configuration.reloaded', { changed, needStart: needStart(options, values) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error('configuration.refused', { reason });
  }
}

/** Keys of what is another than at the start and takes effect at the next one. */
function needStart(options: ServeOptions, values: ServeOptions): string[] {
  return (Object.keys(serveCommand.options) as (keyof ServeOptions)[])
    .filter((name) => !live.includes(name) && !isDeepStrictEqual(options[name], values[name]))
    .flatMap((name) => serveCommand.options[name].key ?? []);
}
