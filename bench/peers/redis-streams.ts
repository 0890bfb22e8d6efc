import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { ask } from './ask.ts';
import { assertNoReaders, connectionsOf, type Dialect } from './audience.ts';
import { configured, startPeer } from './peer.ts';
import { redisCommand, redisVersion } from './resp.ts';

const dialect: Dialect = {
  steps: () => [],
  message: ({ group }) => Buffer.from(redisCommand('XADD', `room${group}`, '*', 't', '<<text>>')),
};

async function stored(port: number, groups: number): Promise<number> {
  let count = 0;
  for (let group = 0; group < groups; group++) {
    const [, length] = await ask(port, redisCommand('XLEN', `room${group}`), /:(\d+)\r\n/);
    count += Number(length);
  }
  return count;
}

/** Redis as a log that has a message on the disk before it answers: a stream a group, nobody reads. */
export const redisStreams: System = {
  name: 'Redis streams',
  keeps: 'fsync before the answer',
  version: redisVersion,
  async start({ folder, audience }) {
    assertNoReaders(redisStreams.name, audience);
    const port = await freePort();
    const values = { PORT: port, FOLDER: folder, APPENDONLY: 'yes' };
    return startPeer('redis-server', [configured('redis.conf', folder, values)], port, {
      connections: connectionsOf(audience, dialect),
      echo: false,
      // The answer is the id of the entry as a bulk string, and nothing else in it is a dollar.
      acknowledgement: { acknowledgement: '$' },
      async assertStored(count) {
        const held = await stored(port, audience.groups);
        if (held !== count) throw new Error(`the streams hold ${held} messages, not ${count}`);
      },
    });
  },
};
