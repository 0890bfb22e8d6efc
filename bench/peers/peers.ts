import type { System } from '../measure/system.ts';
import { inspircd } from './inspircd.ts';
import { mosquitto } from './mosquitto.ts';
import { natsCore } from './nats-core.ts';
import { natsJetStream } from './nats-jetstream.ts';
import { ngircd } from './ngircd.ts';
import { prosody } from './prosody.ts';
import { redisPubSub } from './redis-pub-sub.ts';
import { redisStreams } from './redis-streams.ts';

/** Peers that carry messages to those who listen. */
export const chatPeers: readonly System[] = [
  redisPubSub,
  natsCore,
  inspircd,
  ngircd,
  mosquitto,
  prosody,
];

/** Peers that accept messages and keep them. */
export const storingPeers: readonly System[] = [redisStreams, natsJetStream];
