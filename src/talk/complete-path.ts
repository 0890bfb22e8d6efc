import type { LocalFiles } from './local-files.ts';
import type { Offer } from './screen.ts';
import { takePath, writePath } from './typed-path.ts';

/** The offer of Tab for the path behind `/upload`; undefined where none is being typed. */
export function completePath(files: LocalFiles, line: string): Offer | undefined {
  const [, typed] = /^\/upload\s+((?:\\.|[^\s\\'"])*)$/isu.exec(line) ?? [];
  if (typed === undefined) return undefined;
  const paths = files.complete(takePath(typed)[0]);
  const written = paths.map((path) => `${writePath(path)}${path.endsWith('/') ? '' : ' '}`);
  return [written, typed];
}
