/* A path as a person types it after a command: in quotes, or with backslashes before its spaces. */

/** Cuts the path off the front: `['my file.txt', 'look']` of `"my file.txt" look`, and of `my\ file.txt look`. */
export function takePath(text: string): [path: string, rest: string] {
  const trimmed = text.trimStart();
  const [quote = ''] = trimmed;
  const end = quote === '"' || quote === "'" ? trimmed.indexOf(quote, 1) : -1;
  if (end > 0) return [trimmed.slice(1, end), trimmed.slice(end + 1).trim()];
  const [word = ''] = /^(?:\\.|[^\s\\])*/su.exec(trimmed) ?? [];
  return [word.replace(/\\(.)/gsu, '$1'), trimmed.slice(word.length).trim()];
}

/** A path so that `takePath` takes the whole of it. */
export function writePath(path: string): string {
  return path.replace(/[\s\\'"]/gu, '\\$&');
}
