import type { Log } from '../base/log.ts';
import { worded } from '../base/worded.ts';
import { banWords } from '../chat/account-checks.ts';
import { isGoodToken } from '../chat/device-token.ts';
import { isKeptOut, keptOutWords, type Lockdown } from '../chat/lockdown.ts';
import { kickWords } from '../chat/moderation.ts';
import type { Accepted } from '../chat/proposals.ts';
import { isOnConnection } from '../chat/sanctions.ts';
import type { Sanction } from '../chat/tables.ts';
import type { Committed } from '../journal/journal.ts';
import type { Directory } from '../store/directory.ts';
import type { Presence } from './delivery/presence.ts';
import type { Receipts } from './delivery/receipts.ts';
import type { Gate } from './login/gate.ts';
import type { Turns } from './login/turns.ts';
import type { Ending, MemberSessions, SessionConnection } from './member/member-sessions.ts';
import type { MutedNetworks } from './member/muted-networks.ts';
import type { RoomChanges } from './member/room-changes.ts';
import type { Terms } from './terms.ts';

/* The table of what follows, for those who are connected, from each type of proposal once it is stored. */

/**
 * Acts at once on an accepted proposal of one type. null: there is nothing to do, and there are too many
 * of them for the log.
 */
type Consequence<Type extends keyof Accepted> = ((value: Accepted[Type]) => void) | null;

type Table = { readonly [Type in keyof Accepted]: Consequence<Type> };

/** Proposals of which there are too many for the log. */
const untold: ReadonlySet<string> = new Set(['session.leave', 'read.mark', 'history.drop']);

const nothing = () => {};

/** Brings what was stored to bear on those who are connected: a row for every type of proposal. */
export class Consequences {
  readonly #sessions: MemberSessions;
  readonly #directory: Directory;
  readonly #presence: Pick<Presence, 'isAway'>;
  readonly #gate: Gate;
  readonly #receipts: Pick<Receipts, 'read'>;
  readonly #mutedNetworks: MutedNetworks;
  readonly #roomChanges: RoomChanges;
  readonly #terms: Pick<Terms, 'refresh'>;
  readonly #turns: Pick<Turns, 'saw'>;
  readonly #log: Log;

  readonly #table: Table = {
    'line.create': nothing,
    'line.run': () => this.#sessions.tellTerm(this.#terms.refresh()),
    post: null,
    'post.find': null,
    'session.leave': ({ read }) => {
      for (const moved of read) this.#receipts.read(moved);
    },
    'history.drop': nothing,
    'read.mark': ({ moved }) => {
      if (moved !== null) this.#receipts.read(moved);
    },
    'file.store': nothing,
    'file.expire': nothing,
    'account.create': nothing,
    'session.open': ({ revoked }) => this.#endSessions(revoked),
    'session.local': ({ revoked }) => this.#endSessions(revoked),
    'session.rotate': (value) => {
      if (value.replayed) this.#endSessions(value.revoked);
      else this.#endOutdated(value.session.id);
    },
    'session.show': ({ session }) => this.#endOutdated(session),
    'session.attach': (value) => this.#endSessions(value.replayed ? value.revoked : []),
    'session.revoke': ({ revoked }) => this.#endSessions(revoked),
    'token.create': ({ revoked }) => this.#endSessions(revoked),
    'account.record': ({ revoked }) => this.#endSessions(revoked),
    'account.ban': ({ ban }) => this.#shutOut(ban),
    'account.unban': nothing,
    'account.mute': () => this.#mutedNetworks.refresh(),
    'account.unmute': () => this.#mutedNetworks.refresh(),
    'account.kick': (kicked) => this.#kick(kicked),
    'line.lockdown': ({ lockdown }) => this.#lockDown(lockdown ?? undefined),
    'account.admit': nothing,
    'account.reset': nothing,
    'account.role': ({ account }) => {
      this.#roomChanges.add();
      this.#sessions.tellRole(account.id, account.role);
    },
    'preferences.change': ({ account, preferences, awayChanged }) => {
      this.#sessions.tellPreferences(account, preferences);
      if (awayChanged) this.#presence.isAway(account, preferences.away?.text ?? null);
    },
    'room.join': () => this.#roomChanges.add(),
    'room.part': () => this.#roomChanges.add(),
    'room.open': nothing,
    'room.topic': nothing,
    'room.change': () => this.#roomChanges.add(),
    'room.invite': ({ room, invited }) => {
      this.#roomChanges.add();
      if (invited !== null) this.#sessions.tellInvitation(invited, room);
    },
    'room.kick': () => this.#roomChanges.add(),
    'room.ban': () => this.#roomChanges.add(),
    'room.unban': nothing,
    'room.mute': nothing,
    'room.unmute': nothing,
    'room.role': () => this.#roomChanges.add(),
    'sign-up.drop': ({ dropped }) => this.#logDropped(dropped),
    'invite.create': nothing,
    'sign-up.change': ({ mode }) => {
      this.#gate.signUpMode = mode;
    },
  };

  /** The rest that follows from a proposal of another node: who has made it here sees to that at once. */
  readonly #elsewhere: Partial<Table> = {
    'session.rotate': (value) => {
      if (value.replayed) return;
      if (value.session.resumedBy !== null) this.#turns.saw(value.session.resumedBy);
      this.#sessions.endReplaced(value.session.id);
    },
    'token.create': ({ session }) => this.#sessions.tellToken(session.account, session.device),
  };

  constructor(parts: {
    readonly sessions: MemberSessions;
    readonly directory: Directory;
    readonly presence: Pick<Presence, 'isAway'>;
    readonly gate: Gate;
    readonly receipts: Pick<Receipts, 'read'>;
    readonly mutedNetworks: MutedNetworks;
    readonly roomChanges: RoomChanges;
    readonly terms: Pick<Terms, 'refresh'>;
    readonly turns: Pick<Turns, 'saw'>;
    readonly log: Log;
  }) {
    this.#sessions = parts.sessions;
    this.#directory = parts.directory;
    this.#presence = parts.presence;
    this.#gate = parts.gate;
    this.#receipts = parts.receipts;
    this.#mutedNetworks = parts.mutedNetworks;
    this.#roomChanges = parts.roomChanges;
    this.#terms = parts.terms;
    this.#turns = parts.turns;
    this.#log = parts.log;
  }

  /** To be told of every committed batch, in order. */
  committed({ firstTicket, proposals, outcomes }: Committed): void {
    for (const [index, { type }] of proposals.entries()) {
      const consequence = this.#table[type] as Consequence<typeof type>;
      const outcome = outcomes[index];
      if (consequence === null || !outcome?.ok) continue;
      (consequence as (value: unknown) => void)(outcome.value);
      if (firstTicket === undefined) {
        (this.#elsewhere[type] as ((value: unknown) => void) | undefined)?.(outcome.value);
      }
      if (!untold.has(type)) this.#log.info('accepted', { proposal: type });
    }
  }

  #endSessions(ids: readonly string[]): void {
    for (const id of ids) this.#logRevoked(id);
    const words = worded('ended.revoked');
    soon(() => {
      for (const id of ids) this.#sessions.endSession(id, { reason: 'revoked', words });
    });
  }

  #logDropped(names: readonly string[]): void {
    for (const name of names) this.#log.info('sign-up.dropped', { name });
  }

  /** A connection beside a device ends with the token that it came with. */
  #endOutdated(id: string): void {
    soon(() => {
      const session = this.#directory.session(id);
      if (session === undefined) return;
      this.#sessions.endOutdated(id, (tokenHash) => isGoodToken(session, tokenHash));
    });
  }

  #logRevoked(id: string): void {
    const session = this.#directory.session(id);
    const name = session && this.#directory.account(session.account)?.name;
    const facts = { name, session: id, address: session?.address };
    if (session?.grant) this.#log.info('token.revoked', { ...facts, token: session.device });
    else this.#log.info('session.revoked', { ...facts, device: session?.device });
  }

  #shutOut(ban: Sanction): void {
    const ending = { reason: 'banned', words: banWords(ban) } as const;
    this.#endWhere((connection) => isOnConnection(ban, connection), ending);
  }

  /** But for the connections of the operator who does it, where they are in the network. */
  #kick(kicked: Accepted['account.kick']): void {
    const { actor, reason } = kicked;
    this.#endWhere(
      (connection) => connection.account !== actor && isOnConnection(kicked, connection),
      { reason: 'kicked', words: kickWords(reason) },
    );
  }

  #lockDown(lockdown: Lockdown | undefined): void {
    this.#gate.lockdown = lockdown;
    if ((lockdown?.newcomersSince ?? null) === null) return;
    this.#endWhere(
      ({ account }) => {
        const found = this.#directory.account(account);
        return found !== undefined && isKeptOut(lockdown, found);
      },
      { reason: 'kicked', words: keptOutWords },
    );
  }

  #endWhere(matches: (connection: SessionConnection) => boolean, ending: Ending): void {
    soon(() => this.#sessions.endWhere(matches, ending));
  }
}

/** Later in this turn: by then the asker was answered, and everybody is here whom the same batch let in. */
function soon(act: () => void): void {
  setImmediate(act);
}
