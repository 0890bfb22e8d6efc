import type { Duplex } from 'node:stream';
import type { LineOptions } from './core/options.ts';
import { Line } from './line.ts';
import { machine } from './node/machine.ts';
import { streamTransport } from './node/open-local-socket.ts';

/**
 * Begins to join the server of this process as its operator, and returns at once.
 *
 * @param connect gives a stream to the server's own door
 */
export function openWithin(connect: () => Duplex, options: Omit<LineOptions, 'dataFolder'>): Line {
  const openLocalTransport = async () => streamTransport(connect());
  return new Line({ ...options, dataFolder: '' }, { ...machine, openLocalTransport });
}

/** The same; resolves when the line is online. */
export async function joinWithin(
  connect: () => Duplex,
  options: Omit<LineOptions, 'dataFolder'>,
): Promise<Line> {
  const line = openWithin(connect, options);
  await line.whenOnline();
  return line;
}
