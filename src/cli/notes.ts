import { type CommandEnvironment, processEnvironment } from './process-environment.ts';

/* Notes to a person on standard error that are neither results nor errors; --quiet leaves them out. */

/** The environments of commands that leave notes out. */
const quiet = new WeakSet<CommandEnvironment>();

/** Leaves out all notes of this command from here on. */
export function beQuiet(): void {
  quiet.add(processEnvironment());
}

/** Whether notes are wanted. */
export function mayNote(): boolean {
  return !quiet.has(processEnvironment());
}

/** Tells a person something; `text` may have several lines. */
export function note(text: string): void {
  if (mayNote()) processEnvironment().errors.write(`${text}\n`);
}
