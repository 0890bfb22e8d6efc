import { connect } from '../client/connect.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import type { Line } from '../client/line.ts';
import { statusLines } from '../terminal/render-status.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { styleOfTerminal } from './interactive.ts';
import { jsonLine } from './json-line.ts';
import type { CommandValues } from './options.ts';
import { print } from './output.ts';
import { softwareName } from './software.ts';
import type { statusCommand } from './status-command.ts';

/** `partyline status`: how a server on this machine is doing, in words or as JSON. */
export async function run({ data, json }: CommandValues<typeof statusCommand>): Promise<number> {
  await using line = await enter(data);
  const status = await line.operator.status();
  if (json) await print(jsonLine({ name: line.serverName, ...status }));
  else {
    const lines = statusLines(status, { style: styleOfTerminal(false), now: Date.now() });
    await print(`${lines.join('\n')}\n`);
  }
  return status.troubles.length === 0 ? exitCodes.ok : exitCodes.troubled;
}

/** The line as its operator at the server itself, whom nobody sees. */
async function enter(dataFolder: string): Promise<Line> {
  try {
    return await connect({
      dataFolder,
      deviceName: 'console',
      software: softwareName(),
      reconnect: false,
      receive: false,
      present: false,
    });
  } catch (error) {
    if (!(error instanceof LineEndedError) || error.reason !== 'unreachable') throw error;
    const hint = 'Name the folder it was started with by --data.';
    throw new CommandError(exitCodes.unavailable, `${error.message} ${hint}`);
  }
}
