import type { Entry } from '../../model/room-entries.ts';
import type { RoomView } from '../../model/room-view.ts';
import { currentRoom } from '../../model/talk-state.ts';
import { meanRowPx, reachOf, type Side, settled, settledBelow, spaceFor } from '../list-space.ts';
import { extended, mostInDocument, type Span, spanAgain, spanAround, spanAtEnd } from '../span.ts';
import {
  type Anchor,
  anchorIn,
  focusRow,
  isHolding,
  placeBelow,
  placeOf,
  rowOf,
  rowsIn,
} from './message-rows.ts';
import type { Visit } from './visit.ts';

/** So near to its end a room counts as looked at there, in CSS pixels. */
const nearEndPx = 40;
/**
 * So many entries are added in a frame, at the least: few, so that the frame is still in time; more where to draw takes
 * so long that the frame is late anyway, as then each frame that is spared counts.
 */
const leastAdded = { inTime: 4, late: 32 };
/** A frame is late where the page takes longer than this to draw, in milliseconds: the browser needs the rest of it. */
const inTimeMs = 6;
/** More is fetched where fewer entries than these are left that are here, and not in the document. */
const fetchedAhead = 80;
/** So long after the last turn the pointer marks what is below it again, in milliseconds. */
const restMs = 120;
/** So many heights of the list beyond the rows, somebody has jumped there, as by the scroll bar. */
const jumpHeights = 2;

type SideName = 'before' | 'after';

/** The elements that it turns. */
interface Parts {
  /** What is scrolled. */
  readonly box: HTMLElement;
  /** Free space above the rows, and below them. */
  readonly above: HTMLElement;
  readonly below: HTMLElement;
}

/** How a room is drawn. */
export interface Drawing {
  readonly room: RoomView;
  /** The end of the room is looked at, and what comes is shown. */
  readonly isFollowing: boolean;
  /** The place of an entry that is to be seen; -1: of none. */
  readonly wanted: number;
}

/**
 * Keeps a part of a room in the document, and puts more there as somebody scrolls: a few rows a frame. Those that are
 * seen keep their places in the document meanwhile, as free space above them gives way to what comes, so that the
 * browser has only to draw what is new.
 */
export class MessageScroll {
  readonly #visit: Visit;
  readonly #draw: () => void;
  #parts: Parts | undefined;
  #room = '';
  #list: readonly Entry[] = [];
  #keys: readonly number[] = [];
  #span: Span = { start: 0, end: 0 };
  /** A row that is seen: it keeps its place. */
  #anchor: Anchor | undefined;
  #space = 0;
  /** Where it was scrolled to, and how wide it was: as it becomes wider, the browser may have to scroll it up. */
  #scrolled = { top: 0, width: 0 };
  /** Of all rows in the document, and of one in the mean. */
  #rowsPx = 0;
  #rowPx = meanRowPx(0, 0);
  /** Of the rows and both spaces. */
  #wholePx = 0;
  /** The end of what is here that somebody has jumped to. */
  #edge: SideName | undefined;
  /** The side that is looked to. It changes but once after each turn, so that the sides never take rows from each other. */
  #side: SideName = 'before';
  #frame: number | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** When drawing began, and how long it takes in the mean of the last few times, in milliseconds. */
  #begunMs = 0;
  #drawMs = 0;

  /** @param draw has the room drawn again */
  constructor(visit: Visit, draw: () => void) {
    this.#visit = visit;
    this.#draw = draw;
  }

  /** Begins to turn elements; returns how to end that. */
  attach(parts: Parts): () => void {
    this.#parts = parts;
    this.#remember();
    const observer = new ResizeObserver(() => this.#resized(parts.box));
    observer.observe(parts.box);
    return () => {
      observer.disconnect();
      clearTimeout(this.#rest);
      if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
      this.#frame = undefined;
      this.#parts = undefined;
    };
  }

  /** The part that is to be drawn now. */
  spanOf({ room, isFollowing, wanted }: Drawing): Span {
    this.#begunMs = performance.now();
    const { list } = room.entries;
    const isOther = room.room !== this.#room;
    if (isOther) {
      this.#anchor = undefined;
      this.#edge = 'after';
    }
    if (wanted >= 0) this.#take(list, spanAround(wanted, list.length));
    else if (isFollowing || isOther) this.#take(list, spanAtEnd(list.length));
    else if (list !== this.#list) {
      const keys = list.map(({ key }) => key);
      this.#take(list, spanAgain(keys, this.#keys) ?? spanAtEnd(list.length));
    }
    return this.#span;
  }

  /** It was drawn: what was seen is brought back to where it was. */
  drawn({ room, isFollowing, wanted }: Drawing): void {
    if (this.#parts === undefined) return;
    const { box } = this.#parts;
    this.#measure(box);
    if (this.#room !== room.room) this.#space = spaceFor(this.#sideOf(room, 'before'), this.#rowPx);
    this.#room = room.room;
    this.#keepPlace(room);
    this.#drawMs += (performance.now() - this.#begunMs - this.#drawMs) / 4;
    const edge = isFollowing ? 'after' : this.#edge;
    this.#edge = undefined;
    if (wanted >= 0) {
      const { key } = room.entries.list[wanted] as Entry;
      rowOf(box, key)?.scrollIntoView({ block: 'center' });
      focusRow(box, key);
      this.#anchor = anchorIn(box);
      this.#remember();
      return;
    }
    if (edge !== undefined) box.scrollTop = edge === 'before' ? 0 : box.scrollHeight;
    if (isFollowing) return;
    if (edge !== undefined) this.#anchor = anchorIn(box);
    this.#remember();
    this.#lookAgain();
  }

  /** Somebody has scrolled. */
  scrolled(): void {
    if (this.#parts === undefined) return;
    const { box } = this.#parts;
    const visit = this.#visit;
    // As it was drawn: more may have come since, which is not in the document.
    const now = currentRoom(visit.screen.shown.value);
    if (now.room !== this.#room) return;
    // A turn to the end is on its way there: this event is of before it.
    if (currentRoom(visit.state).scroll !== now.scroll) return;
    if (box.clientWidth !== this.#scrolled.width) this.#resized(box);
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    const isWhole = this.#span.end >= now.entries.list.length && now.entries.isLive;
    const isAtEnd = isWhole && below < nearEndPx;
    this.#anchor = anchorIn(box);
    this.#remember();
    if (isAtEnd !== (now.scroll === undefined)) {
      const key = this.#anchor?.key;
      const scroll = isAtEnd || key === undefined ? undefined : { key, rowsBelow: 0 };
      visit.screen.dispatch({ type: 'scrolled', scroll });
    }
    if (now.scroll !== undefined && !isHolding()) this.#passBy(box);
    this.#side = 'before';
    this.#ask();
  }

  /** The rows that pass below the pointer are not marked: each of them would have to be drawn twice more. */
  #passBy(box: HTMLElement): void {
    clearTimeout(this.#rest);
    box.classList.add('turning');
    this.#rest = setTimeout(() => box.classList.remove('turning'), restMs);
  }

  /** Where the list becomes lower, as above a keyboard on the glass, its end stays seen. */
  #resized(box: HTMLElement): void {
    const room = currentRoom(this.#visit.state);
    if (room.scroll === undefined && room.entries.isLive) box.scrollTop = box.scrollHeight;
    else {
      this.#measure(box);
      this.#keepPlace(currentRoom(this.#visit.screen.shown.value), this.#scrolled.top);
      this.#lookAgain();
    }
    this.#remember();
  }

  #measure(box: HTMLElement): void {
    const rows = rowsIn(box);
    const [first, last] = [rows[0], rows[rows.length - 1]];
    if (first === undefined || last === undefined) return;
    this.#rowsPx = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    this.#rowPx = meanRowPx(this.#rowsPx, rows.length);
  }

  #remember(): void {
    if (this.#parts === undefined) return;
    const { box } = this.#parts;
    this.#scrolled = { top: box.scrollTop, width: box.clientWidth };
  }

  #take(list: readonly Entry[], span: Span): void {
    if (list !== this.#list) this.#side = 'before';
    this.#list = list;
    this.#span = span;
    this.#keys = list.slice(span.start, span.end).map(({ key }) => key);
  }

  #sideOf({ entries }: RoomView, side: SideName): Side {
    const { list, isBegin, isLive } = entries;
    return side === 'before'
      ? { absent: this.#span.start, isAll: isBegin }
      : { absent: list.length - this.#span.end, isAll: isLive };
  }

  /** @param scrollTop where it was scrolled to; where it is if left out */
  #keepPlace(room: RoomView, scrollTop?: number): void {
    if (this.#parts === undefined) return;
    const { box, below } = this.#parts;
    const top = scrollTop ?? box.scrollTop;
    const anchor = this.#anchor;
    const row = anchor === undefined ? null : rowOf(box, anchor.key);
    const moved = row === null || anchor === undefined ? 0 : placeOf(box, row) - anchor.place;
    const { space, turned } = settled(
      this.#space,
      moved,
      this.#sideOf(room, 'before'),
      this.#rowPx,
    );
    this.#keepSpace(space);
    const side = this.#sideOf(room, 'after');
    const after = settledBelow(this.#wholePx - space - this.#rowsPx, side, this.#rowPx);
    this.#wholePx = space + this.#rowsPx + after;
    setHeight(below, after);
    if (anchor === undefined) return;
    if (turned !== 0 || scrollTop !== undefined) box.scrollTop = top + turned;
    this.#anchor = { key: anchor.key, place: anchor.place + turned };
  }

  #keepSpace(space: number): void {
    this.#space = space;
    if (this.#parts !== undefined) setHeight(this.#parts.above, space);
  }

  #ask(): void {
    this.#frame ??= requestAnimationFrame(() => this.#look());
  }

  /** Nobody is left at empty space: it is filled in the same frame. */
  #lookAgain(): void {
    if (this.#parts === undefined) return;
    const { before, after } = this.#left(this.#parts.box);
    if (before < 0 || after < 0) this.#look();
    else this.#ask();
  }

  #look(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    const room = currentRoom(this.#visit.screen.shown.value);
    if (this.#parts === undefined || room.room !== this.#room) return;
    if (this.#side === 'before') {
      if (this.#lookTo('before', room, this.#parts.box)) return;
      this.#side = 'after';
    }
    this.#lookTo('after', room, this.#parts.box);
  }

  /** How far the rows reach beyond what is seen at both sides, in CSS pixels; negative: empty space is seen. */
  #left(box: HTMLElement): Record<SideName, number> {
    const { top, bottom } = box.getBoundingClientRect();
    const rows = rowsIn(box);
    const [first, last] = [rows[0], rows[rows.length - 1]];
    if (first === undefined || last === undefined) return { before: 0, after: 0 };
    return {
      before: top - first.getBoundingClientRect().top,
      after: last.getBoundingClientRect().bottom - bottom,
    };
  }

  /** Has more put into the document at a side of which little is left; whether it was. */
  #lookTo(side: SideName, room: RoomView, box: HTMLElement): boolean {
    const height = box.clientHeight;
    const left = this.#left(box)[side];
    if (left >= reachOf(height, this.#rowPx, mostInDocument).aheadPx) return false;
    const { absent, isAll } = this.#sideOf(room, side);
    if (absent < fetchedAhead && !isAll) this.#visit.stage.fetch(side);
    if (absent === 0 || (room.scroll === undefined && room.entries.isLive)) return false;
    const span =
      left < -jumpHeights * height
        ? this.#jumped(side, -left, box)
        : this.#extended(side, left, box);
    if (span === undefined) return false;
    this.#take(room.entries.list, span);
    this.#draw();
    return true;
  }

  /** With a few more at a side. */
  #extended(side: SideName, left: number, box: HTMLElement): Span | undefined {
    const { top, bottom, height } = box.getBoundingClientRect();
    const { aheadPx, behindPx } = reachOf(height, this.#rowPx, mostInDocument);
    const rows = rowsIn(box);
    /** How many rows stay, where those go that are further behind. */
    const keptWithin = (behind: number) =>
      side === 'before'
        ? placeBelow(rows, bottom + behind) + 1
        : rows.length - placeBelow(rows, top - behind);
    const inHaste = Math.ceil((height / 2 - left) / this.#rowPx);
    const least = this.#drawMs < inTimeMs ? leastAdded.inTime : leastAdded.late;
    const wanted = Math.max(least, inHaste);
    const room = mostInDocument - keptWithin(aheadPx);
    const added = left < 0 ? wanted : Math.min(wanted, room);
    if (added <= 0) return undefined;
    const kept = isHolding() ? rows.length : keptWithin(behindPx);
    const { length } = this.#list;
    const span = extended(this.#span, side, length, { added, kept });
    // The space takes what goes before it is gone: the list would be too low to be scrolled so far.
    const next = rows[span.start - this.#span.start];
    const first = rows[0];
    if (side === 'after' && next !== undefined && first !== undefined) {
      const gone = next.getBoundingClientRect().top - first.getBoundingClientRect().top;
      this.#keepSpace(this.#space + gone);
    }
    return span;
  }

  /** Around what lies so far beyond the rows, as rows are high in the mean; at most at the edge of what is here. */
  #jumped(side: SideName, beyondPx: number, box: HTMLElement): Span {
    const seen = Math.min(Math.ceil(box.clientHeight / this.#rowPx), mostInDocument / 2);
    const { start, end } = this.#span;
    const { length } = this.#list;
    const far = Math.round(beyondPx / this.#rowPx);
    const top = side === 'before' ? start - far : end + far - seen;
    if (top <= 0) {
      this.#edge = 'before';
      return { start: 0, end: Math.min(length, 2 * seen) };
    }
    if (top + seen >= length) {
      this.#edge = 'after';
      return { start: Math.max(0, length - 2 * seen), end: length };
    }
    this.#anchor = { key: (this.#list[top] as Entry).key, place: box.scrollTop };
    const beside = Math.floor(seen / 2);
    return { start: Math.max(0, top - beside), end: Math.min(length, top + seen + beside) };
  }
}

function setHeight(element: HTMLElement, height: number): void {
  const text = `${height}px`;
  if (element.style.height !== text) element.style.height = text;
}
