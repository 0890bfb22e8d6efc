import type { Trouble } from './troubles.ts';

const mebibyte = 1024 * 1024;

/**
 * The trouble of a disk that is almost full.
 *
 * @param folder the data folder
 * @param freeDiskBytes with less room than this nothing more is stored
 */
export function lowSpace(folder: string, freeDiskBytes: number): Trouble {
  const bound = `${Math.ceil(freeDiskBytes / mebibyte)} MiB`;
  return {
    event: 'storage.low',
    begun:
      `The disk of the data folder ${folder} is almost full: ${bound} have to stay free on it. Messages and sign-ups are ` +
      'refused. Those who are here can read, and others can log in as long as there is room for that. Make room ' +
      'on the disk; nothing has to be started again.',
    over: `The disk of the data folder ${folder} has room again: messages and sign-ups are taken.`,
  };
}
