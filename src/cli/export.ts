import { ConnectionError } from '../client/core/failures.ts';
import type { HistoryPage } from '../client/core/line-parameters.ts';
import type { ReadableRoom } from '../client/core/rooms.ts';
import type { Line } from '../client/line.ts';
import { limits } from '../words/limits.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import { exitCodes } from './exit-codes.ts';
import type { exportCommand } from './export-command.ts';
import { type ExportWriter, exportWriters } from './export-formats.ts';
import { interruption } from './interruption.ts';
import { noteDropped } from './note-dropped.ts';
import type { CommandValues } from './options.ts';
import { Outages } from './outages.ts';
import { print } from './output.ts';
import { Progress } from './progress.ts';
import { enterLine, findWayIn } from './way-in.ts';
import { WholeFile } from './whole-file.ts';

type ExportOptions = CommandValues<typeof exportCommand>;
/** A room by its id or by its name, and how the account calls it. */
type NamedRoom = Pick<ReadableRoom, 'room' | 'name'>;

/** `partyline export`: prints whole rooms; resolves with the exit code. */
export async function run(options: ExportOptions): Promise<number> {
  const { to } = options;
  const isFile = to !== undefined && to !== '-';
  const outages = new Outages({
    atOnce: true,
    stopped: () => (isFile ? `${to} is not made then` : undefined),
  });
  const signal = interruption();
  const way = { receive: false, outages, signal };
  await using line = await enterLine(findWayIn(options), way);
  signal.addEventListener('abort', () => line.abort(signal.reason), { once: true });
  try {
    await exportAll(line, options, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return exitCodes.ok;
}

async function exportAll(
  line: Line,
  { room, format, to }: ExportOptions,
  signal: AbortSignal,
): Promise<void> {
  const rooms = await throughCuts(line, () => roomsToExport(line, room));
  const writer = exportWriters[format];
  if (to !== undefined && to !== '-') return await exportToFile(line, rooms, writer, to);
  await exportTo(line, rooms, writer, (text) => print(text, signal));
}

/** Everything that may be read, the lobby first and then by name; or the one room that was named. */
async function roomsToExport(line: Line, room: ExportOptions['room']): Promise<NamedRoom[]> {
  if (room !== undefined) {
    const name = formatRoomReference(room);
    return [{ room: name, name }];
  }
  const all = await line.rooms.readable();
  const isLobby = (name: string) => Number(name === lobbyRoomId);
  return all.sort((left, right) => {
    return isLobby(right.name) - isLobby(left.name) || (left.name < right.name ? -1 : 1);
  });
}

async function exportToFile(
  line: Line,
  rooms: readonly NamedRoom[],
  writer: ExportWriter,
  to: string,
): Promise<void> {
  const file = new WholeFile(to);
  try {
    await exportTo(line, rooms, writer, (text) => file.write(text));
    file.finish();
  } catch (error) {
    file.abandon();
    throw error;
  }
}

async function exportTo(
  line: Line,
  rooms: readonly NamedRoom[],
  writer: ExportWriter,
  write: (text: string) => void | Promise<void>,
): Promise<void> {
  let count = 0;
  const progress = new Progress((done) => `${done.toLocaleString('en')} messages exported`);
  try {
    await write(writer.head);
    for (const { room, name: roomName } of rooms) {
      let begins = true;
      for await (const { messages, dropped } of pagesOf(line, room)) {
        if (begins && dropped !== null) noteDropped(roomName, dropped);
        begins = false;
        const exported = messages.map((message) => {
          return { ...message, roomName, own: message.from === line.name };
        });
        await write(exported.map(writer.write).join(''));
        count += messages.length;
        progress.tell(count);
      }
    }
  } finally {
    progress.end();
  }
}

/** All pages of a room, the first first; goes on where it was when the line was cut. */
async function* pagesOf(line: Line, room: string): AsyncGenerator<HistoryPage> {
  for (let after = 0; ; ) {
    const place = { after, limit: limits.replayMessages };
    const page = await throughCuts(line, () => line.history(room, place));
    yield page;
    if (!page.more) return;
    after = page.last;
  }
}

/** Asks again when the line was cut meanwhile and is up once more. */
async function throughCuts<Answer>(line: Line, ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ConnectionError) || line.state.type === 'closed') throw error;
      await whenMadeAnew(line);
    }
  }
}

/** Resolves when the line is up again, or has ended. */
function whenMadeAnew(line: Line): Promise<void> {
  if (line.state.type === 'online') return Promise.resolve();
  return new Promise((resolve) => {
    const heed = (): void => {
      const { type } = line.state;
      if (type !== 'online' && type !== 'closed') return;
      line.off('state', heed);
      resolve();
    };
    line.on('state', heed);
  });
}
