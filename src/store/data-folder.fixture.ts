/*
 * Holds the data folder it is given, says so on standard output, and stays until it is killed. It
 * keeps no reference to the folder, and collects garbage where that is allowed (--expose-gc).
 */
import { InputError } from '../base/errors.ts';
import { openDataFolder } from './data-folder.ts';

const path = String(process.argv[2]);
openDataFolder(path);
tryAgain();
globalThis.gc?.();
process.stdout.write('held\n');
setInterval(() => {}, 60_000);

/** A second attempt in the same process must fail, and take nothing away from the first. */
function tryAgain(): void {
  try {
    openDataFolder(path);
  } catch (error) {
    if (error instanceof InputError) return;
  }
  throw new Error('the folder was given twice');
}
