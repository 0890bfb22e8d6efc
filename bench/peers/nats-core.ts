import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { textBytes } from '../measure/text.ts';
import { connectionsOf, type Dialect } from './audience.ts';
import { natsConnect, natsVersion } from './nats.ts';
import { configured, startPeer } from './peer.ts';

const dialect: Dialect = {
  steps({ group, reads }) {
    const subscribe = reads ? `SUB room.${group} 1\r\n` : '';
    return [{ say: `${natsConnect}${subscribe}PING\r\n` }, { await: 'PONG\r\n' }];
  },
  message: ({ group }) => Buffer.from(`PUB room.${group} ${textBytes}\r\n<<text>>\r\n`),
};

/** NATS as a bus: a subject a group. */
export const natsCore: System = {
  name: 'NATS',
  keeps: 'nothing',
  version: natsVersion,
  async start({ folder, audience }) {
    const port = await freePort();
    const config = configured('nats.conf', folder, { PORT: port, FOLDER: folder });
    return startPeer('nats-server', ['--config', config], port, {
      connections: connectionsOf(audience, dialect),
      echo: true,
    });
  },
};
