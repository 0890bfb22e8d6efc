import { InputError, PartylineError } from '../base/errors.ts';
import { type Worded, worded } from '../base/worded.ts';
import { limits } from '../words/limits.ts';
import { contains, formatNetwork, networkOfAddress, parseNetwork } from '../words/network.ts';
import { accountNamed, actingOperator } from './account-checks.ts';
import { lineSubject, recordEvent } from './audit.ts';
import { type Lockdown, lockdownOf, lockdownSetting } from './lockdown.ts';
import {
  accountSubject,
  impose,
  isInForce,
  lift,
  lineScope,
  networkSubject,
  sanctionedNetwork,
} from './sanctions.ts';
import type { Sanction, Tables } from './tables.ts';

/* Moderation of the line: operators keep accounts and networks out, or from posting, and close it in a raid. */

/** An account by its name. */
interface OnAccount {
  readonly name: string;
}

/** A network, or one address, as `parseNetwork` reads it. */
interface OnNetwork {
  readonly network: string;
}

interface Act {
  readonly at: number;
  readonly actor: number;
}

/** Keeps an account or a network out, or from posting. */
type Imposing<Type extends string> = Act & {
  readonly type: Type;
  /** When it ends; null: not by itself. */
  readonly until: number | null;
  readonly reason: string;
} & (
    | OnAccount
    | (OnNetwork & {
        /** Where the operator asks from: an IP address, or the console at the server itself. */
        readonly from: string;
        /** It may shut out the operator, or nearly everybody. */
        readonly force: boolean;
      })
  );

type Lifting<Type extends string> = Act & { readonly type: Type } & (OnAccount | OnNetwork);

/** Shuts an account or a network out. */
export type Ban = Imposing<'account.ban'>;
/** Lets an account or a network read, and not post. */
export type Mute = Imposing<'account.mute'>;
/** Ends a ban. */
export type Unban = Lifting<'account.unban'>;
/** Ends a mute. */
export type Unmute = Lifting<'account.unmute'>;
/** Ends the connections of an account, or from a network; people may come back at once. */
export type Kick = Act & { readonly type: 'account.kick'; readonly reason: string } & (
    | OnAccount
    | OnNetwork
  );

/** Begins a lockdown, changes it, or ends it. */
export interface ChangeLockdown {
  readonly type: 'line.lockdown';
  readonly at: number;
  readonly actor: number;
  /** null: it is over. */
  readonly lockdown: Omit<Lockdown, 'since'> | null;
}

/** The last time a date can show (ECMA-262, section 21.4.1.1), in milliseconds since 1970 UTC. */
const lastTime = 8.64e15;

/** Networks with fewer bits in common hold nearly everybody: a region's addresses, or more. */
const shortestPrefix = { 4: 8, 6: 16 } as const;

/** Where everybody comes from whom a proxy or a tunnel on the server's own machine passes on. */
const loopbacks = ['127.0.0.0/8', '::1/128'].map(parseNetwork);

/**
 * Bans an account or a network until a time or for good, instead of any ban of it before. Sessions stay and
 * resume once it is over; to end connections is the caller's part.
 * @throws PartylineError `forbidden`, also for a ban of an operator, and unless forced of a network that holds
 *   the operator's own address or nearly everybody; `name.unknown`; `message.invalid` for a text that is no
 *   network, and when the ban would end before it begins
 */
export function ban(tables: Tables, proposal: Ban): { readonly ban: Sanction } {
  return { ban: imposed(tables, 'ban', proposal) };
}

/**
 * Mutes an account or a network until a time or for good, instead of any mute of it before: people read and
 * may not post. Operators post from a muted network as well.
 * @throws PartylineError `forbidden`, also for an operator; `name.unknown`; `message.invalid` as for a ban
 */
export function mute(tables: Tables, proposal: Mute): { readonly mute: Sanction } {
  return { mute: imposed(tables, 'mute', proposal) };
}

/**
 * Ends the ban of an account, if there is one, or of exactly this network.
 * @throws PartylineError `forbidden`, `name.unknown`, also when nothing is on the network; `message.invalid` for
 *   a text that is no network
 */
export function unban(tables: Tables, proposal: Unban): { readonly ban: Sanction | null } {
  return { ban: lifted(tables, 'ban', proposal) };
}

/**
 * Ends the mute of an account, if there is one, or of exactly this network.
 * @throws PartylineError as `unban`
 */
export function unmute(tables: Tables, proposal: Unmute): { readonly mute: Sanction | null } {
  return { mute: lifted(tables, 'mute', proposal) };
}

/**
 * Writes down that an operator ends connections; to end them is the caller's part.
 * @throws PartylineError `forbidden`, also for oneself; `name.unknown`; `message.invalid` for a text that is no
 *   network
 */
export function kick(
  tables: Tables,
  proposal: Kick,
): Pick<Sanction, 'subject' | 'reason' | 'actor'> {
  const { at, actor, type, reason } = proposal;
  actingOperator(tables, actor, at);
  const whom = subjectOf(tables, proposal);
  if (whom === accountSubject(actor)) {
    throw new PartylineError('forbidden', worded('self.kick'));
  }
  recordEvent(tables, { at, actor, type, whom, data: { reason } });
  return { subject: whom, reason, actor };
}

/**
 * Begins a lockdown, in place of one that is in force, or ends it; nothing happens when there is none to end.
 * @throws PartylineError `forbidden`
 */
export function changeLockdown(
  tables: Tables,
  { at, actor, type, lockdown: wanted }: ChangeLockdown,
): { readonly lockdown: Lockdown | null } {
  actingOperator(tables, actor, at);
  const lockdown: Lockdown | null = wanted === null ? null : { since: at, ...wanted };
  if (lockdown === null && lockdownOf(tables) === undefined) return { lockdown };
  tables.putSetting(lockdownSetting, JSON.stringify(lockdown));
  const data = { on: lockdown !== null, ...wanted };
  recordEvent(tables, { at, actor, type, whom: lineSubject, data });
  return { lockdown };
}

/** How a person is told that an operator has ended their connection. */
export function kickWords(reason: string): Worded {
  return worded('ended.kicked', reason === '' ? {} : { reason });
}

function imposed(tables: Tables, kind: Sanction['kind'], proposal: Ban | Mute): Sanction {
  const { at, actor, type, until, reason } = proposal;
  actingOperator(tables, actor, at);
  if ('name' in proposal) assertMember(tables, kind, proposal.name);
  const subject = subjectOf(tables, proposal);
  if (until !== null) assertLaterTime(kind, until, at);
  const sanction: Sanction = { scope: lineScope, kind, subject, until, reason, actor, at };
  if ('network' in proposal) {
    if (kind === 'ban' && !proposal.force) assertBearable(tables, sanction, proposal.from);
    makeRoom(tables, sanction);
  }
  impose(tables, sanction);
  recordEvent(tables, { at, actor, type, whom: subject, data: { until, reason } });
  return sanction;
}

function lifted(tables: Tables, kind: Sanction['kind'], proposal: Unban | Unmute): Sanction | null {
  const { at, actor, type } = proposal;
  actingOperator(tables, actor, at);
  const subject = subjectOf(tables, proposal);
  const sanction = lift(tables, { scope: lineScope, kind, subject });
  if (sanction === undefined && 'network' in proposal) throw nothingOn(kind, subject);
  if (sanction === undefined || !isInForce(sanction, at)) return null;
  recordEvent(tables, { at, actor, type, whom: subject, data: {} });
  return sanction;
}

function nothingOn(kind: Sanction['kind'], subject: string): PartylineError {
  const network = subject.slice(subject.indexOf(':') + 1);
  const detail = kind === 'ban' ? 'network.not-banned' : 'network.not-muted';
  return new PartylineError('name.unknown', worded(detail, { network }));
}

function subjectOf(tables: Tables, target: OnAccount | OnNetwork): string {
  if ('name' in target) return accountSubject(accountNamed(tables, target.name).id);
  try {
    return networkSubject(parseNetwork(target.network));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new PartylineError('message.invalid', error.words, { field: 'network' });
  }
}

function assertMember(tables: Tables, kind: Sanction['kind'], name: string): void {
  if (accountNamed(tables, name).role !== 'operator') return;
  const detail = kind === 'ban' ? 'operator.not-banned' : 'operator.not-muted';
  throw new PartylineError('forbidden', worded(detail));
}

/** Throws `message.invalid` for the end of a ban or a mute that is no time after `at`. */
export function assertLaterTime(kind: Sanction['kind'], until: number, at: number): void {
  if (until > at && until <= lastTime) return;
  const sentence = worded(`${kind}.past`, { at: until });
  throw new PartylineError('message.invalid', sentence, { field: 'until' });
}

/** Throws for a ban by which an operator would most likely hurt themselves, with what would come of it. */
function assertBearable(tables: Tables, { subject, actor }: Sanction, from: string): void {
  const network = sanctionedNetwork({ subject });
  if (network === undefined) return;
  const written = formatNetwork(network);
  const refuse = (consequence: Worded) => {
    throw new PartylineError('forbidden', consequence);
  };
  if (network.prefix < shortestPrefix[network.family])
    refuse(worded('ban.of-all', { network: written }));
  if (loopbacks.some((loopback) => contains(network, loopback) || contains(loopback, network))) {
    refuse(worded('ban.of-proxied', { network: written }));
  }
  const devices = tables.liveSessions(actor).filter(({ grant }) => grant === null);
  const own = [from, ...devices.map(({ address }) => address)].find((address) => {
    const peer = networkOfAddress(address);
    return peer !== undefined && contains(network, peer);
  });
  if (own !== undefined) refuse(worded('ban.of-yourself', { network: written, address: own }));
}

/** Networks are looked through one by one, so there is a bound; those that are over give way. */
function makeRoom(tables: Tables, { kind, subject, at }: Sanction): void {
  const others = tables
    .networkSanctions()
    .filter((other) => other.kind !== kind || other.subject !== subject);
  const held = others.filter((other) => isInForce(other, at));
  if (held.length >= limits.networksSanctioned) {
    throw new PartylineError(
      'forbidden',
      worded('networks.full', { count: limits.networksSanctioned }),
    );
  }
  for (const other of others) if (!isInForce(other, at)) lift(tables, other);
}

/** The rules of bans, mutes, kicks and lockdowns. */
export const moderationRules = {
  'account.ban': ban,
  'account.unban': unban,
  'account.mute': mute,
  'account.unmute': unmute,
  'account.kick': kick,
  'line.lockdown': changeLockdown,
};
