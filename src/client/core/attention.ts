import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { Preferences, PreferencesChange } from '../../words/preferences.ts';
import { roomIdPattern } from '../../words/room-id.ts';
import type { KnownRooms } from './known-rooms.ts';
import type { MessagePlace } from './line-parameters.ts';
import type { Ask } from './requests.ts';

/* The requests by which people tell what they pay attention to, and ask about others. */

/** Somebody, here or not. Times are milliseconds since 1970 UTC. */
export type Person = Readonly<Omit<ServerMessages['person'], 'type' | 're'>>;

/** An urgent message that waits to be acknowledged. */
export interface OpenUrgent {
  /** The room's id. */
  readonly room: string;
  /** How this account calls the room. */
  readonly roomName: string;
  /** The message's number in its room. */
  readonly seq: number;
  readonly from: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** Somebody to whom a message is urgent. */
export interface Acknowledgement {
  readonly name: string;
  /** Milliseconds since 1970 UTC; null: they have yet to acknowledge it. */
  readonly acknowledgedAt: number | null;
}

/**
 * Who pays attention, and to what: presence of others, and the preferences that all devices of the account
 * share.
 */
export class Attention {
  readonly #ask: Ask;
  readonly #rooms: Pick<KnownRooms, 'id' | 'name'>;

  /** @internal */
  constructor(ask: Ask, rooms: Pick<KnownRooms, 'id' | 'name'>) {
    this.#ask = ask;
    this.#rooms = rooms;
  }

  /**
   * Somebody, here or not.
   *
   * @throws (by rejection) PartylineError `name.unknown`
   */
  async whois(name: string): Promise<Person> {
    const { type: _type, re: _re, ...person } = await this.#ask('whois', { name });
    return person;
  }

  /** The preferences of the account; rejects with PartylineError `forbidden` for an app token. */
  async preferences(): Promise<Preferences> {
    return (await this.#ask('preferences.read', {})).preferences;
  }

  /**
   * Changes preferences of the account; what is left out stays. All its devices are told (`preferences`).
   *
   * @throws (by rejection) PartylineError `name.unknown`, `room.unknown`; `forbidden` for an app token, and
   *   for a list that is full
   */
  async change(change: PreferencesChange): Promise<void> {
    const { room } = change;
    if (room !== undefined && !roomIdPattern.test(this.#rooms.id(room.room))) {
      throw new PartylineError('room.unknown', worded('room.not-yours', { room: room.room }));
    }
    await this.#ask('preferences.change', {
      ...(change as Record<never, never>),
      ...(room === undefined ? {} : { room: { ...room, room: this.#rooms.id(room.room) } }),
    });
  }

  /** The urgent messages that wait for this account to acknowledge them, the oldest first. */
  async urgents(): Promise<OpenUrgent[]> {
    const { urgents } = await this.#ask('urgent.list', {});
    return urgents.map((urgent) => ({ ...urgent, roomName: this.#rooms.name(urgent.room) }));
  }

  /**
   * To whom a message is urgent, and when they acknowledged it (milliseconds since 1970 UTC; null: not yet); nobody where
   * it is not urgent.
   *
   * @throws (by rejection) PartylineError `room.unknown`, `forbidden`
   */
  async acknowledgements({ room, seq }: MessagePlace): Promise<Acknowledgement[]> {
    return (await this.#ask('urgent.read', { room: this.#rooms.id(room), seq })).people;
  }

  /** Tells others that the person is away, and why. */
  away(text: string): Promise<void> {
    return this.change({ away: text });
  }

  /** Tells others that the person is back. */
  back(): Promise<void> {
    return this.change({ away: null });
  }

  /**
   * Tells how long the person at this connection has not typed, in milliseconds; 0: they type again. Others are
   * told that somebody is idle who types on no device. People count as idle after 15 minutes.
   */
  async idle(idleMs: number): Promise<void> {
    await this.#ask('idle', { idleMs });
  }

  /** Tells those who are in a room that the person types there; the server passes on one in 2 seconds. */
  async typing(room: string): Promise<void> {
    await this.#ask('typing', { room: this.#rooms.id(room) });
  }
}
