import { InputError } from '../base/errors.ts';
import type { Line } from '../client/line.ts';
import { textOf } from '../texts/text-of.ts';
import { limits } from '../words/limits.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeWord } from './commands.ts';
import { gatherHistory } from './gathered-history.ts';
import { assertIn } from './nearest-room.ts';
import { historyTitle } from './render.ts';
import { receiptLines } from './render-receipts.ts';
import { destination } from './room-arguments.ts';
import { isNamedRoom } from './room-words.ts';
import { shown } from './safe-text.ts';

/** Messages that `/history` shows if it is not told how many. */
const usualCount = 20;

/** The commands about what was said before. */
export const historyCommands: readonly Command<AtLine>[] = [
  {
    name: 'history',
    arguments: '[#ROOM|@NAME] [N]',
    summary: () => textOf('help.history'),
    details: () => textOf('help.history.more', { usual: usualCount, most: limits.replayMessages }),
    async run(context, rest) {
      const [word, behind] = takeWord(rest);
      const isRoom = /^[#@]|^lobby$/i.test(word);
      const count = isRoom ? behind : rest;
      const room = isRoom ? destination(word) : context.room;
      const limit = count === '' ? usualCount : countIn(count);
      if (room === context.room) await context.history.show(room, limit);
      else await showElsewhere(context, room, limit);
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

/** Shows the end of a room that is not the present one, also of one that was left. */
async function showElsewhere(context: AtLine, roomName: string, limit: number): Promise<void> {
  const { client, screen, transcript, view } = context;
  const room = await readableRoom(client, roomName);
  const { messages, more, dropped } = await gatherHistory(client, room, { limit });
  screen.print(
    historyTitle(roomName, { count: messages.length, isEnd: true, more, dropped }, view()),
  );
  for (const message of messages) {
    const own = message.from === client.name;
    screen.print(transcript.message({ ...message, room, roomName, own, replayed: true }, view()));
  }
}

/** The id of a room by its name; of one that the account has left too. Throws (by rejection) `room.unknown`. */
async function readableRoom(client: Line, name: string): Promise<string> {
  const present = client.rooms.all.find((room) => room.name === name);
  if (present !== undefined) return present.room;
  const readable = await client.rooms.readable();
  return readable.find((room) => room.name === name)?.room ?? inRoomNamed(client, name);
}

/** Throws for a room that is not there, with the nearest one; conversations begin with the first message. */
async function inRoomNamed(client: Line, name: string): Promise<string> {
  if (isNamedRoom(name)) await assertIn(client, name);
  return name;
}

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
