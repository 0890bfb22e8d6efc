import { statusLines } from '../talk/render-status.ts';
import { exitCodes } from './exit-codes.ts';
import { styleOfTerminal } from './interactive.ts';
import { jsonLine } from './json-line.ts';
import { enterAsOperator } from './local-operator.ts';
import type { CommandValues } from './options.ts';
import { print } from './output.ts';
import type { statusCommand } from './status-command.ts';

/** `partyline status`: how a server on this machine is doing, in words or as JSON. */
export async function run({ data, json }: CommandValues<typeof statusCommand>): Promise<number> {
  await using line = await enterAsOperator(data);
  const status = await line.operator.status();
  if (json) await print(jsonLine({ name: line.serverName, ...status }));
  else {
    const lines = statusLines(status, { style: styleOfTerminal(false), now: Date.now() });
    await print(`${lines.join('\n')}\n`);
  }
  return status.troubles.length === 0 ? exitCodes.ok : exitCodes.troubled;
}
