import { RecentMap } from '../base/recent-map.ts';
import type {
  LineChange,
  LineMessage,
  PresenceChange,
  RoomLeft,
  UnsentMessage,
  Welcome,
} from '../client/core/events.ts';
import type { HistoryOptions, People } from '../client/core/line-parameters.ts';
import type { LineState } from '../client/core/states.ts';
import { firstSeq, lastSeq } from '../model/room-entries.ts';
import type { RoomView } from '../model/room-view.ts';
import type { PageEvent, TalkEvent } from '../model/talk-event.ts';
import {
  type ConnectionView,
  currentRoom,
  roomByName,
  type TalkState,
} from '../model/talk-state.ts';
import { errorWords } from '../texts/error-words.ts';
import type { RoomState } from '../wire/messages.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import { type GatheredHistory, gatherHistory } from './gathered-history.ts';
import { pendingWords } from './render.ts';
import type { Handed, Stage, StageParts } from './stage.ts';

/** Texts that were refused and can be handed over again. */
const maxRefused = 100;
/** Messages of a page of the history. */
const pageMessages = 100;

/** A view that shows a {@link TalkState}: the full screen of a terminal, the page of a browser. */
export interface StateView {
  readonly state: TalkState;
  /** Entries that fill it, at the least. */
  readonly entriesInSight: number;
  /** Something has changed. */
  dispatch(event: TalkEvent): void;
  /** Begins to take lines. */
  open(): void;
  /** Scrolls to the oldest entry that is here. */
  toOldest(): void;
  /** The line has ended. */
  close(): void;
}

/** Shows what happens on a line as a state: tells the view of it, and fetches the pages that are looked at. */
export class StateStage implements Stage {
  readonly history = {
    show: (roomName: string, count: number) => this.#showOlder(roomName, count),
  };
  readonly #parts: StageParts;
  readonly #view: StateView;
  /** What was refused, by the keys of its entries, to be handed over again. */
  readonly #refused = new RecentMap<number, () => void>(maxRefused);
  /** Rooms of which a page is on its way, and rooms of which it is the end. */
  readonly #fetching = { beside: new Set<string>(), instead: new Set<string>() };
  /** Rooms of which somebody wants the end, as long as it is not there. */
  readonly #toEnd = new Set<string>();
  /** How far the present room was marked as read. */
  #marked = { room: '', seq: 0 };

  constructor(parts: StageParts, view: StateView) {
    this.#parts = parts;
    this.#view = view;
    parts.client
      .on('state', (state) => this.#tell({ type: 'connection', connection: connectionOf(state) }))
      .on('attention', (changes) => this.#tell({ type: 'attention', changes }))
      .on('preferences', ({ away }) => this.#tell({ type: 'away', away: away?.text }))
      .on('read', ({ room, seq }) => this.#tell({ type: 'read', room, seq }));
  }

  welcomed({ name, serverName, rooms }: Welcome): void {
    this.#tell({ type: 'welcome', name, serverName, rooms });
    this.#fill();
    void this.#learn();
  }

  message(
    message: LineMessage,
    how: { readonly isIgnored: boolean; readonly calls: boolean },
  ): boolean {
    const { calls, isIgnored } = how;
    const { number } = this.#parts.transcript.shows(message);
    this.#tell({ type: 'message', message, calls, number, isHidden: isIgnored });
    return false;
  }

  change(change: LineChange): void {
    this.#parts.transcript.change(change, this.#parts.view());
    if (change.isNews) this.#tell({ type: 'change', change });
  }

  here({ people }: People): void {
    this.#tell({ type: 'people', people: people.map(({ name, away }) => ({ name, away })) });
  }

  presence(changes: readonly PresenceChange[]): void {
    this.#tell({ type: 'presence', changes });
  }

  away(): void {}

  passedOver(): void {}

  pending({ mid, room, content }: UnsentMessage): void {
    this.#tell({ type: 'pending', mid, room, text: pendingWords(content) });
  }

  refused(roomName: string, handed: Handed, error: unknown, again: () => void): void {
    const reason = errorWords(error);
    this.#tell({ type: 'refused', roomName, ...handed, reason, at: Date.now() });
    this.#refused.set(this.#view.state.nextKey - 1, again);
  }

  /** Hands a text of the present room over again that was refused. */
  retry(key: number): void {
    const again = this.#refused.get(key);
    if (again === undefined) return;
    this.#refused.delete(key);
    this.#tell({ type: 'dismissed', room: this.#view.state.current, key });
    again();
  }

  entered(state: RoomState): void {
    this.#tell({ type: 'room', state });
  }

  left({ room }: RoomLeft): void {
    this.#tell({ type: 'left', room });
  }

  turned(roomName: string, typists: readonly string[]): void {
    this.#view.open();
    const isNew = currentRoom(this.#view.state).name !== roomName;
    if (isNew) this.#tell({ type: 'turned', roomName });
    this.#tell({ type: 'typists', names: typists });
    this.#fill();
  }

  /** Fetches what was said before, where what is there leaves a part of the screen empty. */
  #fill(): void {
    const room = currentRoom(this.#view.state);
    const { list, isBegin } = room.entries;
    if (!isBegin && list.length < this.#view.entriesInSight) void this.#fetch(room, 'before');
  }

  members(roomName: string, names: readonly string[]): void {
    this.#tell({ type: 'members', roomName, names });
  }

  async untilShown(): Promise<void> {}

  closed(): void {
    this.#view.close();
  }

  #tell(event: TalkEvent): void {
    this.#view.dispatch(event);
    this.#markRead();
  }

  /** All devices of the account are told what is looked at. */
  #markRead(): void {
    const { room, name, read, last } = currentRoom(this.#view.state);
    const isBegun = room !== name || room === lobbyRoomId;
    if (!isBegun || read === 0 || read < last) return;
    if (this.#marked.room === room && this.#marked.seq >= read) return;
    this.#marked = { room, seq: read };
    this.#parts.client.reading.mark(room, read);
  }

  /** Asks for what is unread on all devices, and why the person is away. */
  async #learn(): Promise<void> {
    const { client } = this.#parts;
    try {
      const [rooms, { away }] = await Promise.all([
        client.reading.unread(),
        client.attention.preferences(),
      ]);
      this.#tell({ type: 'unread', rooms });
      this.#tell({ type: 'away', away: away?.text });
    } catch {
      // The line is down again: it is asked for at the next welcome.
    }
  }

  async #showOlder(roomName: string, count: number): Promise<void> {
    const room = roomByName(this.#view.state, roomName);
    if (room !== undefined) await this.#fetch(room, 'before', count);
    if (currentRoom(this.#view.state).name === roomName) this.#view.toOldest();
  }

  /** Fetches a page of the present room. */
  fetch(place: PageEvent['place']): void {
    void this.#fetch(currentRoom(this.#view.state), place);
  }

  /** Fetches a page of a room, unless one is on its way; a line that is down has none. */
  async #fetch(room: RoomView, place: PageEvent['place'], limit = pageMessages): Promise<void> {
    const id = room.room;
    const fetching = this.#fetching[place === 'instead' ? 'instead' : 'beside'];
    if (fetching.has(id) || this.#view.state.rooms.get(id) === undefined) return;
    fetching.add(id);
    if (place === 'instead') this.#toEnd.add(id);
    try {
      const where = placeOf(room, place);
      const found = await gatherHistory(this.#parts.client, id, { ...where, limit });
      // A page that lies beside entries which others have taken the place of would leave a gap.
      if (this.#isBeside(room, place)) this.#page(room, place, found);
    } catch {
      // The next look asks again.
      return;
    } finally {
      fetching.delete(id);
    }
    this.#goOnToEnd(id);
  }

  #isBeside({ room, entries }: RoomView, place: PageEvent['place']): boolean {
    const now = this.#view.state.rooms.get(room)?.entries;
    if (now === undefined || place === 'instead') return now !== undefined;
    const edgeOf = place === 'before' ? firstSeq : lastSeq;
    return edgeOf(now) === edgeOf(entries);
  }

  /** Whoever wants the end is brought there, however much was said while pages were on their way. */
  #goOnToEnd(id: string): void {
    if (!this.#toEnd.has(id)) return;
    const room = this.#view.state.rooms.get(id);
    if (room !== undefined && room.scroll === undefined && !room.entries.isLive) {
      void this.#fetch(room, 'after');
    } else this.#toEnd.delete(id);
  }

  /**
   * Shows the part of the present room around a message.
   *
   * @throws (by rejection) as `history` of the line does
   */
  async jump(seq: number): Promise<void> {
    const room = currentRoom(this.#view.state);
    const { client } = this.#parts;
    this.#toEnd.delete(room.room);
    const page = await client.history(room.room, { around: seq, limit: pageMessages });
    this.#page({ ...room, last: page.last }, 'instead', {
      messages: page.messages,
      more: true,
      dropped: null,
    });
  }

  #page(
    { room, name, last }: RoomView,
    place: PageEvent['place'],
    found: Pick<GatheredHistory, 'messages' | 'more' | 'dropped'>,
  ): void {
    const { client, transcript } = this.#parts;
    const messages = found.messages.map((message) => ({
      ...message,
      room,
      roomName: name,
      own: message.from === client.name,
      replayed: true,
    }));
    const numbers = messages.map((message) => transcript.shows(message).number);
    const end = Math.max(last, messages.at(-1)?.seq ?? 0);
    const ignored = messages.map(({ from }) => from).filter(this.#parts.ignores);
    const { more, dropped } = found;
    this.#tell({ type: 'page', room, place, messages, numbers, ignored, last: end, more, dropped });
  }
}

function placeOf({ entries }: RoomView, place: PageEvent['place']): HistoryOptions {
  if (place === 'before') return { before: firstSeq(entries) };
  return place === 'after' ? { after: lastSeq(entries) } : {};
}

function connectionOf(state: LineState): ConnectionView {
  switch (state.type) {
    case 'online':
    case 'closed':
      return { type: state.type };
    case 'waiting':
      return { type: 'waiting', reason: errorWords(state.error) };
    default:
      return { type: 'connecting' };
  }
}
