import { leaderOf, type NatsServer } from '../../src/cluster/nats-server.fixture.ts';
import type { LineNode } from './line-node.ts';
import type { Placed, Places } from './places.ts';

/** Undoes a fault. */
export type Heal = () => unknown;

/** Does something to the node or nats-server of this number. */
export type Fault = (victim: number) => Heal | Promise<Heal>;

/** A line on three nodes and three nats-servers. */
export interface Cluster {
  readonly nodes: readonly LineNode[];
  readonly servers: readonly NatsServer[];
  /** undefined: all are on this host, where there is no cable to pull. */
  readonly places: Places | undefined;
}

/** What can happen to a cluster, by name. */
export function faultsOf({ nodes, servers, places }: Cluster): Readonly<Record<string, Fault>> {
  const node = (victim: number) => nodes[victim] as LineNode;
  const server = (victim: number) => servers[victim] as NatsServer;
  const leader = () => leaderOf(servers, 'partyline');
  const killServer = async (victim: number) => {
    await server(victim).kill();
    return () => server(victim).start();
  };
  return {
    'kill of a node': async (victim) => {
      await node(victim).kill();
      return () => node(victim).startAgain();
    },
    'pause of a node': (victim) => {
      node(victim).signal('SIGSTOP');
      return () => node(victim).signal('SIGCONT');
    },
    'kill of a nats-server': killServer,
    'kill of the leader': async () => killServer(await leader()),
    'pause of a nats-server': (victim) => {
      server(victim).pause();
      return () => server(victim).resume();
    },
    ...(places && partitionsOf(places, leader)),
  };
}

function partitionsOf(
  { order, people, nodes, servers }: Places,
  leader: () => Promise<number>,
): Record<string, Fault> {
  const node = (victim: number) => nodes[victim] as Placed;
  const server = (victim: number) => servers[victim % servers.length] as Placed;
  return {
    'nats-server cut off': (victim) => server(victim).host.pull(order),
    'leader cut off': async () => server(await leader()).host.pull(order),
    'node cut off from the nats-servers': (victim) => node(victim).host.pull(order),
    'node cut off from the people': (victim) => node(victim).host.pull(people),
    'two nats-servers cut off from each other': (victim) => {
      const [one, other] = [server(victim), server(victim + 1)];
      const heals = [one.host.block(other.address), other.host.block(one.address)];
      return () => {
        for (const heal of heals) heal();
      };
    },
  };
}
