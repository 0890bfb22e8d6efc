import type { Line } from '../client/line.ts';
import { type GatheredHistory, gatherHistory } from '../talk/gathered-history.ts';
import { limits } from '../words/limits.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { historyCommand } from './history-command.ts';
import { seqOf } from './history-place.ts';
import { messageJson, messageText } from './message-output.ts';
import { noteDropped } from './note-dropped.ts';
import type { CommandValues } from './options.ts';
import { print } from './output.ts';
import { Progress } from './progress.ts';
import { enterLine, findWayIn } from './way-in.ts';

type HistoryCommandOptions = CommandValues<typeof historyCommand>;

/** `partyline history`: prints a part of a room; resolves with the exit code. */
export async function run(options: HistoryCommandOptions): Promise<number> {
  const { limit, json } = options;
  if (limit > limits.replayMessages) throw tooMany(limit);
  await using line = await enterLine(findWayIn(options), { receive: false });
  const roomName = formatRoomReference(options.room);
  const place = await placesOf(line, roomName, options);
  const { messages, dropped } = await gather(line, roomName, { limit, ...place });
  if (dropped !== null) noteDropped(roomName, dropped);
  const shown = json ? messageJson : messageText();
  for (const message of messages) {
    await print(shown({ ...message, roomName, own: message.from === line.name }));
  }
  return exitCodes.ok;
}

/** Reads, and tells a person who waits how far it is. */
async function gather(
  line: Line,
  room: string,
  options: Parameters<typeof gatherHistory>[2],
): Promise<GatheredHistory> {
  const progress = new Progress((count) => `${count.toLocaleString('en')} messages read`);
  try {
    return await gatherHistory(line, room, options, (count) => progress.tell(count));
  } finally {
    progress.end();
  }
}

function tooMany(limit: number): CommandError {
  return new CommandError(
    exitCodes.usage,
    `--limit ${limit}: at most ${limits.replayMessages.toLocaleString('en')} messages are printed; 'partyline export' prints a whole room.`,
  );
}

/** Numbers stand for messages, and moments for the first message from then on. */
async function placesOf(
  line: Line,
  room: string,
  { before, after, around }: Pick<HistoryCommandOptions, 'before' | 'after' | 'around'>,
): Promise<{ before?: number; after?: number; around?: number }> {
  if (around !== undefined) return { around: await seqOf(line, room, around) };
  return {
    ...(before === undefined ? {} : { before: await seqOf(line, room, before) }),
    ...(after === undefined ? {} : { after: await afterOf(line, room, after) }),
  };
}

/** After a message is behind it; after a moment is the first message from then on. */
async function afterOf(
  line: Line,
  room: string,
  after: NonNullable<HistoryCommandOptions['after']>,
): Promise<number> {
  const seq = await seqOf(line, room, after);
  return 'seq' in after ? seq : seq - 1;
}
