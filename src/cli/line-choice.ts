import { connect, type Line } from '../client/line.ts';
import { type SavedLogin, savedSession } from '../client/node/saved-session.ts';
import type { Address } from '../wire/address.ts';
import type { LineChoice } from './script-options.ts';
import { softwareName } from './software.ts';

/** How a command goes about its line; see ConnectOptions of the SDK. */
export interface ConnectingOptions {
  readonly receive: boolean;
  readonly since?: Date | Readonly<Record<string, number | Date>>;
  readonly signal?: AbortSignal;
}

/** What a command comes in with: an app token, or the saved session of a client beside it. */
export type WayIn =
  | { readonly address: string; readonly token: string }
  | { readonly address: Address; readonly session: SavedLogin };

/** Finds out how to come in; nothing is sent. Throws InputError when there is no session. */
export function findWayIn({ server, token, data }: LineChoice): WayIn {
  if (token !== undefined && server !== undefined) return { address: server, token };
  const session = savedSession(data, server);
  return { address: session.address, session };
}

/** Comes in without being seen: nobody is told, and what the person has read stays as it is. */
export function enterLine(way: WayIn, options: ConnectingOptions): Promise<Line> {
  return connect({ ...way, ...options, present: false, software: softwareName() });
}
