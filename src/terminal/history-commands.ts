import { InputError } from '../base/errors.ts';
import { limits } from '../words/limits.ts';
import type { AtLine } from './at-line.ts';
import type { Command } from './commands.ts';
import { shown } from './safe-text.ts';

/** Messages that `/history` shows if it is not told how many. */
const usualCount = 20;

/** The commands about what was said before. */
export const historyCommands: readonly Command<AtLine>[] = [
  {
    name: 'history',
    arguments: '[N]',
    summary: 'show earlier messages of this room; again, those before them',
    details:
      `N is how many, ${usualCount} if it is left out and at most ${limits.replayMessages.toLocaleString('en')}. ` +
      'partyline history and partyline export read\na whole room.',
    async run(context, rest) {
      await context.history.show(context.room, rest === '' ? usualCount : countIn(rest));
    },
  },
];

function countIn(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= limits.replayMessages) return count;
  throw new InputError(
    `Cannot show ${shown(text)} messages: type a number from 1 to ${limits.replayMessages.toLocaleString('en')} behind /history, or nothing.`,
  );
}
