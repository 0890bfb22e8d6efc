import type { SavedLogin } from '../client/core/options.ts';
import type { Beginning } from '../client/core/since.ts';
import type { Line } from '../client/line.ts';
import { savedSession } from '../client/node/saved-session.ts';
import { type Address, placeOf } from '../wire/address.ts';
import { parseAddressList } from '../wire/address-list.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { speakerOptions } from './line-options.ts';
import type { ValuesOf } from './options.ts';
import { connectTold, type ToldLineOptions } from './told-line.ts';

/** The credentials of a command: an app token, or the saved session of a client beside it. */
export type WayIn =
  | { readonly address: string; readonly token: string }
  | { readonly address: Address; readonly session: SavedLogin };

/**
 * Finds out how to come in; nothing is sent. Throws InputError when there is no session, or no server for
 * a token.
 */
export function findWayIn({
  server,
  token,
  data,
}: Partial<ValuesOf<typeof speakerOptions>>): WayIn {
  if (token === undefined) {
    const session = savedSession(data ?? '', server);
    return { address: session.address, session };
  }
  if (server !== undefined) return { address: server, token };
  throw new CommandError(
    exitCodes.usage,
    'PARTYLINE_TOKEN does not say where the server is: give --server ADDRESS, or set PARTYLINE_SERVER.',
  );
}

/** How a command goes about its line; see LineOptions of the SDK. */
export interface ConnectingOptions
  extends Pick<ToldLineOptions, 'outages' | 'onNotice' | 'onState'> {
  readonly receive: boolean;
  readonly since?: Beginning;
  readonly signal?: AbortSignal;
  /** Waits for a server that cannot be reached, as when it restarts. */
  readonly retryFirstConnection?: boolean;
}

/** Comes in without being seen: nobody is told, and what the person has read stays as it is. */
export function enterLine(way: WayIn, options: ConnectingOptions): Promise<Line> {
  return connectTold({ ...way, ...options, present: false }, placeOfLine(way));
}

/** The addresses of a line in words: `a.example:7278`, or several of them. */
function placeOfLine(way: WayIn): string {
  if ('token' in way) return parseAddressList(way.address).map(placeOf).join(', ');
  return [way.address, ...(way.session.others ?? [])].map(placeOf).join(', ');
}
