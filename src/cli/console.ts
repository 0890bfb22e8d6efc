import { openLine } from '../client/connect.ts';
import type { LineState } from '../client/core/states.ts';
import type { Line } from '../client/line.ts';
import { attachedSeat } from '../talk/seats.ts';
import { Talk } from '../talk/talk.ts';
import { localFilesAt } from '../terminal/local-files.ts';
import { printedStage } from '../terminal/printed-stage.ts';
import { Script } from '../terminal/script.ts';
import type { consoleCommand } from './console-command.ts';
import { exitCodeOf, exitCodeOfEnding, exitCodes } from './exit-codes.ts';
import { speakTheirs, styleOfTerminal } from './interactive.ts';
import { noServer } from './local-operator.ts';
import type { CommandValues } from './options.ts';
import { processEnvironment } from './process-environment.ts';
import { inputMistakeOf, openScreen } from './screens.ts';
import { softwareName } from './software.ts';

/** `partyline console`: the operator's console of a server that runs elsewhere on this machine. */
export async function run({ data, plain }: CommandValues<typeof consoleCommand>): Promise<number> {
  speakTheirs();
  const isScript = processEnvironment().input.isTTY !== true;
  const line = openLine({
    dataFolder: data,
    deviceName: 'console',
    software: softwareName(),
    catchUp: 'recent',
    reconnect: false,
    receive: !isScript,
    present: !isScript,
  });
  const ended = isScript ? await runScript(line, plain) : await talk(line, plain);
  const closed = await line.whenClosed();
  assertReached(closed, data);
  return tellEnd(closed, ended);
}

/** How a console came to its end. */
interface Ended {
  readonly stopsServer: boolean;
  /** The error of the first command that failed. */
  readonly failure: { readonly error: unknown } | undefined;
}

async function talk(line: Line, plain: boolean): Promise<Ended> {
  const screen = openScreen(plain);
  const mistake = inputMistakeOf(screen);
  const style = styleOfTerminal(plain);
  const talk = new Talk(line, {
    screen,
    style,
    seat: attachedSeat,
    stage: printedStage,
    files: localFilesAt(processEnvironment()),
  });
  screen.on('interrupt', () => void talk.leave());
  talk.open();
  await line.whenClosed();
  await screen.close();
  mistake();
  return { stopsServer: talk.stopsServer, failure: undefined };
}

/** One command after the other, each with its answer: what a program writes into a pipe. */
async function runScript(line: Line, plain: boolean): Promise<Ended> {
  const screen = openScreen(plain);
  const mistake = inputMistakeOf(screen);
  const script = new Script(
    screen,
    styleOfTerminal(plain),
    line,
    localFilesAt(processEnvironment()),
  );
  await script.run().catch(() => line.abort());
  await screen.close();
  mistake();
  return script;
}

function assertReached({ reason, error }: LineState & { type: 'closed' }, data: string): void {
  if (reason !== 'unreachable') return;
  throw noServer(error?.message ?? `Cannot reach the server of ${data}.`);
}

/** Says on standard error how it ended; returns the exit code. */
function tellEnd(
  { reason, error }: LineState & { type: 'closed' },
  { stopsServer, failure }: Ended,
): number {
  const hasStopped = reason === 'server.stopping' || stopsServer;
  const code = failure === undefined ? exitCodes.ok : exitCodeOf(failure.error);
  if (hasStopped) return say('The server has stopped.', code);
  if (reason === 'left') return say('Detached; the server goes on.', code);
  if (reason !== 'lost') return exitCodeOfEnding(reason, error);
  return say('The server is gone: the connection to it was cut.', exitCodes.unavailable);
}

function say(words: string, code: number): number {
  processEnvironment().errors.write(`${words}\n`);
  return code;
}
