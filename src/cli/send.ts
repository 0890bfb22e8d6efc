import { LineReader } from '../base/line-reader.ts';
import { midOf } from '../base/mid-of-key.ts';
import type { Acknowledgement } from '../client/core/attention.ts';
import type { Posted } from '../client/core/events.ts';
import { inRoom } from '../talk/nearest-room.ts';
import { limits } from '../words/limits.ts';
import { formatRoomReference, type RoomReference } from '../words/room-reference.ts';
import { Deadline, untilWords } from './deadline.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { jsonLine } from './json-line.ts';
import { quotesHint, readRoom } from './kinds.ts';
import { note } from './notes.ts';
import type { CommandValues } from './options.ts';
import { Outages } from './outages.ts';
import { flushed, OutputError, write } from './output.ts';
import { processEnvironment } from './process-environment.ts';
import type { sendCommand } from './send-command.ts';
import { sendFile } from './send-file.ts';
import { sendAll } from './sender.ts';
import { splitText } from './text-parts.ts';
import { waitForAcknowledgements } from './wait-ack.ts';
import { enterLine, findWayIn } from './way-in.ts';

type SendOptions = CommandValues<typeof sendCommand>;

/** Most of standard input that `--split` takes, in bytes. */
const maxSplitBytes = 16 * 1024 * 1024;
/** How long the goodbye may take, in milliseconds; everything is acknowledged then. */
const goodbyeMs = 1_000;

/** `partyline send`: resolves with the exit code when everything is acknowledged. */
export async function run(options: SendOptions): Promise<number> {
  const way = findWayIn(options);
  const { to, words } = addressed(options);
  if (options.lines && words.length > 0) throw linesAndText();
  assertUrgent(options);
  const texts = await textsToSend(options, words);
  const deadline = new Deadline(options.timeout);
  let acknowledgedUntil: string | undefined;
  const outages = new Outages({
    // A job that succeeds soon says nothing.
    atOnce: processEnvironment().errors.isTTY === true,
    until: () => acknowledgedUntil ?? deadline.until,
    stopped(wasUp) {
      if (!wasUp) return 'nothing has been sent';
      return deadline.runs ? 'what was sent may be stored all the same' : 'what was sent is stored';
    },
  });
  const reason = () => outages.reason;
  deadline.start('There was no connection within TIME.', reason);
  const line = await enterLine(way, {
    receive: options.waitAck !== undefined,
    retryFirstConnection: true,
    signal: deadline.signal,
    outages,
  }).finally(() => deadline.stop());
  const { mid, json, urgent, waitAck } = options;
  let last: Posted | undefined;
  try {
    const sending = {
      room: to,
      ...(mid === undefined ? {} : { mid: midOf(mid) }),
      ...(urgent ? urgentTo(options.for) : {}),
      deadline,
      reason,
      acknowledged: (posted: Posted) => {
        last = posted;
        outages.answered();
        if (json) write(jsonLine(acknowledgement(posted, to)));
      },
    };
    const { file } = options;
    const work =
      file === undefined
        ? () => sendAll(texts, line, sending)
        : () => sendFile(line, { ...sending, file, text: words.join(' ') });
    await inRoom(line, formatRoomReference(to), work);
    if (last !== undefined && waitAck !== undefined) {
      acknowledgedUntil = untilWords(Date.now(), '--wait-ack', waitAck);
      await waitForAcknowledgements(line, last, {
        timeoutMs: waitAck,
        told: (person) => json && write(jsonLine(acknowledgedBy(person))),
      });
    }
    await line.close(goodbyeMs);
  } catch (error) {
    line.abort();
    throw error;
  } finally {
    deadline.stop();
  }
  await acknowledgementsPrinted();
  return exitCodes.ok;
}

function assertUrgent({ urgent, waitAck, for: people }: SendOptions): void {
  if (urgent || (waitAck === undefined && people.length === 0)) return;
  throw new CommandError(
    exitCodes.usage,
    '--for and --wait-ack are about an urgent message: give --urgent with them.',
  );
}

/** How an urgent message is said. */
function urgentTo(people: readonly string[]) {
  return { kind: 'urgent', ...(people.length === 0 ? {} : { names: people }) } as const;
}

/** Where to, and the words of the message: the first word names the room unless `--room` does. */
function addressed({ to, text, room: named }: SendOptions) {
  if (named !== undefined) return { to: named, words: to === undefined ? text : [to, ...text] };
  if (to !== undefined) return { to: readRoom(to), words: text };
  throw new CommandError(
    exitCodes.usage,
    `Nothing says where to send it: partyline send TO TEXT, where TO is lobby, @NAME or a room. ${quotesHint}`,
  );
}

async function acknowledgementsPrinted(): Promise<void> {
  try {
    await flushed();
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    const words = 'Everything is sent and stored, but not every acknowledgement could be printed';
    throw new CommandError(exitCodes.cannotCreate, `${words}: ${error.reason}.`);
  }
}

function linesAndText(): CommandError {
  return new CommandError(
    exitCodes.usage,
    '--lines takes messages from standard input, so there can be no text among the arguments.',
  );
}

/** The line that `--json` prints; a stable shape, described in docs/using.md. */
function acknowledgement({ seq, at, mid, away }: Posted, to: RoomReference) {
  return { room: formatRoomReference(to), seq, at: new Date(at).toISOString(), mid, away };
}

/** The line that `--json` prints for each person to whom it is urgent; as stable. */
function acknowledgedBy({ name, acknowledgedAt: at }: Acknowledgement) {
  return { name, acknowledgedAt: at === null ? null : new Date(at).toISOString() };
}

/** None where a file is sent: its text is told with it. */
async function textsToSend({ file, lines, split }: SendOptions, words: readonly string[]) {
  if (file !== undefined) return [];
  return lines ? linesOfInput() : await textsOf(words, split);
}

/** The one message, or those that a long text is cut into. */
async function textsOf(words: readonly string[], split: boolean): Promise<string[]> {
  const text = words.length === 0 ? await textOfInput(split) : words.join(' ');
  if (text === '')
    throw new CommandError(exitCodes.data, 'There is nothing to send: the text is empty.');
  if (split) return splitText(text);
  assertShortEnough(text, 'The text');
  return [text];
}

async function textOfInput(split: boolean): Promise<string> {
  if (processEnvironment().input.isTTY) note('Type the message; Ctrl-D on an empty line sends it.');
  const maxBytes = split ? maxSplitBytes : limits.textBytes;
  const size = `more than ${maxBytes.toLocaleString('en')} bytes`;
  return readInput(maxBytes, () =>
    split
      ? new CommandError(exitCodes.data, `The text has ${size}, as many as --split takes.`)
      : tooLong('The text', size),
  ).text();
}

function readInput(maxBytes: number, tooLong: (number: number) => Error): LineReader {
  return new LineReader(processEnvironment().input, {
    source: 'standard input',
    maxBytes,
    tooLong,
  });
}

/** Lines with something in them, each short enough. */
async function* linesOfInput(): AsyncGenerator<string, void> {
  const size = `more than ${limits.textJsonBytes.toLocaleString('en')} bytes`;
  const lines = readInput(limits.textJsonBytes, (number) => tooLong(`Line ${number}`, size));
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    assertShortEnough(line, `Line ${number}`);
    yield line;
  }
}

function assertShortEnough(text: string, what: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.textBytes) throw tooLong(what, `${bytes.toLocaleString('en')} bytes`);
}

function tooLong(what: string, size: string): CommandError {
  const most = limits.textBytes.toLocaleString('en');
  return new CommandError(
    exitCodes.data,
    `${what} has ${size}, and a message takes at most ${most}: --split cuts a text at line ends.`,
  );
}
