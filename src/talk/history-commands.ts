import { InputError } from '../base/errors.ts';
import { textOf } from '../texts/text-of.ts';
import { limits } from '../words/limits.ts';
import type { AtLine } from './at-line.ts';
import type { Command } from './commands.ts';
import { receiptLines } from './render-receipts.ts';
import { shown } from './safe-text.ts';

/** Messages that `/history` shows if it is not told how many. */
const usualCount = 20;

/** The commands about what was said before. */
export const historyCommands: readonly Command<AtLine>[] = [
  {
    name: 'history',
    arguments: '[N]',
    summary: () => textOf('help.history'),
    details: () => textOf('help.history.more', { usual: usualCount, most: limits.replayMessages }),
    async run(context, rest) {
      await context.history.show(context.room, rest === '' ? usualCount : countIn(rest));
    },
  },
  {
    name: 'receipts',
    arguments: '[on|off]',
    summary: () => textOf('help.receipts'),
    details: () => textOf('help.receipts.more'),
    async run(context, rest) {
      const choice = rest.toLowerCase();
      if (choice === '') await showReceipts(context);
      else if (choice === 'on' || choice === 'off') await chooseReceipts(context, choice === 'on');
      else throw new InputError(textOf('receipts.usage', { text: shown(rest) }));
    },
  },
];

async function showReceipts({ client, room, screen, view }: AtLine): Promise<void> {
  if (!room.startsWith('@')) {
    throw new InputError(textOf('receipts.direct-only'));
  }
  const [receipts, page] = await Promise.all([
    client.reading.receipts(room),
    client.history(room, { limit: 1 }),
  ]);
  for (const line of receiptLines(receipts, page.last, view())) screen.print(line);
}

async function chooseReceipts({ client, screen }: AtLine, receipts: boolean): Promise<void> {
  await client.attention.change({ receipts });
  screen.print(receipts ? textOf('receipts.on') : textOf('receipts.off'));
}

function countIn(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= limits.replayMessages) return count;
  throw new InputError(
    textOf('history.wrong-count', { text: shown(text), most: limits.replayMessages }),
  );
}
