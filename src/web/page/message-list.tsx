import { useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Entry, MessageEntry } from '../../model/room-entries.ts';
import { currentRoom, type TalkState } from '../../model/talk-state.ts';
import { safeProse } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { headingOf } from '../grouped.ts';
import { entryRow } from './entry-row.tsx';
import { press } from './message-keys.ts';
import { keyAt } from './message-rows.ts';
import { MessageScroll } from './message-scroll.ts';
import type { Page } from './page.ts';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

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
  const above = useRef<HTMLDivElement>(null);
  const below = useRef<HTMLDivElement>(null);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [active, setActive] = useState<number>();
  const scroll = useMemo(() => new MessageScroll(visit, () => draw(undefined)), [visit]);
  const wanted = useObserved(page.wanted);
  const room = currentRoom(state);
  const { list } = room.entries;
  const isFollowing = room.scroll === undefined && room.entries.isLive;
  const place = wanted === undefined ? -1 : list.findIndex((one) => isMessage(one, wanted));
  const drawing = { room, isFollowing, wanted: place };
  const span = scroll.spanOf(drawing);
  const shown = list.slice(span.start, span.end);

  useLayoutEffect(() => {
    if (box.current === null || above.current === null || below.current === null) return;
    return scroll.attach({ box: box.current, above: above.current, below: below.current });
  }, [scroll]);

  useLayoutEffect(() => {
    scroll.drawn(drawing);
    const found = list[place];
    if (found === undefined) return;
    if (room.scroll === undefined) {
      // Whoever looks at a message does not follow the end of the room, unless it is there.
      const { key } = found;
      visit.screen.dispatch({ type: 'scrolled', scroll: { key, rowsBelow: 0 } });
    } else {
      page.wanted.set(undefined);
      scroll.scrolled();
    }
  }, [room, wanted, span.start, span.end]);

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
      onScroll={() => scroll.scrolled()}
      onPointerOver={({ target }) => setActive(keyAt(target))}
      onPointerLeave={() => setActive(keyAt(document.activeElement))}
      onFocusIn={({ target }) => setActive(keyAt(target))}
      onKeyDown={(event) => press(event, { page, visit, box: box.current })}
    >
      <div ref={above} />
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
      <div ref={below} />
    </section>
  );
}

function isMessage(entry: Entry, seq: number | undefined): boolean {
  return entry.type === 'message' && entry.message.seq === seq;
}
