import type { RoomAccess } from '../../chat/policy.ts';
import { directKey } from '../../chat/rooms.ts';
import type { Account } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { GrantOwner } from './permissions.ts';
import { roomName } from './room-name.ts';

type Access = Omit<RoomAccess, 'grant'>;

/** An account with its rooms by their ids, whether or not a connection of it is shown them. */
export class AccountRooms implements GrantOwner {
  readonly #directory: Directory;
  readonly #account: number;
  /** Rooms that were asked for and that the account is in, where it stays. */
  #accesses: Map<string, Access> | undefined;

  constructor(directory: Directory, account: number) {
    this.#directory = directory;
    this.#account = account;
  }

  accessTo(key: string): Access {
    return this.#accesses?.get(key) ?? this.#lookUp(key);
  }

  #lookUp(key: string): Access {
    const account = this.#directory.account(this.#account);
    if (account === undefined)
      throw new Error(`looking for a room of account ${this.#account}: there is no such account`);
    const room = this.#directory.roomByKey(key);
    const membership = room && this.#directory.membership(room.id, this.#account);
    const { id, role, pending } = account;
    const access = { account: { id, role, pending }, room, membership };
    if (membership !== undefined) this.#keep(key, access);
    return access;
  }

  #keep(key: string, access: Access): void {
    this.#accesses ??= new Map();
    this.#accesses.set(key, access);
  }

  isOperator(): boolean {
    return this.#directory.account(this.#account)?.role === 'operator';
  }

  /** The id of the conversation with somebody, whether or not it was begun. */
  conversationWith(other: Account): string {
    const own = this.#directory.account(this.#account);
    if (own === undefined) throw new Error(`there is no account ${this.#account}`);
    return directKey(own, other);
  }

  /** How its account calls a room: `lobby`, `@ana`. */
  nameOf(key: string): string {
    return roomName(this.#directory, this.#account, key);
  }
}
