import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { InputError } from '../base/errors.ts';
import { systemReason } from '../base/private-files.ts';
import { decodeUtf8, withoutMark } from '../base/utf8.ts';
import { textOf } from '../texts/text-of.ts';

/**
 * Edits a text in a person's own editor, which gets the terminal. The text lies in a file that nobody else may
 * read, in a folder of its own, and is removed afterwards.
 *
 * @param command of the editor, as a shell takes it; the file's name is added
 * @returns the text without the line feeds at its end
 * @throws InputError when the editor cannot be run, or says by its exit code that the text is not to be taken
 */
export async function editOutside(command: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'partyline-edit-'));
  try {
    const file = join(folder, 'message.txt');
    await writeFile(file, text === '' ? '' : `${text}\n`, { mode: 0o600, flag: 'wx' });
    await run(command, file);
    const edited = withoutMark(decodeUtf8(await readFile(file), file));
    return edited.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(textOf('editor.failed', { command, reason: systemReason(error) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(command: string, file: string): Promise<void> {
  // The shell splits the command into words; the name of the file stays one.
  const [shell, words] =
    process.platform === 'win32'
      ? [true as const, { command: `${command} "${file}"`, args: [] }]
      : [false as const, { command: 'sh', args: ['-c', `${command} "$1"`, 'sh', file] }];
  const editor = spawn(words.command, words.args, { stdio: 'inherit', shell });
  const [code] = (await once(editor, 'close')) as [number | null];
  if (code !== 0) throw new InputError(textOf('editor.refused', { command, code: String(code) }));
}
