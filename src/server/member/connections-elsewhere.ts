/** What a node tells of the connections that a session has there. */
export interface ConnectionsFact {
  readonly account: number;
  /** Where each comes from: an IP address, or `console`. */
  readonly addresses: readonly string[];
}

/** The logged-in connections on the other nodes of the line. */
export interface ConnectionsElsewhere {
  /** How many a session has. */
  countOf(session: string): number;
  /** Those of all sessions. */
  all(): Iterable<ConnectionsFact>;
  /** Tells the others of those that a session has here; undefined: it has none any more. */
  tell(session: string, fact: ConnectionsFact | undefined): void;
}
