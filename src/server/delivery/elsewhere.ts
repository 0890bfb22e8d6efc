/** What a node tells of somebody who is here through it. */
export interface HereFact {
  /** The account's name. */
  readonly name: string;
  /** When the person came, milliseconds since 1970 UTC. */
  readonly since: number;
  /** Since when the person has typed on no device there, milliseconds since 1970 UTC; null: they do. */
  readonly idleSince: number | null;
}

/** Who is here through the other nodes of the line. */
export interface Elsewhere {
  /** undefined: the account is on none of them. */
  of(account: number): HereFact | undefined;
  /**
   * Tells the others of somebody on this node.
   *
   * @param fact undefined: the account has no connection here any more
   * @param mayReturn it was lost
   */
  tell(account: number, fact: HereFact | undefined, mayReturn?: boolean): void;
}
