import type { Elsewhere } from './elsewhere.ts';
import type { Reader } from './reader.ts';

/** The register of everyone online on this node, by account: through whom it is here, and who is shown messages. */
export class Readers {
  // Lists, as nearly every account has one reader: a set of one takes five times the room.
  readonly #receiving = new Map<number, Reader[]>();
  readonly #present = new Map<number, Reader[]>();
  readonly #elsewhere: Pick<Elsewhere, 'of'> | undefined;

  /** @param elsewhere who is here through other nodes; undefined: there is one machine */
  constructor(elsewhere?: Pick<Elsewhere, 'of'>) {
    this.#elsewhere = elsewhere;
  }

  /** Adds a reader; returns whether the account came with it, and was not here before. */
  arrive(reader: Reader): boolean {
    if (reader.receives) addTo(this.#receiving, reader);
    return reader.present && addTo(this.#present, reader);
  }

  /** Takes a reader out; returns whether the account was here, and is gone with it. */
  depart(reader: Reader): boolean {
    takeFrom(this.#receiving, reader);
    return takeFrom(this.#present, reader);
  }

  /** Readers through whom an account is here, first come first. */
  presentOf(account: number): readonly Reader[] {
    return this.#present.get(account) ?? noReaders;
  }

  /** Readers of an account that are shown messages. */
  receivingOf(account: number): readonly Reader[] {
    return this.#receiving.get(account) ?? noReaders;
  }

  /** Everyone who is shown what happens. */
  *receiving(): IterableIterator<Reader> {
    for (const readers of this.#receiving.values()) yield* readers;
  }

  /** Whether an account is here, on this node or another. */
  isOnline(account: number): boolean {
    return this.#present.has(account) || this.#elsewhere?.of(account) !== undefined;
  }

  /** Numbers of the accounts that are here, in the order they came. */
  accountsOnline(): IterableIterator<number> {
    return this.#present.keys();
  }

  /**
   * Since when an account has been typing nowhere, milliseconds since 1970 UTC; null where it types, or is not
   * here.
   */
  idleSince(account: number): number | null {
    let latest: number | null = null;
    for (const { idleSince } of this.presentOf(account)) {
      if (idleSince === null) return null;
      latest = Math.max(latest ?? 0, idleSince);
    }
    return latest;
  }

  get onlineCount(): number {
    return this.#present.size;
  }
}

const noReaders: readonly Reader[] = [];

/** Adds a reader to those of its account; returns whether it is the first. */
function addTo(accounts: Map<number, Reader[]>, reader: Reader): boolean {
  const readers = accounts.get(reader.account);
  if (readers === undefined) accounts.set(reader.account, [reader]);
  else readers.push(reader);
  return readers === undefined;
}

/** Takes a reader from those of its account; returns whether it was the last. */
function takeFrom(accounts: Map<number, Reader[]>, reader: Reader): boolean {
  const readers = accounts.get(reader.account) ?? [];
  const place = readers.indexOf(reader);
  if (place === -1) return false;
  readers.splice(place, 1);
  return readers.length === 0 && accounts.delete(reader.account);
}
