import { existsSync, readFileSync } from 'node:fs';
import { assertPassphrase, sealKeys, unsealKeys } from '../backup/key-file.ts';
import { InputError } from '../base/errors.ts';
import { asked, assertEntrusted, writePrivateFile } from '../base/private-files.ts';
import { databaseName, openDataFolder } from '../store/data-folder.ts';
import { openDatabase } from '../store/database.ts';
import { leaveStream, placeOf } from '../store/stream-position.ts';
import { askNewPassword, askPassword } from '../terminal/prompts.ts';
import type {
  clusterInitCommand,
  clusterJoinCommand,
  clusterLeaveCommand,
} from './cluster-commands.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { isInteractive, styleOfTerminal } from './interactive.ts';
import { note } from './notes.ts';
import type { CommandValues } from './options.ts';
import { print } from './output.ts';

const stream = '-';

/** `partyline cluster init`; resolves with the exit code. */
export async function init(options: CommandValues<typeof clusterInitCommand>): Promise<number> {
  const { file, data } = options;
  if (file !== stream && existsSync(file)) {
    throw new InputError(`Cannot write the keys to ${file}: a file is in the way. Name a new one.`);
  }
  const passphrase = await passphraseOf(options, () =>
    askNewPassword(styleOfTerminal(false), {
      message: 'A passphrase for the file:',
      again: 'The same passphrase again:',
      differ: 'The two passphrases differ; choose it again.',
      check: assertPassphrase,
    }),
  );
  const text = sealKeys(data, passphrase);
  if (file === stream) await print(text);
  else writePrivateFile(file, text);
  note('Carry it to the other machines, run partyline cluster join on it there, and delete it.');
  return exitCodes.ok;
}

/** `partyline cluster join`; resolves with the exit code. */
export async function join(options: CommandValues<typeof clusterJoinCommand>): Promise<number> {
  const { file, data } = options;
  const text = asked(`read ${file}`, () => readFileSync(file === stream ? 0 : file, 'utf8'));
  const passphrase = await passphraseOf(options, () =>
    askPassword(styleOfTerminal(false), 'The passphrase of the file:'),
  );
  unsealKeys(text, data, passphrase);
  note(
    `The keys of the line are in ${data}. Start it there with the --cluster of its other nodes.`,
  );
  return exitCodes.ok;
}

/** `partyline cluster leave`; resolves with the exit code. */
export function leave({ data }: CommandValues<typeof clusterLeaveCommand>): number {
  const folder = openDataFolder(data);
  try {
    const file = folder.file(databaseName);
    if (!existsSync(file)) throw new InputError(`There is no line in ${data}.`);
    const database = openDatabase(file);
    try {
      if (placeOf(database) === undefined) {
        throw new InputError(`The line in ${data} runs on this machine alone already.`);
      }
      leaveStream(database);
    } finally {
      database.close();
    }
  } finally {
    folder.release();
  }
  note(
    `The line in ${data} runs on this machine alone from now on: start it without --cluster, or with another --cluster-name.`,
  );
  return exitCodes.ok;
}

async function passphraseOf(
  { passphraseFile: file }: { readonly passphraseFile: string | undefined },
  ask: () => Promise<string>,
): Promise<string> {
  if (file !== undefined) {
    assertEntrusted(file);
    return (
      asked(`read ${file}`, () => readFileSync(file, 'utf8'))
        .split('\n', 1)[0]
        ?.trimEnd() ?? ''
    );
  }
  if (isInteractive()) return ask();
  throw new CommandError(
    exitCodes.usage,
    'Cannot ask for the passphrase here: name a file with it with --passphrase-file.',
  );
}
