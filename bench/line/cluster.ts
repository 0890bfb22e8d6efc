import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startNatsServers } from '../../test/support/nats-cluster.ts';
import { pin, serverCore } from '../measure/pinned.ts';
import type { PlannedConnection } from '../measure/plan.ts';
import { end } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import {
  connectionsOf,
  partyline,
  runningLine,
  type SeededRoom,
  type StartedLine,
  seed,
  startLine,
  storedIn,
} from './partyline.ts';

/* The line on several nodes, with all of them and three nats-servers on one core of one machine. */

/** After so long every node has to have what was acknowledged, in milliseconds. */
const sameWithinMs = 30_000;
const lookEveryMs = 20;

/**
 * The line on so many nodes, and three nats-servers that each keep its order in files. Senders, readers and talkers are
 * spread over the nodes.
 */
export function lineOnNodes(count: number): System {
  return {
    name: count === 1 ? '1 node' : `${count} nodes`,
    keeps:
      'in the files of a majority of three nats-servers, then stored and fsynced by the node that answers',
    version: () => partyline.version(),
    start: async ({ folder, audience }) => {
      const undoing: (() => unknown)[] = [];
      const scope = { after: (undo: () => unknown) => void undoing.push(undo) };
      const stop = async () => {
        for (const undo of undoing.splice(0).reverse()) await undo();
      };
      try {
        const folders = Array.from({ length: count }, (_, index) =>
          join(folder, `${index}`, 'data'),
        );
        const [first = '', ...others] = folders;
        const rooms = seed(first, audience);
        // The line makes its keys; every other node gets a copy of all.
        await end((await startLine(first)).child);
        for (const other of others) cpSync(first, other, { recursive: true });
        const servers = await startNatsServers(scope);
        for (const { pid } of servers) if (pid !== undefined) pin(serverCore, pid);
        const args = ['--cluster', servers.map(({ url }) => url).join(',')];
        const nodes: StartedLine[] = [];
        for (const data of folders) {
          const node = await startLine(data, { args });
          scope.after(() => end(node.child));
          nodes.push(node);
        }
        const connections = spread(rooms.flatMap(connectionsOf), nodes);
        return {
          ...runningLine(nodes[0] as StartedLine, connections),
          assertStored: (messages) => assertStored(folders, rooms, messages),
          stop,
        };
      } catch (error) {
        await stop();
        throw error;
      }
    },
  };
}

/** Those who send and those who read, each by turns. */
function spread(
  connections: readonly PlannedConnection[],
  nodes: readonly StartedLine[],
): PlannedConnection[] {
  const counts = { senders: 0, others: 0 };
  return connections.map((connection) => {
    const kind = connection.reads ? 'others' : 'senders';
    const { port } = nodes[counts[kind] % nodes.length] as StartedLine;
    counts[kind] += 1;
    return { ...connection, port };
  });
}

async function assertStored(
  folders: readonly string[],
  rooms: readonly SeededRoom[],
  count: number,
): Promise<void> {
  const deadline = performance.now() + sameWithinMs;
  for (;;) {
    const held = folders.map((data) => storedIn(data, rooms));
    if (held.every((one) => one === count)) return;
    if (performance.now() > deadline) {
      throw new Error(`the nodes hold ${held.join(', ')} messages, not ${count} each`);
    }
    await delay(lookEveryMs);
  }
}
