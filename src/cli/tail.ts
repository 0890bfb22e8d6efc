import { isChange } from '../client/core/entries.ts';
import type { Line } from '../client/line.ts';
import { assertIn } from '../talk/nearest-room.ts';
import { isEventKind } from '../words/message-kind.ts';
import { formatRoomReference, type RoomReference } from '../words/room-reference.ts';
import { Deadline } from './deadline.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { entryJson, entryText } from './message-output.ts';
import type { CommandValues } from './options.ts';
import { noteOutage, Outages } from './outages.ts';
import { print } from './output.ts';
import type { tailCommand } from './tail-command.ts';
import { enterLine, findWayIn } from './way-in.ts';

type TailOptions = CommandValues<typeof tailCommand>;

/** How long the goodbye may take, in milliseconds. */
const goodbyeMs = 1_000;

/** `partyline tail`: prints messages until it is ended; resolves with the exit code. */
export async function run(given: TailOptions): Promise<number> {
  const options = { ...given, rooms: [...given.rooms, ...given.room] };
  const way = findWayIn(options);
  const deadline = new Deadline(options.timeout);
  const signal = AbortSignal.any([interruption(), deadline.signal]);
  const outages = new Outages({ atOnce: true, until: () => deadline.until });
  const reason = () => outages.reason;
  deadline.start('There was no connection within TIME.', reason);
  const wanted = options.rooms.map(formatRoomReference);
  const line = await enterLine(way, {
    ...beginningOf(options),
    receive: true,
    retryFirstConnection: true,
    signal,
    outages,
    onState({ type }) {
      if (type === 'online') deadline.stop();
      else if (type !== 'closed' && !deadline.runs)
        deadline.start('The line was down for TIME.', reason);
    },
    onNotice({ text, passedOver }) {
      const isOfOther = passedOver !== undefined && !wanted.includes(passedOver.roomName);
      if (wanted.length === 0 || !isOfOther) noteOutage(text);
    },
  }).finally(() => deadline.stop());
  try {
    assertMayRead(line, options.rooms);
    for (const room of options.rooms) {
      if (room.type === 'named') await assertIn(line, formatRoomReference(room));
    }
    await printMessages(line, options, signal);
  } finally {
    await line.close(goodbyeMs);
    deadline.stop();
  }
  return exitCodes.ok;
}

/** Where the rooms that are wanted begin. */
function beginningOf({ since, rooms }: TailOptions) {
  if (since === undefined) return {};
  if (typeof since === 'number' && rooms.length !== 1) throw numberWithoutRoom(since);
  if (rooms.length === 0) return { since };
  return { since: Object.fromEntries(rooms.map((room) => [formatRoomReference(room), since])) };
}

function numberWithoutRoom(since: number): CommandError {
  return new CommandError(
    exitCodes.usage,
    `--since ${since}: each room counts its messages for itself, so name one room, or give a length of time such as 10m.`,
  );
}

/** An app token that may not read would wait for ever. */
function assertMayRead({ grant }: Line, rooms: readonly RoomReference[]): void {
  if (grant === null) return;
  if (!grant.read) throw refusal('may not read');
  const { rooms: granted } = grant;
  for (const room of granted === null ? [] : rooms) {
    const name = formatRoomReference(room);
    if (!granted?.includes(name)) throw refusal(`may not read ${name}`);
  }
}

function refusal(what: string): CommandError {
  return new CommandError(exitCodes.noPermission, `The app token ${what}: make another for this.`);
}

async function printMessages(line: Line, options: TailOptions, signal: AbortSignal): Promise<void> {
  const { rooms, count, json } = options;
  const shown = json ? entryJson : entryText();
  const wanted = rooms.length === 0 ? {} : { rooms: rooms.map(formatRoomReference) };
  let printed = 0;
  for await (const entry of line.messages({ ...wanted, changes: true, signal })) {
    const text = shown(entry);
    if (text === undefined) continue;
    // The server is asked for no more than what is read.
    await print(text, signal);
    if (!isEventKind(entry.kind) && !isChange(entry)) printed += 1;
    if (printed === count) break;
  }
}
