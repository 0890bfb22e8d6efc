import type { FileLimits } from '../words/file-limits.ts';
import type { CommandValues } from './options.ts';
import type { serveCommand } from './serve-command.ts';

type FileOptions = Pick<
  CommandValues<typeof serveCommand>,
  'files' | 'fileSize' | 'fileQuota' | 'fileAccountQuota' | 'fileDays'
>;

/** The bounds of files that the options of `serve` give; undefined: no files are taken. */
export function fileLimitsOf(options: FileOptions): FileLimits | undefined {
  const { files, fileSize, fileQuota, fileAccountQuota, fileDays } = options;
  if (!files) return undefined;
  return {
    fileBytes: fileSize,
    lineBytes: fileQuota,
    accountBytes: fileAccountQuota,
    keepMs: fileDays,
  };
}
