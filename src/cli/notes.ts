import process from 'node:process';

/* Notes to a person on standard error that are neither results nor errors; --quiet leaves them out. */

let isQuiet = false;

/** Leaves out all notes from here on. */
export function beQuiet(): void {
  isQuiet = true;
}

/** Whether notes are wanted. */
export function mayNote(): boolean {
  return !isQuiet;
}

/** Tells a person something; `text` may have several lines. */
export function note(text: string): void {
  if (!isQuiet) process.stderr.write(`${text}\n`);
}
