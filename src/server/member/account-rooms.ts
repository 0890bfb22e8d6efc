import type { Directory } from '../../store/directory.ts';
import { pairOf } from '../delivery/fan-out.ts';
import type { GrantOwner } from './permissions.ts';

/** An account with its rooms by their keys, whether or not a connection of it is shown them. */
export class AccountRooms implements GrantOwner {
  readonly #directory: Directory;
  readonly #account: number;
  /** Numbers by key, of rooms that were asked for: they never change. */
  #numbers: Map<string, number> | undefined;

  constructor(directory: Directory, account: number) {
    this.#directory = directory;
    this.#account = account;
  }

  /** The room's number; undefined when there is none, or the account is not in it. */
  numberOf(key: string): number | undefined {
    return this.#numbers?.get(key) ?? this.#lookUp(key);
  }

  #lookUp(key: string): number | undefined {
    const isMine = pairOf(key)?.includes(this.#account) ?? true;
    const number = isMine ? this.#directory.roomByKey(key)?.id : undefined;
    if (number === undefined) return undefined;
    this.#numbers ??= new Map();
    this.#numbers.set(key, number);
    return number;
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
