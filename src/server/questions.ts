import { PartylineError } from '../base/errors.ts';
import type { MemberMessages, ServerMessage, ServerMessages } from '../wire/messages.ts';
import type { AccountRooms } from './account-rooms.ts';
import type { Line } from './line.ts';
import type { Permissions } from './permissions.ts';

/** Bytes of messages, as JSON, in one answer to `history`; a single one may be longer. */
export const historyBytes = 24 * 1024;
/** People listed in one answer to `who`. */
export const peopleListed = 500;

/** What is asked about talk. */
export type Question = MemberMessages['who' | 'history' | 'history.find'];

/** Answers what a member asks about rooms and people, as far as it may read. */
export class Questions {
  readonly #line: Line;
  readonly #rooms: AccountRooms;
  readonly #permissions: Permissions;

  constructor(line: Line, rooms: AccountRooms, permissions: Permissions) {
    this.#line = line;
    this.#rooms = rooms;
    this.#permissions = permissions;
  }

  /** Throws, or rejects with, `forbidden` and `room.forbidden`. */
  answer(question: Question): ServerMessage | Promise<ServerMessage> {
    switch (question.type) {
      case 'who':
        return this.#people(question);
      case 'history':
        return this.#page(question);
      case 'history.find':
        return this.#place(question);
    }
  }

  #people({ id }: MemberMessages['who']): ServerMessages['people'] {
    this.#permissions.assertMayRead();
    const { fanOut, directory } = this.#line;
    const accounts = [...fanOut.accountsOnline()];
    const people = accounts.slice(0, peopleListed).flatMap((number) => {
      const account = directory.account(number);
      const [reader] = fanOut.presentOf(number);
      if (account === undefined || reader === undefined) return [];
      return [{ name: account.name, operator: account.role === 'operator', since: reader.since }];
    });
    return { type: 'people', re: id, people, more: Math.max(0, accounts.length - peopleListed) };
  }

  async #page(question: MemberMessages['history']): Promise<ServerMessages['history']> {
    const { id, room, after, limit } = question;
    const number = this.#readableRoom(room);
    const { messages, more } = await this.#line.history.after(number, after, limit, historyBytes);
    return { type: 'history', re: id, room, messages: [...messages], more };
  }

  async #place(question: MemberMessages['history.find']): Promise<ServerMessages['history.place']> {
    const { id, room, at } = question;
    const after = await this.#line.history.placeOf(this.#readableRoom(room), at);
    return { type: 'history.place', re: id, room, after };
  }

  #readableRoom(room: string): number {
    this.#permissions.assertMayRead(room);
    const number = this.#rooms.numberOf(room);
    if (number === undefined) throw new PartylineError('room.forbidden');
    return number;
  }
}
