import type { Scope } from '../support/cleanup.ts';
import { Host, Segment } from '../support/network.ts';

/** The hosts of three nodes and three nats-servers, whose cables can be pulled. */
export interface Places {
  /** Where nodes and nats-servers talk to each other. */
  readonly order: Segment;
  /** Where nodes talk to people, of whom this process is. */
  readonly people: Segment;
  readonly nodes: readonly Placed[];
  readonly servers: readonly Placed[];
}

/** A host with the address that it is talked to at. */
export interface Placed {
  readonly host: Host;
  readonly address: string;
}

/** Makes the hosts, in the network of this test alone; they go with the scope. */
export async function makePlaces(scope: Scope): Promise<Places> {
  const order = new Segment('order', '10.77.1');
  const people = new Segment('people', '10.77.2');
  const start = async (name: string): Promise<Host> => {
    const host = await Host.start(name);
    scope.after(() => host.remove());
    return host;
  };
  const servers: Placed[] = [];
  const nodes: Placed[] = [];
  for (let index = 0; index < 3; index += 1) {
    const server = await start(`nats${index}`);
    servers.push({ host: server, address: server.plugInto(order) });
    const node = await start(`node${index}`);
    node.plugInto(order);
    nodes.push({ host: node, address: node.plugInto(people) });
  }
  return { order, people, nodes, servers };
}
