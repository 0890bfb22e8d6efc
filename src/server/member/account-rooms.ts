import { directKey } from '../../chat/rooms.ts';
import type { Account } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { Access, GrantOwner } from './permissions.ts';
import type { RoomChanges } from './room-changes.ts';
import { roomName } from './room-name.ts';

/** An account with its rooms by their ids, whether or not a connection of it is shown them. */
export class AccountRooms implements GrantOwner {
  readonly #directory: Directory;
  readonly #account: number;
  readonly #changes: RoomChanges;
  /** Rooms that were asked for since the last change, and that the account has a place in. */
  #accesses: Map<string, Access> | undefined;
  #changesSeen = 0;

  constructor(directory: Directory, account: number, changes: RoomChanges) {
    this.#directory = directory;
    this.#account = account;
    this.#changes = changes;
  }

  get accessVersion(): number {
    return this.#changes.count;
  }

  accessTo(key: string): Access {
    if (this.#changesSeen !== this.#changes.count) this.#forget();
    return this.#accesses?.get(key) ?? this.#lookUp(key);
  }

  #forget(): void {
    this.#accesses = undefined;
    this.#changesSeen = this.#changes.count;
  }

  #lookUp(key: string): Access {
    const account = this.#directory.account(this.#account);
    if (account === undefined)
      throw new Error(`looking for a room of account ${this.#account}: there is no such account`);
    const room = this.#directory.roomKnownTo(this.#account, key);
    // Looked for in any case: how long it takes tells nothing.
    const membership = this.#directory.membership(room?.id ?? 0, this.#account);
    const { id, role, pending } = account;
    const access = { account: { id, role, pending }, room, membership };
    if (membership !== undefined && room !== undefined) this.#keep(room.key, access);
    return access;
  }

  #keep(key: string, access: Access): void {
    this.#accesses ??= new Map();
    this.#accesses.set(key, access);
  }

  isOperator(): boolean {
    return this.#directory.account(this.#account)?.role === 'operator';
  }

  /** The id of the conversation with these people, whether or not it was begun. */
  conversationWith(others: readonly Account[]): string {
    const own = this.#directory.account(this.#account);
    if (own === undefined) throw new Error(`there is no account ${this.#account}`);
    return directKey(own, ...others);
  }

  /** How its account calls a room: `lobby`, `@ana`, `#ops`. */
  nameOf(key: string): string {
    return roomName(this.#directory, this.#account, key);
  }
}
