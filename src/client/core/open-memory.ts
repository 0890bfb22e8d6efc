import { InputError } from '../../base/errors.ts';
import { type Address, formatAddress, parseAddress } from '../../wire/address.ts';
import { Keeper } from './keeper.ts';
import type { Cursors, ReadPositions } from './read-positions.ts';
import { noServer, type ResolvedOptions } from './resolved-options.ts';
import { Route } from './route.ts';

/* The first step of a session loop: which server, and what is remembered of it. */

/** The ways to the server, and what is remembered of it. */
export interface OpenedMemory {
  readonly route: Route;
  readonly keeper: Keeper;
}

/**
 * Finds out which server is meant and opens the memory of it; the read positions go on from there, and
 * are kept in it.
 *
 * @param options.read of the places that were told, those that the program has read
 * @param options.failed the memory could not be written; the client goes on with what it knows
 * @throws InputError if no server is named, or the memory cannot be used
 */
export async function openMemory(
  { addresses, profile, wayIn, timing }: ResolvedOptions,
  options: {
    readonly positions: ReadPositions;
    readonly read: (told: Cursors) => Cursors;
    readonly failed: (error: unknown) => void;
  },
): Promise<OpenedMemory> {
  const { positions, read, failed } = options;
  const list = addresses ?? [await lastAddress(profile)];
  const { host, port, clear } = list[0];
  const name = wayIn.type === 'log-in' ? wayIn.name : undefined;
  const entry = await profile.open(formatAddress({ host, port, clear }), name);
  positions.restore(entry.memory);
  // A client that takes no messages has read none: what was remembered stays.
  const { name: _name, pin: _pin, session: _session, nodes = [], ...places } = entry.memory;
  const latest = () =>
    wayIn.receive ? { ...positions.saved, cursors: read(positions.cursors) } : places;
  return {
    route: new Route(list, nodes),
    keeper: new Keeper(entry, { delayMs: timing.saveDelayMs, latest, failed }),
  };
}

async function lastAddress(profile: ResolvedOptions['profile']): Promise<Address> {
  const last = await profile.lastUsed();
  if (last === undefined) throw new InputError(noServer);
  return parseAddress(last.server);
}
