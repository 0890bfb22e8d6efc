import type { Session } from '../../chat/tables.ts';
import { networkOf } from '../door/network.ts';

/** How long a place stays familiar after a device of the account was last there, in milliseconds. */
const familiarForMs = 30 * 24 * 3_600_000;

/**
 * Whether a device of the account was lately in the network: one that is logged in, or the one used last. An
 * owner there is not slowed down by those who guess elsewhere.
 *
 * @param network as `networkOf` gives it
 * @param now milliseconds since 1970 UTC
 */
export function isFamiliar(
  directory: {
    liveSessions(account: number): readonly Session[];
    lastDeviceOf(account: number): Session | undefined;
  },
  account: number,
  network: string,
  now: number,
): boolean {
  const wasThere = ({ address, lastSeenAt }: Session) =>
    now - lastSeenAt < familiarForMs && networkOf(address) === network;
  const live = directory.liveSessions(account);
  if (live.some((session) => session.grant === null && wasThere(session))) return true;
  const last = directory.lastDeviceOf(account);
  return last !== undefined && wasThere(last);
}
