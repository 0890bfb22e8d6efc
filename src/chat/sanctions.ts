import { type Detail, type Worded, worded } from '../base/worded.ts';
import {
  contains,
  formatNetwork,
  type Network,
  networkOfAddress,
  parseNetwork,
} from '../words/network.ts';
import type { Account, Sanction, Tables } from './tables.ts';

/* Sanctions: who may not come in, or may not post; on the line, or in one room. */

/** The scope of what counts on the whole line, in place of a room's number. */
export const lineScope = 0;

/** How a sanction names an account. */
export function accountSubject(id: number): string {
  return `account:${id}`;
}

/** How a sanction names a network. */
export function networkSubject(network: Network): string {
  return `network:${formatNetwork(network)}`;
}

/** The number of the account that a sanction is on; undefined when it is on a network. */
export function sanctionedAccount({ subject }: Pick<Sanction, 'subject'>): number | undefined {
  return subject.startsWith('account:') ? Number(subject.slice('account:'.length)) : undefined;
}

/** The network that a sanction is on; undefined when it is on an account. */
export function sanctionedNetwork({ subject }: Pick<Sanction, 'subject'>): Network | undefined {
  return subject.startsWith('network:')
    ? parseNetwork(subject.slice('network:'.length))
    : undefined;
}

/** Whether a sanction has not ended at the time `at`, in milliseconds since 1970 UTC. */
export function isInForce({ until }: Pick<Sanction, 'until'>, at: number): boolean {
  return until === null || until > at;
}

/** Where sanctions are looked up: the rules' tables, or the server's directory. */
export type SanctionLookups = Pick<Tables, 'sanction' | 'networkSanctions'>;

/**
 * The sanction of this kind that an account is under at the time `at`. Nothing is looked up for one that is
 * under none at all.
 *
 * @param scope a room's number, or `lineScope`
 */
export function sanctionOn(
  tables: Pick<SanctionLookups, 'sanction'>,
  scope: number,
  kind: Sanction['kind'],
  account: Pick<Account, 'id' | 'sanctioned'>,
  at: number,
): Sanction | undefined {
  if (!account.sanctioned) return undefined;
  const sanction = tables.sanction(scope, kind, accountSubject(account.id));
  return sanction !== undefined && isInForce(sanction, at) ? sanction : undefined;
}

/**
 * The sanction of this kind on a network of the line that an address is in at the time `at`; of several, the
 * one that lasts longest.
 *
 * @param address an IP address; nothing is on anything else, such as the console at the server itself
 */
export function networkSanctionOn(
  tables: Pick<SanctionLookups, 'networkSanctions'>,
  kind: Sanction['kind'],
  address: string,
  at: number,
): Sanction | undefined {
  const sanctions = tables.networkSanctions();
  const peer = sanctions.length === 0 ? undefined : networkOfAddress(address);
  if (peer === undefined) return undefined;
  const held = sanctions.filter((sanction) => {
    if (sanction.kind !== kind || !isInForce(sanction, at)) return false;
    const network = sanctionedNetwork(sanction);
    return network !== undefined && contains(network, peer);
  });
  const end = ({ until }: Sanction) => until ?? Number.POSITIVE_INFINITY;
  return held.toSorted((one, other) => end(other) - end(one))[0];
}

/** Whether what was done to a subject is done to a connection of an account from an address. */
export function isOnConnection(
  target: Pick<Sanction, 'subject'>,
  connection: { readonly account: number; readonly address: string },
): boolean {
  const network = sanctionedNetwork(target);
  if (network === undefined) return sanctionedAccount(target) === connection.account;
  const peer = networkOfAddress(connection.address);
  return peer !== undefined && contains(network, peer);
}

/** Puts a sanction in force, in place of one of the same kind on the same subject in the same scope. */
export function impose(tables: Tables, sanction: Sanction): void {
  tables.putSanction(sanction);
  markAccount(tables, sanction);
}

/** Ends a sanction; returns it, or undefined when there is none. */
export function lift(
  tables: Tables,
  { scope, kind, subject }: Pick<Sanction, 'scope' | 'kind' | 'subject'>,
): Sanction | undefined {
  const sanction = tables.sanction(scope, kind, subject);
  if (sanction === undefined) return undefined;
  tables.deleteSanction(scope, kind, subject);
  markAccount(tables, sanction);
  return sanction;
}

/** Ends all sanctions on an account, in every scope. */
export function liftAll(tables: Tables, account: Account): void {
  if (!account.sanctioned) return;
  for (const sanction of tables.sanctionsOn(accountSubject(account.id))) lift(tables, sanction);
}

/** The account itself says whether there is any, so that nothing is looked up for all others. */
function markAccount(tables: Tables, { subject }: Sanction): void {
  const account = tables.account(sanctionedAccount({ subject }) ?? 0);
  if (account === undefined) return;
  const sanctioned = tables.sanctionsOn(subject).length > 0;
  if (sanctioned !== account.sanctioned) tables.putAccount({ ...account, sanctioned });
}

/** How a person is told of a sanction, with its end and its reason if there are any. */
export function sanctionWords(
  detail: Detail & `${'banned' | 'muted'}.${string}`,
  { until, reason }: Pick<Sanction, 'until' | 'reason'>,
): Worded {
  return worded(detail, {
    ...(until === null ? {} : { until }),
    ...(reason === '' ? {} : { reason }),
  });
}
