import type { RoomAccess } from '../../chat/policy.ts';
import type { Directory } from '../../store/directory.ts';
import { pairOf } from '../delivery/fan-out.ts';
import type { GrantOwner } from './permissions.ts';

type Access = Omit<RoomAccess, 'grant'>;

/** An account with its rooms by their keys, whether or not a connection of it is shown them. */
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

  /** How people call a room, before it exists as well: `lobby`, `@ana`. */
  nameOf(key: string): string {
    const other = pairOf(key)?.find((account) => account !== this.#account);
    return other === undefined ? key : `@${this.#directory.account(other)?.name ?? '?'}`;
  }
}
