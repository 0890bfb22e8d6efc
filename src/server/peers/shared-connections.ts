import type { ConnectionsElsewhere, ConnectionsFact } from '../member/connections-elsewhere.ts';
import type { Peers } from './peers.ts';

/** The logged-in connections on other nodes, as these tell them. */
export class SharedConnections implements ConnectionsElsewhere {
  readonly #peers: Pick<Peers, 'of' | 'entries' | 'tell'>;

  constructor(peers: Pick<Peers, 'of' | 'entries' | 'tell'>) {
    this.#peers = peers;
  }

  countOf(session: string): number {
    const facts = this.#peers.of('connections', session) as ConnectionsFact[];
    return facts.reduce((sum, { addresses }) => sum + addresses.length, 0);
  }

  *all(): Iterable<ConnectionsFact> {
    for (const [, fact] of this.#peers.entries('connections')) yield fact as ConnectionsFact;
  }

  tell(session: string, fact: ConnectionsFact | undefined): void {
    this.#peers.tell({ table: 'connections', key: session, value: fact ?? null });
  }
}
