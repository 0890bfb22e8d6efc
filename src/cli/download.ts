import { resolve } from 'node:path';
import { saveFile } from '../client/node/save-file.ts';
import { savedName } from '../words/file.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import { withByteProgress } from './byte-progress.ts';
import type { downloadCommand } from './download-command.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { note } from './notes.ts';
import type { CommandValues } from './options.ts';
import { print } from './output.ts';
import { enterLine, findWayIn } from './way-in.ts';

/** `partyline download`: resolves with the exit code when the file is saved. */
export async function run(options: CommandValues<typeof downloadCommand>): Promise<number> {
  const { number: seq, to } = options;
  await using line = await enterLine(findWayIn(options), { receive: false });
  const room = formatRoomReference(options.room);
  const { messages } = await line.history(room, { around: seq, limit: 1 });
  const file = messages.find((message) => message.seq === seq)?.file ?? undefined;
  if (file === undefined) {
    throw new CommandError(
      exitCodes.data,
      `Message ${seq} of ${room} has no file; 'partyline history --json' shows which have one.`,
    );
  }
  const bytes = line.download({ room, seq });
  if (to === '-') {
    for await (const piece of bytes) await print(piece);
    return exitCodes.ok;
  }
  const path = resolve(to ?? savedName(file.name));
  await withByteProgress(async (advance) => {
    const onProgress = (done: number) => advance(done, file.bytes);
    await saveFile({ bytes, file, path, overwrite: false, onProgress });
  });
  note(`Saved as ${path}.`);
  return exitCodes.ok;
}
