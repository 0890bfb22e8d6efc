import type { Line } from '../../client/line.ts';
import { activeRoom } from '../../model/active-room.ts';
import type { PageEvent } from '../../model/talk-event.ts';
import { currentRoom } from '../../model/talk-state.ts';
import { isFirstUnread } from '../../model/unread-rule.ts';
import type { ScreenAction } from '../../talk/actions.ts';
import { errorLines, noticeLines } from '../../talk/render.ts';
import { textOf } from '../../texts/text-of.ts';
import type { FullScreen } from './full-screen.ts';
import { listsShown } from './lists-shown.ts';
import { type Scrolled, scrolledBy, scrolledToEntry } from './room-rows.ts';

/** The parts that keys work on. */
interface ActionParts {
  readonly client: Line;
  readonly screen: FullScreen;
  /** Lines go to another room. */
  turnTo(roomName: string): void;
  /** Fetches a page of the present room. */
  fetch(place: PageEvent['place']): void;
  /** Shows the part of the present room around a message. */
  jump(seq: number): Promise<void>;
}

/** Does what keys mean for rooms, pages, lists and the search. */
export class ScreenActions {
  readonly #parts: ActionParts;
  /** The words that were looked for last, and the message that was found. */
  #search: { readonly room: string; readonly words: string; readonly seq: number } | undefined;

  constructor(parts: ActionParts) {
    this.#parts = parts;
  }

  do(action: ScreenAction): void {
    const { screen } = this.#parts;
    switch (action) {
      case 'page-up':
        this.#page(1);
        break;
      case 'page-down':
        this.#page(-1);
        break;
      case 'oldest':
        this.#scroll(Number.MAX_SAFE_INTEGER);
        break;
      case 'newest':
        this.#toEnd();
        break;
      case 'first-unread':
        this.#toFirstUnread();
        break;
      case 'room-next':
        this.#step(1);
        break;
      case 'room-previous':
        this.#step(-1);
        break;
      case 'room-active':
        this.#toActive();
        break;
      case 'list-rooms':
        this.#toggle('rooms');
        break;
      case 'list-members':
        this.#toggle('members');
        break;
      case 'search':
        void this.#ask();
        break;
      case 'help':
        screen.emit('line', '/keys');
        break;
      case 'redraw':
      case 'edit-outside':
        // The screen does these by itself.
        break;
      default:
        this.#turnToPlace(Number(action.slice('room-'.length)) - 1);
    }
  }

  #page(direction: 1 | -1): void {
    const { rows } = this.#parts.screen.messagesSize;
    this.#scroll(direction * Math.max(1, rows - 2));
  }

  #scroll(by: number): void {
    const { screen } = this.#parts;
    const { state, messagesSize, drawing } = screen;
    this.#show(scrolledBy(currentRoom(state), by, messagesSize, drawing));
  }

  #show({ scroll, needsOlder, needsNewer }: Scrolled): void {
    const { screen, fetch } = this.#parts;
    screen.dispatch({ type: 'scrolled', scroll });
    if (needsOlder) fetch('before');
    if (needsNewer) fetch('after');
  }

  #toEnd(): void {
    const { screen, fetch } = this.#parts;
    const { entries, scroll } = currentRoom(screen.state);
    if (!entries.isLive) fetch('instead');
    if (scroll !== undefined || !entries.isLive) {
      screen.dispatch({ type: 'scrolled', scroll: undefined });
    }
  }

  #toFirstUnread(): void {
    const { screen } = this.#parts;
    const { state, messagesSize, drawing } = screen;
    const room = currentRoom(state);
    const first = room.entries.list.find((_, place) => isFirstUnread(room, place));
    if (first === undefined) return;
    this.#show(scrolledToEntry(room, first.key, messagesSize, drawing));
  }

  #turnToPlace(place: number): void {
    const { screen, turnTo } = this.#parts;
    const room = screen.state.rooms.get(screen.state.order[place] ?? '');
    if (room !== undefined) turnTo(room.name);
  }

  #step(by: 1 | -1): void {
    const { order, current } = this.#parts.screen.state;
    this.#turnToPlace((order.indexOf(current) + by + order.length) % order.length);
  }

  #toActive(): void {
    const { state } = this.#parts.screen;
    this.#turnToPlace(state.order.indexOf(activeRoom(state) ?? ''));
  }

  #toggle(list: 'rooms' | 'members'): void {
    const { screen } = this.#parts;
    const isShown = listsShown(screen.state, screen.size)[list];
    screen.dispatch({ type: 'list', list, isShown: !isShown });
  }

  async #ask(): Promise<void> {
    const { screen } = this.#parts;
    const typed = await screen.ask(textOf('screen.search'), false);
    if (typed === undefined) {
      screen.dispatch({ type: 'searched', words: undefined });
      return;
    }
    const words = typed.trim() || this.#search?.words;
    if (words === undefined) return;
    try {
      await this.#find(words);
    } catch (error) {
      screen.note(errorLines(error, screen.drawing.style));
    }
  }

  /** Shows the newest message with these words, or one that is older than the one that was found last. */
  async #find(words: string): Promise<void> {
    const { client, screen, jump } = this.#parts;
    const { room, name } = currentRoom(screen.state);
    const last = this.#search;
    const isSame = last?.room === room && last.words === words;
    const before = isSame ? { before: { room, seq: last.seq } } : {};
    const { results } = await client.search({ terms: [words], room: name, limit: 1, ...before });
    const [found] = results;
    if (found === undefined) {
      this.#search = undefined;
      screen.dispatch({ type: 'searched', words: undefined });
      screen.note(noticeLines(textOf('screen.none-found'), screen.drawing.style));
      return;
    }
    this.#search = { room, words, seq: found.seq };
    screen.dispatch({ type: 'searched', words });
    if (!this.#scrollTo(found.seq)) {
      await jump(found.seq);
      this.#scrollTo(found.seq);
    }
  }

  /** Whether the message is there to be scrolled to. */
  #scrollTo(seq: number): boolean {
    const { screen } = this.#parts;
    const { state, messagesSize, drawing } = screen;
    const room = currentRoom(state);
    const entry = room.entries.list.find(
      (one) => one.type === 'message' && one.message.seq === seq,
    );
    if (entry === undefined) return false;
    this.#show(scrolledToEntry(room, entry.key, messagesSize, drawing));
    return true;
  }
}
