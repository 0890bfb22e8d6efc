import { PartylineError } from '../../base/errors.ts';
import { type Words, worded } from '../../base/worded.ts';
import { localAddress } from '../../chat/local-session.ts';
import type { ByeReason } from '../../wire/messages.ts';
import type { Preferences } from '../../words/preferences.ts';
import type { Role } from '../../words/role.ts';
import type { ConnectionsElsewhere } from './connections-elsewhere.ts';

/* The register of logged-in connections, by the session that they belong to. */

/** A logged-in connection, as its session knows it. */
export interface SessionConnection {
  readonly account: number;
  /** Where it comes from: an IP address. */
  readonly address: string;
  readonly sessionId: string;
  /** It came through the door at the server itself: nobody who is elsewhere can end it. */
  readonly isLocal: boolean;
  /** It goes on beside the session's own connection. */
  readonly isBeside: boolean;
  /** Of the device token with which it came in beside the device; undefined: it came otherwise. */
  readonly besideTokenHash: string | undefined;
  end(reason: ByeReason, words: Words): void;
  tellRole(role: Role): void;
  /** Another term of the history has begun. */
  tellTerm(term: string): void;
  /** The account is invited to a room, by its number. */
  tellInvitation(room: number): void;
  /** The account has changed its preferences: for its devices. */
  tellPreferences(preferences: Preferences): void;
  /** An app token was made for the account; only a device's own connection passes it on. */
  tellToken(name: string): void;
}

/** How connections are ended from above, and the words they are told. */
export interface Ending {
  readonly reason: ByeReason;
  readonly words: Words;
}

/**
 * The logged-in connections of each session: its own, in whose place the next one comes, and those of
 * programs that go on beside it.
 */
export class MemberSessions {
  readonly #connectionsPerSession: number;
  readonly #elsewhere: ConnectionsElsewhere | undefined;
  readonly #bySession = new Map<string, SessionConnection[]>();

  /**
   * @param connectionsPerSession most connections of one session that programs may bring it to
   * @param elsewhere those on other nodes; undefined: there is one machine
   */
  constructor(connectionsPerSession: number, elsewhere?: ConnectionsElsewhere) {
    this.#connectionsPerSession = connectionsPerSession;
    this.#elsewhere = elsewhere;
  }

  /** How many connections a session has, on all nodes. */
  countOf(session: string): number {
    const here = this.#bySession.get(session)?.length ?? 0;
    return here + (this.#elsewhere?.countOf(session) ?? 0);
  }

  /** Throws `server.busy` when the session has as many connections as it may have beside its own. */
  assertRoomBeside(session: string): void {
    if (this.countOf(session) < this.#connectionsPerSession) return;
    const sentence = worded('session.full', { count: this.#connectionsPerSession });
    throw new PartylineError('server.busy', sentence);
  }

  /** Adds a connection; the session's own one ends the one before it. */
  add(member: SessionConnection): void {
    if (!member.isBeside) this.endReplaced(member.sessionId);
    // Read again: connections that were ended have left it.
    const others = this.#bySession.get(member.sessionId) ?? [];
    this.#bySession.set(member.sessionId, [...others, member]);
    this.#tellElsewhere(member);
  }

  /** The device of a session has connected again: ends the connection that was the session's own. */
  endReplaced(session: string): void {
    for (const older of this.#bySession.get(session) ?? []) {
      if (!older.isBeside) older.end('replaced', worded('ended.replaced'));
    }
  }

  /** Takes a connection out that has ended. */
  remove(member: SessionConnection): void {
    const others = this.#bySession.get(member.sessionId)?.filter((other) => other !== member) ?? [];
    if (others.length === 0) this.#bySession.delete(member.sessionId);
    else this.#bySession.set(member.sessionId, others);
    this.#tellElsewhere(member);
  }

  #tellElsewhere({ sessionId, account }: SessionConnection): void {
    if (this.#elsewhere === undefined) return;
    const members = this.#bySession.get(sessionId) ?? [];
    const addresses = members.map(({ address }) => address);
    this.#elsewhere.tell(sessionId, addresses.length === 0 ? undefined : { account, addresses });
  }

  /** Ends the connections beside a device that came in with a token that is not good any more. */
  endOutdated(session: string, isGood: (tokenHash: string) => boolean): void {
    const outdated = (this.#bySession.get(session) ?? []).filter(
      ({ besideTokenHash }) => besideTokenHash !== undefined && !isGood(besideTokenHash),
    );
    endAll(outdated, {
      reason: 'renewed',
      words: 'The device has a new token; come in with that.',
    });
  }

  /** Ends the connections of a session. */
  endSession(session: string, ending: Ending): void {
    endAll(this.#bySession.get(session) ?? [], ending);
  }

  /** Ends the connections that match. */
  endWhere(matches: (connection: SessionConnection) => boolean, ending: Ending): void {
    endAll(this.#where(matches), ending);
  }

  /** How many connections match that would be ended, on all nodes. */
  countWhere(
    matches: (connection: Pick<SessionConnection, 'account' | 'address'>) => boolean,
  ): number {
    const here = this.#where(matches).filter(({ isLocal }) => !isLocal).length;
    let there = 0;
    for (const { account, addresses } of this.#elsewhere?.all() ?? []) {
      const others = addresses.filter((address) => address !== localAddress);
      there += others.filter((address) => matches({ account, address })).length;
    }
    return here + there;
  }

  /** Tells the connections of an account that it is invited to a room, by its number. */
  tellInvitation(account: number, room: number): void {
    for (const member of this.#of(account)) member.tellInvitation(room);
  }

  /** Tells the connections of an account that it has another role. */
  tellRole(account: number, role: Role): void {
    for (const member of this.#of(account)) member.tellRole(role);
  }

  /** Tells everybody that another term of the history has begun. */
  tellTerm(term: string): void {
    for (const member of this.#where(() => true)) member.tellTerm(term);
  }

  /** Tells the connections of an account its preferences. */
  tellPreferences(account: number, preferences: Preferences): void {
    for (const member of this.#of(account)) member.tellPreferences(preferences);
  }

  /** Tells the devices of an account, but for the one that made it, that there is another app token. */
  tellToken(account: number, name: string, maker?: object): void {
    for (const member of this.#of(account)) if (member !== maker) member.tellToken(name);
  }

  #of(account: number): SessionConnection[] {
    return this.#where((member) => member.account === account);
  }

  #where(matches: (connection: SessionConnection) => boolean): SessionConnection[] {
    return [...this.#bySession.values()].flat().filter(matches);
  }
}

/** Consoles at the server itself stay. */
function endAll(members: readonly SessionConnection[], { reason, words }: Ending): void {
  for (const member of members) if (!member.isLocal) member.end(reason, words);
}
