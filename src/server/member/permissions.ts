import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import { type RoomAccess, type RoomAction, readableRanges, refusal } from '../../chat/policy.ts';
import { refusedWords } from '../../chat/room-checks.ts';
import type { Membership, Room, Stretch } from '../../chat/tables.ts';
import type { Right } from '../../wire/request-row.ts';
import { expiryOf, type Grant, mayRead, mayWrite } from '../../words/grant.ts';

/* Decides what the session of a connection may do, by its grant and its account. */

/** An account with a room and its place there, as far as there are any. */
export interface Access extends Pick<RoomAccess, 'account'> {
  readonly room: Omit<Room, 'lastSeq'> | undefined;
  readonly membership: Membership | undefined;
}

/** The account behind a grant, as far as rights and refusals depend on it. */
export interface GrantOwner {
  /** How a room is called in a sentence, by its key. */
  nameOf(room: string): string;
  /** The account with the room of this key and its membership there, as far as there are any. */
  accessTo(room: string): Access;
  /** Counts on when what `accessTo` has given for a room that the account has a place in may be another. */
  readonly accessVersion: number;
  /** Whether the account is an operator's at present. */
  isOperator(): boolean;
}

/** A room in which something was allowed, as long as nothing changes. */
interface Allowed {
  readonly action: RoomAction;
  readonly key: string;
  readonly room: number;
  readonly version: number;
}

/** The rights of one session. Every refusal is `forbidden`, and says what its app token is good for. */
export class Permissions {
  /** When they end, in milliseconds since 1970 UTC; Infinity: with the session. */
  readonly expiresAt: number;
  readonly #grant: Grant | null;
  readonly #owner: GrantOwner;
  readonly #isOwn: boolean;
  /** Whoever posts does so in the same room again and again. */
  #allowed: Allowed | undefined;

  /**
   * @param grant null: a device
   * @param isOwn the connection is the device's own, which may do everything, and not one beside it
   */
  constructor(grant: Grant | null, owner: GrantOwner, isOwn: boolean) {
    this.expiresAt = expiryOf({ grant });
    this.#grant = grant;
    this.#owner = owner;
    this.#isOwn = isOwn;
  }

  /** Throws unless it may make requests that need this right; for rooms, see the policy. */
  assert(right: Right): void {
    if (right === 'read') this.#assertMayRead();
    else if (right === 'write') this.assertMayWrite();
    else if (right === 'account') this.#assertAccount();
    else if (right !== 'none') this.#assertDevice();
    if (right === 'operator' && !this.#owner.isOperator()) {
      throw new PartylineError('forbidden', worded('needs.operator'));
    }
  }

  /** Whether it may do everything, as devices may. */
  get areAll(): boolean {
    return this.#grant === null;
  }

  /** Whether it may read in this room, or if none is named, anything at all. */
  mayRead(room?: string): boolean {
    return mayRead(this.#grant, room);
  }

  /**
   * The number of a room in which it may do this. Throws `room.unknown` and `forbidden`.
   *
   * @param key the room's id, or whatever was given for a room that there is not
   */
  roomFor(action: RoomAction, key: string): number {
    const allowed = this.#allowed;
    const isKnown = allowed?.version === this.#owner.accessVersion && allowed.action === action;
    return isKnown && allowed.key === key ? allowed.room : this.#findRoom(action, key);
  }

  #findRoom(action: RoomAction, key: string): number {
    const { room, membership } = this.#accessFor(action, key);
    // A copy of the key: what came in would keep the whole message that it is a part of.
    const allowed = { action, key: room.key, room: room.id, version: this.#owner.accessVersion };
    if (membership !== undefined) this.#allowed = allowed;
    return room.id;
  }

  /** A room that it may read, by its number and id, and the stretches of it. Throws `room.unknown` and `forbidden`. */
  readable(key: string): {
    readonly room: number;
    readonly key: string;
    readonly stretches: readonly Stretch[];
  } {
    const access = this.#accessFor('read', key);
    return { room: access.room.id, key: access.room.key, stretches: readableRanges(access) };
  }

  /** The stretches of a room that it may read or search, from the account's place there; none where it may not. */
  stretchesFor(
    action: 'read' | 'search',
    { account, room, membership }: Access,
  ): readonly Stretch[] {
    const refused = refusal(action, { account, room, membership, grant: this.#grant });
    return refused === undefined ? readableRanges({ account, room, membership }) : [];
  }

  #accessFor(action: RoomAction, key: string) {
    const { account, room, membership } = this.#owner.accessTo(key);
    const refused = refusal(action, { account, room, membership, grant: this.#grant });
    if (refused === undefined && room !== undefined) return { account, room, membership };
    if (refused === 'forbidden') throw this.#refusalIn(action, key);
    throw new PartylineError('room.unknown', worded('room.not-yours', { room: key }));
  }

  /** Throws unless it may post in this room, which need not exist yet; if none is named, anywhere at all. */
  assertMayWrite(room?: string): void {
    if (!mayWrite(this.#grant, room)) throw this.#refusalIn('post', room);
  }

  #assertMayRead(): void {
    if (!this.mayRead()) throw this.#refusalIn('read');
  }

  #refusalIn(action: RoomAction, room?: string): PartylineError {
    const where = room === undefined ? '' : ` in ${this.#owner.nameOf(room)}`;
    if (this.#grant !== null) return this.#refused(`${tokenWords(action)}${where}`);
    return new PartylineError('forbidden', refusedWords(action));
  }

  /** Throws for an app token. */
  #assertAccount(): void {
    if (this.#grant !== null) throw this.#refused('change or list what belongs to the account');
  }

  /** Throws for an app token, and beside a device: the account itself is its devices' own business. */
  #assertDevice(): void {
    this.#assertAccount();
    if (this.#isOwn) return;
    throw new PartylineError('forbidden', worded('needs.device'));
  }

  #refused(action: string): PartylineError {
    const sentence = `This app token may not ${action}: it may only ${this.#described()}.`;
    return new PartylineError('forbidden', sentence);
  }

  #described(): string {
    const { read = true, write = true, rooms = null } = this.#grant ?? {};
    const verbs = [...(read ? ['read'] : []), ...(write ? ['post'] : [])].join(' and ');
    return rooms === null
      ? verbs
      : `${verbs} in ${rooms.map((room) => this.#owner.nameOf(room)).join(', ')}`;
  }
}

/** An action in words that follow on "may". */
function tokenWords(action: RoomAction): string {
  if (action === 'read' || action === 'post' || action === 'join' || action === 'leave')
    return action;
  return 'do this';
}
