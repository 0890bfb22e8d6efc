import type { Elsewhere, HereFact } from '../delivery/elsewhere.ts';
import type { Peers } from './peers.ts';

/** Who is here through other nodes, as these tell it; somebody may be on several. */
export class PresenceElsewhere implements Elsewhere {
  readonly #peers: Pick<Peers, 'of' | 'tell'>;
  /** As this node has told them. */
  readonly #told = new Map<number, HereFact>();

  constructor(peers: Pick<Peers, 'of' | 'tell'>) {
    this.#peers = peers;
  }

  /** On several nodes: since the first, and typing if on any. */
  of(account: number): HereFact | undefined {
    const facts = this.#peers.of('here', String(account)) as HereFact[];
    return facts.length < 2 ? facts[0] : facts.reduce(joined);
  }

  tell(account: number, fact: HereFact | undefined, mayReturn = false): void {
    const told = this.#told.get(account);
    if (fact?.since === told?.since && fact?.idleSince === told?.idleSince) return;
    if (fact === undefined) this.#told.delete(account);
    else this.#told.set(account, fact);
    const change = { table: 'here', key: String(account) } as const;
    this.#peers.tell({ ...change, value: fact ?? null, ...(mayReturn ? { lost: true } : {}) });
  }
}

function joined(one: HereFact, other: HereFact): HereFact {
  const isTyping = one.idleSince === null || other.idleSince === null;
  return {
    name: one.name,
    since: Math.min(one.since, other.since),
    idleSince: isTyping ? null : Math.max(one.idleSince ?? 0, other.idleSince ?? 0),
  };
}
