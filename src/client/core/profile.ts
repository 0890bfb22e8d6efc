import { given } from '../../base/given.ts';
import type { SavedPositions } from './read-positions.ts';
import type { Ask } from './requests.ts';

/* The contract of profiles, which remember servers between runs, and the one in memory. */

/** A session that can be resumed: two secrets for this server alone. */
export interface SavedSession {
  readonly id: string;
  readonly deviceToken: string;
}

/** The memory of a server that a client has between its runs. */
export interface ServerMemory extends SavedPositions {
  /** The account's name. */
  readonly name?: string | undefined;
  /** Fingerprint of the key of the last login that was proved. */
  readonly pin?: string | undefined;
  readonly session?: SavedSession | undefined;
  /** Where the line can be reached besides: `HOST:PORT` of other nodes, as they were told at the last login. */
  readonly nodes?: readonly string[] | undefined;
}

/**
 * The service of a client to other programs of its person.
 *
 * @internal
 */
export interface Lender {
  readonly ask: Ask;
  /** The server's clock, in milliseconds since 1970 UTC. */
  serverTime(): number;
}

/** The memory of one server, for one client at a time. */
export interface ServerEntry {
  /** As it was when the entry was opened. */
  readonly memory: ServerMemory;
  /**
   * Replaces it, and makes server and name the last used. A memory for which it has resolved must survive
   * a crash:
   * the device token in it is the only one the server takes from now on.
   */
  save(memory: ServerMemory): void | Promise<void>;
  /**
   * Has this client make requests for other programs of its person, which have the same profile and may not
   * make them themselves. Left out where no other program has it.
   *
   * @internal
   */
  lend?(lender: Lender): void;
  /** Lets another client have it. */
  release(): void | Promise<void>;
}

/** The server and the name that were used last. */
export interface LastUsed {
  /** As `ServerEntry` was opened with. */
  readonly server: string;
  readonly name: string | undefined;
}

/** Where a client keeps what it remembers: pins, sessions and the places it has read up to. */
export interface Profile {
  /**
   * Takes the memory of a server for one client until it is released. Two clients never get the same
   * session: a second one at the same time gets another entry, with the same pin and name, and logs in
   * as a session of its own.
   *
   * @param server its address, without code or fingerprint, as `formatAddress` writes it
   * @param name prefers the entry with a session of this name
   */
  open(server: string, name?: string): ServerEntry | Promise<ServerEntry>;
  /** The server and the name that were used last; undefined before the first use. */
  lastUsed(): LastUsed | undefined | Promise<LastUsed | undefined>;
}

interface HeldMemory {
  memory: ServerMemory;
  inUse: boolean;
}

/** Remembers for as long as the process runs. */
export class MemoryProfile implements Profile {
  readonly #servers = new Map<string, HeldMemory[]>();
  #last: LastUsed | undefined;

  open(server: string, name?: string): ServerEntry {
    const held = this.#take(server, name);
    held.inUse = true;
    return {
      memory: held.memory,
      save: (memory) => {
        held.memory = memory;
        this.#last = { server, name: memory.name };
      },
      release: () => {
        held.inUse = false;
      },
    };
  }

  lastUsed(): LastUsed | undefined {
    return this.#last;
  }

  #take(server: string, name: string | undefined): HeldMemory {
    const all = this.#servers.get(server) ?? [];
    this.#servers.set(server, all);
    const free = all.filter(({ inUse }) => !inUse);
    const found = free.find(({ memory }) => memory.name === name) ?? free[0];
    if (found !== undefined) return found;
    const added = { memory: withoutSession(all[0]?.memory), inUse: true };
    all.push(added);
    return added;
  }
}

/** A memory for an entry of its own: pin, name and nodes of a neighbour. */
export function withoutSession(neighbour: ServerMemory = {}): ServerMemory {
  const { pin, name, nodes } = neighbour;
  return given({ pin, name, nodes });
}
