import { linesOf } from '../measure/load.ts';
import { serverCore, spawnPinned } from '../measure/pinned.ts';
import type { PlannedConnection } from '../measure/plan.ts';
import { compiled } from '../measure/programs.ts';
import { end } from '../measure/started.ts';
import type { Audience, RunningSystem, System } from '../measure/system.ts';
import { textBytes } from '../measure/text.ts';

/** Bytes that say how long a frame is. */
const headerBytes = 4;

/**
 * The least that giving messages to many costs; see fan-out.c.
 *
 * @param frameBytes of what is sent for each text, at least 104: a header of 4 bytes, the text, and what
 *   stands around it elsewhere; just header and text if left out
 */
export function fanOutReference(frameBytes = headerBytes + textBytes): System {
  const longer = frameBytes > headerBytes + textBytes;
  return {
    name: longer ? 'C reference, frames as long as ours' : 'C reference',
    keeps: 'nothing',
    version: () => '',
    start: ({ audience }) => start(connectionsOf(audience, frameBytes)),
  };
}

async function start(connections: readonly PlannedConnection[]): Promise<RunningSystem> {
  const child = spawnPinned(serverCore, compiled('reference/fan-out.c'), [], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { value: port } = await linesOf(child.stdout as NodeJS.ReadableStream).next();
  return {
    pid: child.pid as number,
    host: '127.0.0.1',
    port: Number(port),
    connections,
    echo: true,
    stop: () => end(child),
  };
}

function connectionsOf(
  { groups, senders, readers, talkers }: Audience,
  frameBytes: number,
): PlannedConnection[] {
  return Array.from({ length: groups }, (_, group) => [
    ...repeat(senders, connection(group, true, false, frameBytes)),
    ...repeat(readers, connection(group, false, true, frameBytes)),
    ...repeat(talkers, connection(group, true, true, frameBytes)),
  ]).flat();
}

function repeat<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

function connection(
  group: number,
  sends: boolean,
  reads: boolean,
  frameBytes: number,
): PlannedConnection {
  const words = `${group} ${reads ? 'r' : 'w'}`;
  return {
    group,
    sends,
    reads,
    steps: [{ say: frame(words, words.length) }, { await: words }],
    ...(sends ? { message: textFrame(frameBytes) } : {}),
  };
}

function textFrame(frameBytes: number): Buffer {
  const payload = `<<text>>${'.'.repeat(frameBytes - headerBytes - textBytes)}`;
  return frame(payload, frameBytes - headerBytes);
}

function frame(payload: string, bytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(bytes);
  return Buffer.concat([header, Buffer.from(payload)]);
}
