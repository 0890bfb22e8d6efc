import type { RoomMakers } from '../words/room-makers.ts';
import type { RoomChange } from '../words/room-settings.ts';
import { ExampleLine } from './line.fixture.ts';
import type { JoinRoom } from './room-join.ts';
import type { Account, Membership, Room } from './tables.ts';

/** A line in memory with the people of its rooms: ann makes them, bob and cid come and go, olga operates the line. */
export class RoomLine extends ExampleLine {
  readonly ann: Account = this.signUp('ann');
  readonly bob: Account = this.signUp('bob');
  readonly cid: Account = this.signUp('cid');
  #rooms = 0;

  joining(account: Account, name: string, makers: RoomMakers = 'anyone'): JoinRoom {
    this.#rooms += 1;
    const key = `r${String(this.#rooms).padStart(16, '0')}`;
    return { type: 'room.join', at: this.at, account: account.id, to: { name }, key, makers };
  }

  /** Lets somebody join by a name; gives the room's number. */
  join(account: Account, name: string): number {
    return this.accept(this.joining(account, name)).room;
  }

  /** A room of ann's, with these people in it. */
  room(name: string, changes: RoomChange | undefined, ...others: readonly Account[]): number {
    const room = this.join(this.ann, name);
    if (changes !== undefined) this.change(room, changes);
    for (const other of others) {
      if (this.facts(room).access === 'private') this.invite(room, other);
      this.accept({ ...this.joining(other, name), to: { room } });
    }
    return room;
  }

  change(room: number, change: RoomChange, by: Account = this.ann) {
    return this.accept({ type: 'room.change', ...this.act(by, room), change });
  }

  invite(room: number, { name }: Account, by: Account = this.ann) {
    return this.accept({ type: 'room.invite', ...this.act(by, room), name });
  }

  part(account: Account, room: number) {
    return this.accept({ type: 'room.part', ...this.act(account, room) });
  }

  /** Who acts in a room now. */
  act({ id: account }: Account, room: number) {
    return { at: this.at, account, room };
  }

  facts(room: number): Room {
    const facts = this.tables.room(room);
    if (facts === undefined) throw new Error(`there is no room ${room}`);
    return facts;
  }

  place(account: Account, room: number): Membership | undefined {
    return this.tables.membership(room, account.id);
  }

  /** The entries of a room in words: who, what, about whom, and the text. */
  told(room: number): string[] {
    const entries = this.tables.snapshot().messages.filter((entry) => entry.room === room);
    return entries.map(({ account, content }) => {
      const { kind, text, names = [] } = JSON.parse(content);
      const name = this.tables.account(account)?.name;
      return [name, kind, ...names, text].filter((word) => word !== '').join(' ');
    });
  }
}
