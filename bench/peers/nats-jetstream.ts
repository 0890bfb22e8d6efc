import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { textBytes } from '../measure/text.ts';
import { ask } from './ask.ts';
import { assertNoReaders, connectionsOf, type Dialect } from './audience.ts';
import { natsConnect, natsVersion } from './nats.ts';
import { configured, startPeer } from './peer.ts';

const dialect: Dialect = {
  steps: ({ number }) => [
    { say: `${natsConnect}SUB answers.${number} 1\r\nPING\r\n` },
    { await: 'PONG\r\n' },
  ],
  message: ({ group, number }) =>
    Buffer.from(`PUB room.${group} answers.${number} ${textBytes}\r\n<<text>>\r\n`),
};

/** Asks the API of JetStream something about the only stream. */
function askStream(port: number, what: string, body: string, pattern: RegExp) {
  const request = `PUB $JS.API.STREAM.${what}.rooms answer ${body.length}\r\n${body}\r\n`;
  return ask(port, `${natsConnect}SUB answer 1\r\n${request}`, pattern);
}

/** Has the stream made in which all groups are kept. */
async function makeStream(port: number): Promise<void> {
  const stream = { name: 'rooms', subjects: ['room.*'], storage: 'file', num_replicas: 1 };
  await askStream(port, 'CREATE', JSON.stringify(stream), /"did_create":true/);
}

/**
 * JetStream: the server has written a message to a file before it answers; nobody reads. Before version
 * 2.10 it can be set neither to fsync for each message nor at what interval.
 */
export const natsJetStream: System = {
  name: 'NATS JetStream',
  keeps: 'written to a file before the answer, fsync up to 2 minutes later',
  version: natsVersion,
  async start({ folder, audience }) {
    assertNoReaders(natsJetStream.name, audience);
    const port = await freePort();
    const values = { PORT: port, FOLDER: folder };
    configured('nats.conf', folder, values);
    const config = configured('nats-jetstream.conf', folder, values);
    const running = await startPeer('nats-server', ['--config', config], port, {
      connections: connectionsOf(audience, dialect),
      echo: false,
      acknowledgement: { acknowledgement: '"stream":' },
      async assertStored(count) {
        const [, held] = await askStream(port, 'INFO', '', /"messages":(\d+)/);
        if (Number(held) !== count)
          throw new Error(`the stream holds ${held} messages, not ${count}`);
      },
    });
    try {
      await makeStream(port);
    } catch (error) {
      await running.stop();
      throw error;
    }
    return running;
  },
};
