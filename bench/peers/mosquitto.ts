import { userInfo } from 'node:os';
import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { textBytes } from '../measure/text.ts';
import { connectionsOf, type Dialect } from './audience.ts';
import { configured, startPeer, versionOf } from './peer.ts';

const connack = Buffer.from([0x20, 2, 0, 0]);
const suback = Buffer.from([0x90, 3, 0, 1, 0]);

/** A packet of MQTT; `length` is that of its body, when it is not the one of the bytes given. */
function packet(type: number, body: Buffer, length = body.length): Buffer {
  const head = [type];
  for (let rest = length; rest > 0 || head.length === 1; rest >>= 7) {
    head.push(rest > 127 ? (rest & 127) | 128 : rest);
  }
  return Buffer.concat([Buffer.from(head), body]);
}

function named(name: string): Buffer {
  return Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)]);
}

/** MQTT 3.1.1, a clean session that is never asked whether it lives. */
function connectPacket(client: string): Buffer {
  return packet(0x10, Buffer.concat([named('MQTT'), Buffer.from([4, 2, 0, 0]), named(client)]));
}

function subscribePacket(topic: string): Buffer {
  return packet(0x82, Buffer.concat([Buffer.from([0, 1]), named(topic), Buffer.from([0])]));
}

const dialect: Dialect = {
  steps: ({ group, number, reads }) => [
    { say: connectPacket(`u${number}`) },
    { await: connack },
    ...(reads ? [{ say: subscribePacket(`room/${group}`) }, { await: suback }] : []),
  ],
  message({ group }) {
    const topic = named(`room/${group}`);
    const body = Buffer.concat([topic, Buffer.from('<<text>>')]);
    return packet(0x30, body, topic.length + textBytes);
  },
};

/** Mosquitto, a broker of MQTT: a topic a group, at most once (QoS 0). */
export const mosquitto: System = {
  name: 'Mosquitto',
  keeps: 'nothing',
  version: () => versionOf('mosquitto', ['-h'], /mosquitto version (\S+)/),
  async start({ folder, audience }) {
    const port = await freePort();
    const values = { PORT: port, FOLDER: folder, USER: userInfo().username };
    const config = configured('mosquitto.conf', folder, values);
    return startPeer('mosquitto', ['-c', config], port, {
      connections: connectionsOf(audience, dialect),
      echo: true,
    });
  },
};
