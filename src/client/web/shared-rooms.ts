import type { RoomState, ServerMessage, ServerMessages } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';

/**
 * The rooms of an account as they are by now, for one that comes to a connection which others have used for a
 * while: kept from the welcome and from all that came after it.
 */
export class SharedRooms {
  readonly #rooms = new Map<string, RoomState>();
  readonly #invitations = new Map<string, ServerMessages['room.invited']>();

  constructor(rooms: readonly RoomState[]) {
    for (const room of rooms) this.#rooms.set(room.room, room);
  }

  /**
   * The rooms for a tab that has come so far in some of them. What is behind those places was sent before it came, to
   * others: it asks for it, as far back as a replay goes. The rest is sent to all.
   *
   * @param cursors by room id, the last entry that the tab has
   */
  nowFor(cursors: Readonly<Record<string, number>>): RoomState[] {
    return Array.from(this.#rooms.values(), ({ read: _, ...room }) => {
      const { last } = room;
      const cursor = Math.min(last, cursors[room.room] ?? last);
      const after = Math.max(cursor, last - limits.replayMessages);
      return { ...room, after, skipped: after - cursor };
    });
  }

  /** Invitations that were told and that nothing has come of. */
  get invitations(): ServerMessages['room.invited'][] {
    return [...this.#invitations.values()];
  }

  /** Takes note of a message that came. */
  note(message: ServerMessage): void {
    if (message.type === 'room') {
      const { room } = message.room;
      this.#invitations.delete(room);
      this.#rooms.set(room, message.room);
    } else if (message.type === 'room.left') {
      this.#rooms.delete(message.room);
      this.#invitations.delete(message.room);
    } else if (message.type === 'room.invited') {
      this.#invitations.set(message.room, message);
    } else if (message.type === 'entries') this.#noteEntries(message);
  }

  #noteEntries({ room, first, runs }: ServerMessages['entries']): void {
    const state = this.#rooms.get(room);
    if (state === undefined) return;
    const count = runs.reduce((sum, { entries }) => sum + entries.length, 0);
    this.#rooms.set(room, { ...state, last: Math.max(state.last, first + count - 1) });
  }
}
