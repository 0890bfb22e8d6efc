import { assertArgument, assertOptions, flag, integer, oneOf, text } from '../../base/arguments.ts';
import { InputError, PartylineError } from '../../base/errors.ts';
import type { RoomState, SanctionInfo } from '../../wire/messages.ts';
import type { AnswerFields } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import { foldName } from '../../words/name.ts';
import { type RoomRole, roomRoles } from '../../words/room-role.ts';
import {
  longestSlowMs,
  type RoomChange,
  roomAccesses,
  roomHistories,
} from '../../words/room-settings.ts';
import type { KnownRooms } from './known-rooms.ts';
import { roomOf } from './line-arguments.ts';
import type { Ask } from './requests.ts';

/* The requests about rooms: who is in them, and what they are. */

/** A named room in a list, whether or not the account is in it. */
export type ListedRoom = AnswerFields<'room.list'>['rooms'][number];

/** A room of which the account may read something, whether or not it is in it. */
export type ReadableRoom = AnswerFields<'history.rooms'>['rooms'][number];

/** Somebody who is in a room. */
export type RoomMember = AnswerFields<'room.members'>['members'][number];

const changes = {
  name: text,
  access: oneOf(roomAccesses),
  readonly: flag,
  slowMs: integer(0, longestSlowMs),
  history: oneOf(roomHistories),
  archived: flag,
};

/**
 * The rooms of a line. A room is named by its id or as people write it: `lobby`, `#ops`, `@ana`, `@ana,bob`. Each
 * method rejects with PartylineError `room.unknown` for a room that there is not, which includes every private
 * room that the account is neither in nor invited to; and with `forbidden` for what the account may not do there.
 */
export class Rooms {
  readonly #ask: Ask;
  readonly #known: KnownRooms;

  /** @internal */
  constructor(ask: Ask, known: KnownRooms) {
    this.#ask = ask;
    this.#known = known;
  }

  /** The rooms that the account is in, as far as the server has told of them. */
  get all(): readonly RoomState[] {
    return this.#known.all;
  }

  /** Comes into a room. `#NAME` is made where there is none that the account can find; its maker owns it. */
  async join(room: string): Promise<RoomState> {
    const fields = { room: this.#id('Cannot join', room) };
    const { room: state } = await this.#ask('room.join', fields);
    return state;
  }

  /** Leaves a room, or turns an invitation down. What was said while the account was in it stays readable. */
  async part(room: string): Promise<void> {
    await this.#ask('room.part', { room: this.#id('Cannot leave', room) });
  }

  /** The conversation with one or more people, at most 15; it is begun if there is none. */
  async open(names: readonly string[]): Promise<RoomState> {
    const { room } = await this.#ask('room.open', { names: names.map(foldName) });
    return room;
  }

  /**
   * The named rooms that the account may see: its own, those that it is invited to, and all that are public.
   *
   * @throws (by rejection) PartylineError `message.unexpected` where the server's list does not end
   */
  async list(): Promise<ListedRoom[]> {
    const all: ListedRoom[] = [];
    for (;;) {
      const after = all.at(-1)?.room;
      const page = await this.#ask('room.list', after === undefined ? {} : { after });
      all.push(...page.rooms);
      if (!page.more) return all;
      assertEnds(page.rooms.length, all.length);
    }
  }

  /**
   * All rooms and conversations of which the account may read something: those that it is in, and those that it has
   * left, up to there; an operator also reads every public room. `history` takes their ids.
   *
   * @throws (by rejection) PartylineError `message.unexpected` where the server's list does not end
   */
  async readable(): Promise<ReadableRoom[]> {
    const all: ReadableRoom[] = [];
    let after: string | null = null;
    // A page may hold none that an app token may read.
    for (let pages = 1; ; pages += 1) {
      const from: { after?: string } = after === null ? {} : { after };
      const { rooms, next } = await this.#ask('history.rooms', from);
      all.push(...rooms);
      if (next === null) return all;
      assertEnds(pages, Math.max(pages, all.length));
      after = next;
    }
  }

  /**
   * Those who are in a room, by name.
   *
   * @throws (by rejection) PartylineError `message.unexpected` where the server's list does not end
   */
  async members(room: string): Promise<RoomMember[]> {
    const id = this.#id('Cannot list who is in', room);
    const all: RoomMember[] = [];
    for (;;) {
      const after = all.at(-1)?.name;
      const from = after === undefined ? {} : { after };
      const page = await this.#ask('room.members', { room: id, ...from });
      all.push(...page.members);
      if (!page.more) return all;
      assertEnds(page.members.length, all.length);
    }
  }

  /** Sets the topic of a room, at most 300 characters on one line; empty: none. */
  async setTopic(room: string, topic: string): Promise<void> {
    assertArgument('Cannot set the topic', 'the topic', topic, text);
    await this.#ask('room.topic', { room: this.#id('Cannot set the topic of', room), topic });
  }

  /**
   * Changes one setting of a room, or its name.
   *
   * @throws (by rejection) PartylineError `room.name-taken`
   */
  async change(room: string, change: RoomChange): Promise<void> {
    const attempt = 'Cannot change the room';
    assertOptions(attempt, change, changes);
    if (Object.keys(change).length !== 1) {
      throw new InputError(`${attempt}: one setting is changed at a time.`);
    }
    const named = 'name' in change ? { name: foldName(change.name) } : change;
    await this.#ask('room.change', { room: this.#id(attempt, room), change: named });
  }

  /** Lets somebody join a room, and tells them: of a public one, anybody in it; of a private one its operators. */
  async invite(room: string, name: string): Promise<void> {
    await this.#ask('room.invite', this.#on('Cannot invite to', room, name));
  }

  /** Puts somebody out of a room, who may come back. */
  async kick(room: string, name: string, reason = ''): Promise<void> {
    await this.#ask('room.kick', { ...this.#on('Cannot kick from', room, name), reason });
  }

  /**
   * Puts somebody out of a room, and keeps them out.
   *
   * @param until in milliseconds since 1970 UTC; null: until `unban`
   */
  async ban(room: string, name: string, until: number | null, reason = ''): Promise<void> {
    await this.#ask('room.ban', { ...this.#on('Cannot ban from', room, name), until, reason });
  }

  /** Ends a ban from a room. */
  async unban(room: string, name: string): Promise<void> {
    await this.#ask('room.unban', this.#on('Cannot end a ban from', room, name));
  }

  /**
   * Keeps somebody from posting in a room.
   *
   * @param until in milliseconds since 1970 UTC; null: until `unmute`
   */
  async mute(room: string, name: string, until: number | null, reason = ''): Promise<void> {
    await this.#ask('room.mute', { ...this.#on('Cannot mute in', room, name), until, reason });
  }

  /** Ends a mute in a room. */
  async unmute(room: string, name: string): Promise<void> {
    await this.#ask('room.unmute', this.#on('Cannot end a mute in', room, name));
  }

  /**
   * The bans and mutes in force in a room.
   *
   * @throws (by rejection) PartylineError `message.unexpected` where the server's list does not end
   */
  async bans(room: string): Promise<SanctionInfo[]> {
    const id = this.#id('Cannot list the bans of', room);
    const all: SanctionInfo[] = [];
    let after: string | null = null;
    do {
      const from: { after?: string } = after === null ? {} : { after };
      const page = await this.#ask('room.bans', { room: id, ...from });
      all.push(...page.sanctions);
      if (page.next !== null) assertEnds(page.sanctions.length, all.length);
      after = page.next;
    } while (after !== null);
    return all;
  }

  /** Gives somebody in a room a role, at most the account's own. */
  async changeRole(room: string, name: string, role: RoomRole): Promise<void> {
    assertArgument('Cannot change a role', 'the role', role, oneOf(roomRoles));
    await this.#ask('room.role', { ...this.#on('Cannot change a role in', room, name), role });
  }

  #on(attempt: string, room: string, name: string) {
    assertArgument(attempt, 'the name', name, text);
    return { room: this.#id(attempt, room), name: foldName(name.replace(/^@/, '')) };
  }

  #id(attempt: string, room: string): string {
    return this.#known.id(roomOf(attempt, room));
  }
}

function assertEnds(taken: number, all: number): void {
  if (taken > 0 && all <= limits.accountsListed) return;
  throw new PartylineError('message.unexpected', "The server's list has no end.");
}
