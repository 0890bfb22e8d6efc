import { connect } from '../client/connect.ts';
import type { SavedLogin } from '../client/core/options.ts';
import type { Beginning } from '../client/core/since.ts';
import type { LineState } from '../client/core/states.ts';
import type { Line } from '../client/line.ts';
import { savedSession } from '../client/node/saved-session.ts';
import type { Address } from '../wire/address.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { speakerOptions } from './line-options.ts';
import type { ValuesOf } from './options.ts';
import { softwareName } from './software.ts';

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
export interface ConnectingOptions {
  readonly receive: boolean;
  readonly since?: Beginning;
  readonly signal?: AbortSignal;
  /** Waits for a server that cannot be reached, as when it restarts. */
  readonly retryFirstConnection?: boolean;
  readonly onState?: (state: LineState) => void;
}

/** Comes in without being seen: nobody is told, and what the person has read stays as it is. */
export function enterLine(way: WayIn, options: ConnectingOptions): Promise<Line> {
  return connect({ ...way, ...options, present: false, software: softwareName() });
}
