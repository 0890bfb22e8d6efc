import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Entry, MessageEntry } from '../../model/room-entries.ts';
import type { RoomView } from '../../model/room-view.ts';
import { currentRoom, type TalkState } from '../../model/talk-state.ts';
import { safeProse } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { headingOf } from '../grouped.ts';
import { extended, type Span, spanAgain, spanAround, spanAtEnd } from '../span.ts';
import { entryRow } from './entry-row.tsx';
import type { Page } from './page.ts';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** So near to its end a room counts as looked at there, in CSS pixels. */
const nearEndPx = 40;
/** More entries are put into the document when less than this many heights of the list are left. */
const heightsAhead = 1.5;
/** Those that are further behind than this many heights are taken out of it. */
const heightsBehind = 2;
/**
 * So many entries are added at a time; more where less than half a height is left. Each time costs a frame, as all that is
 * seen moves in the document, and so fewer at a time cost more frames.
 */
const added = { usually: 40, inHaste: 80 };

/** The part of a room that is in the document, and where the reader is in it. */
interface Memory {
  room: string;
  keys: readonly number[];
  span: Span;
  /** A row that is seen, and how far its top is below that of the list: it stays there. */
  anchor: { readonly key: number; readonly top: number } | undefined;
}

/** The messages of the present room: some of them are in the document, and others come as somebody scrolls. */
export function MessageList({
  page,
  visit,
  state,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
}) {
  const box = useRef<HTMLElement>(null);
  const memory = useRef<Memory>({
    room: '',
    keys: [],
    span: { start: 0, end: 0 },
    anchor: undefined,
  });
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [active, setActive] = useState<number>();
  const wanted = useObserved(page.wanted);
  const room = currentRoom(state);
  const { list } = room.entries;
  const isFollowing = room.scroll === undefined && room.entries.isLive;
  const span = spanOf(room, memory.current, { isFollowing, wanted });
  const shown = list.slice(span.start, span.end);
  if (memory.current.room !== room.room) memory.current.anchor = undefined;
  Object.assign(memory.current, { room: room.room, span, keys: shown.map(({ key }) => key) });

  useLayoutEffect(() => {
    const { current: element } = box;
    if (element === null) return;
    const found = wanted === undefined ? undefined : list.find((one) => isMessage(one, wanted));
    if (found !== undefined) {
      const { key } = found;
      rowOf(element, key)?.scrollIntoView({ block: 'center' });
      focusRow(element, key);
      memory.current.anchor = anchorIn(element);
      if (room.scroll === undefined) {
        // Whoever looks at a message does not follow the end of the room, unless it is there.
        visit.screen.dispatch({ type: 'scrolled', scroll: { key, rowsBelow: 0 } });
      } else {
        page.wanted.set(undefined);
        scrolled();
      }
    } else if (isFollowing) element.scrollTop = element.scrollHeight;
    else {
      keepPlace(element, memory.current.anchor);
      // At the very top nobody can scroll any further, and so ask for more.
      lookAhead('before');
    }
  }, [room, wanted, span.start, span.end]);

  useLayoutEffect(() => {
    const { current: element } = box;
    if (element === null) return;
    // Where the list becomes lower, as above a keyboard on the glass, its end stays seen.
    const observer = new ResizeObserver(() => {
      const { scroll, entries } = currentRoom(visit.state);
      if (scroll === undefined && entries.isLive) element.scrollTop = element.scrollHeight;
      else keepPlace(element, memory.current.anchor);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [visit]);

  const scrolled = () => {
    const { current: element } = box;
    if (element === null) return;
    // As it was drawn: more may have come since, which is not in the document.
    const now = currentRoom(visit.screen.shown.value);
    if (now.room !== memory.current.room) return;
    // A turn to the end is on its way there: this event is of before it.
    if (currentRoom(visit.state).scroll !== now.scroll) return;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    const { span } = memory.current;
    const count = now.entries.list.length;
    const isAtEnd = below < nearEndPx && span.end >= count && now.entries.isLive;
    const anchor = isAtEnd ? undefined : anchorIn(element);
    memory.current.anchor = anchor;
    if (isAtEnd !== (now.scroll === undefined)) {
      const scroll =
        isAtEnd || anchor === undefined ? undefined : { key: anchor.key, rowsBelow: 0 };
      visit.screen.dispatch({ type: 'scrolled', scroll });
    }
    if (!lookAhead('before')) lookAhead('after');
  };

  /** Has more put into the document at a side of which little is left; whether it was. */
  const lookAhead = (side: 'before' | 'after'): boolean => {
    const { current: element } = box;
    if (element === null) return false;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const left = side === 'before' ? scrollTop : scrollHeight - clientHeight - scrollTop;
    if (left >= clientHeight * heightsAhead) return false;
    const now = currentRoom(visit.screen.shown.value);
    const { isBegin, isLive, list: all } = now.entries;
    const { span } = memory.current;
    if (side === 'before' ? span.start > 0 : span.end < all.length) {
      const changes = {
        added: left < clientHeight / 2 ? added.inHaste : added.usually,
        kept: keptIn(element, side),
      };
      memory.current.keys = keysIn(now, extended(span, side, all.length, changes));
      draw(undefined);
      return true;
    }
    if (side === 'before' ? !isBegin : !isLive) visit.stage.fetch(side);
    return false;
  };

  const about = (entry: Entry): MessageEntry | null | undefined => {
    if (entry.type !== 'message' || entry.message.of === null) return undefined;
    const { of } = entry.message;
    const found = list.find((one) => isMessage(one, of));
    return found?.type === 'message' ? found : null;
  };

  return (
    <section
      ref={box}
      class="messages"
      aria-label={textOf('page.messages', { room: room.name })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
      tabIndex={0}
      onScroll={scrolled}
      onPointerOver={({ target }) => setActive(keyAt(target))}
      onPointerLeave={() => setActive(keyAt(document.activeElement))}
      onFocusIn={({ target }) => setActive(keyAt(target))}
      onKeyDown={(event) => press(event, { page, visit, box: box.current })}
    >
      {span.start === 0 && (
        <p class="edge">{textOf(room.entries.isBegin ? 'screen.beginning' : 'page.earlier')}</p>
      )}
      <ol>
        {shown.map((entry, index) =>
          entryRow({
            page,
            visit,
            entry,
            heading: headingOf(room, span.start + index),
            about: about(entry),
            isActive: entry.key === active,
            self: state.self,
          }),
        )}
        {isFollowing &&
          room.pending.map(({ mid, text }) => (
            <li key={mid} class="pending">
              <span class="kind">{textOf('pending.mark')}</span>{' '}
              <span class="text" dir="auto">
                {safeProse(text)}
              </span>
            </li>
          ))}
      </ol>
    </section>
  );
}

/** The part that is to be in the document now. */
function spanOf(
  room: RoomView,
  memory: Memory,
  { isFollowing, wanted }: { readonly isFollowing: boolean; readonly wanted: number | undefined },
): Span {
  const { list } = room.entries;
  const place = wanted === undefined ? -1 : list.findIndex((one) => isMessage(one, wanted));
  if (place >= 0) return spanAround(place, list.length);
  if (isFollowing || memory.room !== room.room) return spanAtEnd(list.length);
  const keys = list.map(({ key }) => key);
  return spanAgain(keys, memory.keys) ?? spanAtEnd(list.length);
}

function keysIn({ entries }: RoomView, { start, end }: Span): number[] {
  return entries.list.slice(start, end).map(({ key }) => key);
}

function isMessage(entry: Entry, seq: number | undefined): boolean {
  return entry.type === 'message' && entry.message.seq === seq;
}

function rowOf(box: HTMLElement, key: number): HTMLElement | null {
  return box.querySelector<HTMLElement>(`[data-key="${key}"]`);
}

function rowsIn(box: HTMLElement): NodeListOf<HTMLElement> {
  return box.querySelectorAll<HTMLElement>('[data-key]');
}

/** The place of the first row that reaches below a height of the window, in CSS pixels. */
function placeBelow(rows: NodeListOf<HTMLElement>, height: number): number {
  let [first, end] = [0, rows.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((rows[middle] as HTMLElement).getBoundingClientRect().bottom > height) end = middle;
    else first = middle + 1;
  }
  return first;
}

/** The first row that is seen. */
function anchorIn(box: HTMLElement): Memory['anchor'] {
  const { top } = box.getBoundingClientRect();
  const rows = rowsIn(box);
  const row = rows[placeBelow(rows, top)];
  return row && { key: Number(row.dataset.key), top: row.getBoundingClientRect().top - top };
}

/** How many rows stay where more are added at a side: all that are near enough, and all while the person holds some. */
function keptIn(box: HTMLElement, side: 'before' | 'after'): number {
  const rows = rowsIn(box);
  const isSelecting = document.getSelection()?.isCollapsed === false;
  if (isSelecting || keyAt(document.activeElement) !== undefined) return rows.length;
  const { top, bottom, height } = box.getBoundingClientRect();
  const behind = height * heightsBehind;
  return side === 'before'
    ? placeBelow(rows, bottom + behind) + 1
    : rows.length - placeBelow(rows, top - behind);
}

function keepPlace(box: HTMLElement, anchor: Memory['anchor']): void {
  const row = anchor === undefined ? null : rowOf(box, anchor.key);
  if (row === null || anchor === undefined) return;
  const moved = row.getBoundingClientRect().top - box.getBoundingClientRect().top - anchor.top;
  if (Math.abs(moved) >= 1) box.scrollTop += moved;
}

/** The key of the row that something lies in. */
function keyAt(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;
  return row === null ? undefined : Number(row.dataset.key);
}

function focusRow(box: HTMLElement, key: number): void {
  rowOf(box, key)?.querySelector<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true });
}

/** Keys on the list: up and down from row to row, and what can be done about a message. */
function press(
  event: KeyboardEvent,
  {
    page,
    visit,
    box,
  }: { readonly page: Page; readonly visit: Visit; readonly box: HTMLElement | null },
): void {
  if (event.ctrlKey || event.altKey || event.metaKey || box === null) return;
  const { key, target } = event;
  const row = target instanceof Element ? target.closest('[data-key] > [tabindex="-1"]') : null;
  const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
  if (step !== 0) {
    event.preventDefault();
    moveFocus(box, row, step);
    return;
  }
  const { list } = currentRoom(visit.state).entries;
  const entry = list.find((one) => one.key === keyAt(target));
  if (entry?.type !== 'message' || entry.message.deleted) return;
  const { message } = entry;
  const powers = visit.powersOver(message);
  const remove = () => powers.delete && page.dialog.set({ type: 'deletion', message });
  const effects: Readonly<Record<string, () => void>> = {
    r: () => page.writing.set({ type: 'reply', message }),
    e: () => powers.edit && page.writing.set({ type: 'edit', message }),
    '+': () => page.dialog.set({ type: 'reaction', message }),
    delete: remove,
    backspace: remove,
  };
  const effect = effects[key.toLowerCase()];
  if (effect === undefined) return;
  event.preventDefault();
  effect();
}

function moveFocus(box: HTMLElement, from: Element | null, step: -1 | 1): void {
  const rows = [...box.querySelectorAll<HTMLElement>('[data-key] > [tabindex="-1"]')];
  const place = rows.indexOf(from as HTMLElement);
  const { bottom } = box.getBoundingClientRect();
  const next =
    place < 0
      ? rows.findLast((row) => row.getBoundingClientRect().top < bottom)
      : rows[place + step];
  next?.focus();
}
