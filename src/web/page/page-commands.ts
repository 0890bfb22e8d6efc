import { InputError } from '../../base/errors.ts';
import type { AtLine } from '../../talk/at-line.ts';
import { commandTable } from '../../talk/command-table.ts';
import type { Command } from '../../talk/commands.ts';
import { textOf } from '../../texts/text-of.ts';
import { saveFile } from './save-file.ts';

/**
 * The commands of a page: those of a terminal, but for those about files, which a page can neither read nor write by
 * their paths.
 *
 * @param chooseFiles asks the person for files, to be sent with this text
 */
export function pageCommands(chooseFiles: (text: string) => void): readonly Command<AtLine>[] {
  const own: readonly Command<AtLine>[] = [
    {
      name: 'upload',
      arguments: '[TEXT]',
      summary: () => textOf('page.help.upload'),
      run: (_context, text) => chooseFiles(text),
    },
    {
      name: 'download',
      arguments: 'N',
      summary: () => textOf('help.download'),
      async run({ client, room, transcript }, number) {
        if (!/^[1-9]\d{0,5}$/.test(number)) throw new InputError(textOf('page.which-file'));
        const message = transcript.pick(room, Number(number));
        if (message.file === null) throw new InputError(textOf('file.none', { number }));
        await saveFile(client, message, message.file);
      },
    },
  ];
  return commandTable.map((command) => own.find(({ name }) => name === command.name) ?? command);
}
