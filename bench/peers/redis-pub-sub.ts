import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { connectionsOf, type Dialect } from './audience.ts';
import { configured, startPeer } from './peer.ts';
import { redisCommand, redisVersion } from './resp.ts';

/** Since version 3 of the protocol a connection may publish while it is subscribed. */
const hello = redisCommand('HELLO', '3');

const dialect: Dialect = {
  steps: ({ group, reads }) =>
    reads
      ? [{ say: hello + redisCommand('SUBSCRIBE', `room${group}`) }, { await: 'subscribe\r\n' }]
      : [{ say: hello }, { await: 'modules' }],
  message: ({ group }) => Buffer.from(redisCommand('PUBLISH', `room${group}`, '<<text>>')),
};

/** Redis as a bus: a channel a group. */
export const redisPubSub: System = {
  name: 'Redis pub/sub',
  keeps: 'nothing',
  version: redisVersion,
  async start({ folder, audience }) {
    const port = await freePort();
    const values = { PORT: port, FOLDER: folder, APPENDONLY: 'no' };
    return startPeer('redis-server', [configured('redis.conf', folder, values)], port, {
      connections: connectionsOf(audience, dialect),
      echo: true,
    });
  },
};
