import { LineEndedError } from '../client/core/line-ended.ts';
import type { Line } from '../client/line.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { connectTold } from './told-line.ts';

/**
 * Comes in as the operator at the server's own machine, whom nobody sees.
 *
 * @param dataFolder the server's
 * @throws (by rejection) CommandError when no server runs on the folder
 */
export async function enterAsOperator(dataFolder: string): Promise<Line> {
  try {
    const options = {
      dataFolder,
      deviceName: 'console',
      reconnect: false,
      receive: false,
      present: false,
    };
    return await connectTold(options, `the server of ${dataFolder}`);
  } catch (error) {
    if (!(error instanceof LineEndedError) || error.reason !== 'unreachable') throw error;
    throw noServer(error.message);
  }
}

/** How a command ends that finds no server on a data folder. */
export function noServer(reason: string): CommandError {
  const hint = 'Name the folder it was started with by --data.';
  return new CommandError(exitCodes.unavailable, `${reason} ${hint}`);
}
