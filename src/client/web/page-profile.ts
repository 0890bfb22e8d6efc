import type { LastUsed, Profile, ServerEntry, ServerMemory } from '../core/profile.ts';
import { parseMemory } from '../core/profile-format.ts';
import type { Cursors } from '../core/read-positions.ts';
import type { KeptValues } from './kept-values.ts';

/** The key of the memory of the server that the page came from. */
const memoryKey = 'memory';

/**
 * The profile of a page: what it remembers of the one server that it came from. All tabs of a browser have the
 * same memory, and share its session. So a tab writes over the session only when it got another one itself, and
 * over a place only when it has read further: one that slept would otherwise put back a device token that is
 * used up, and with it end the session.
 */
export class PageProfile implements Profile {
  readonly #values: Pick<KeptValues, 'change' | 'get'>;
  readonly #server: string;
  #memory: ServerMemory;

  private constructor(
    values: Pick<KeptValues, 'change' | 'get'>,
    server: string,
    memory: ServerMemory,
  ) {
    this.#values = values;
    this.#server = server;
    this.#memory = memory;
  }

  /**
   * Reads the profile.
   *
   * @param server its address, as `formatAddress` writes it
   */
  static async read(
    values: Pick<KeptValues, 'change' | 'get'>,
    server: string,
  ): Promise<PageProfile> {
    return new PageProfile(values, server, memoryIn(await values.get(memoryKey)));
  }

  /** As this tab knows it. */
  get memory(): ServerMemory {
    return this.#memory;
  }

  /** As it is kept now, perhaps by another tab. */
  async kept(): Promise<ServerMemory> {
    return memoryIn(await this.#values.get(memoryKey));
  }

  async open(): Promise<ServerEntry> {
    this.#memory = await this.kept();
    return {
      memory: this.#memory,
      save: async (memory) => {
        const before = this.#memory;
        this.#memory = memory;
        await this.#values.change(memoryKey, (kept) => merged(memoryIn(kept), before, memory));
      },
      release: () => {},
    };
  }

  lastUsed(): LastUsed {
    return { server: this.#server, name: this.#memory.name };
  }
}

/** What is kept and cannot be read counts as nothing: the person logs in again. */
function memoryIn(kept: unknown): ServerMemory {
  try {
    return kept === undefined ? {} : parseMemory(kept);
  } catch {
    return {};
  }
}

/**
 * The memory to keep.
 *
 * @param kept as it is, perhaps by another tab
 * @param before as this tab had it
 * @param memory as this tab has it now
 */
export function merged(
  kept: ServerMemory,
  before: ServerMemory,
  memory: ServerMemory,
): ServerMemory {
  const isOwnSession = memory.session?.deviceToken !== before.session?.deviceToken;
  const owner = isOwnSession ? memory : kept;
  const { session: _session, name: _name, cursors, ...places } = memory;
  const isSameHistory = kept.epoch === memory.epoch;
  return {
    ...places,
    ...(owner.session === undefined ? {} : { session: owner.session }),
    ...(owner.name === undefined ? {} : { name: owner.name }),
    ...(cursors === undefined
      ? {}
      : { cursors: isSameHistory ? furthest(kept.cursors, cursors) : cursors }),
  };
}

/** The further place of each room, in the order of the second. */
function furthest(kept: Cursors = {}, own: Cursors): Cursors {
  const others = Object.entries(kept).filter(([room]) => own[room] === undefined);
  const both = Object.entries(own).map(([room, seq]) => [room, Math.max(seq, kept[room] ?? 0)]);
  return Object.fromEntries([...others, ...both]);
}
