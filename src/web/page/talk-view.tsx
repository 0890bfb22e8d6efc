import { useEffect, useMemo, useRef } from 'preact/hooks';
import { currentRoom, type TalkState } from '../../model/talk-state.ts';
import { typingWords } from '../../talk/render.ts';
import { oneLine, safeLine } from '../../talk/safe-text.ts';
import { spoken, textOf } from '../../texts/text-of.ts';
import { actionOf } from '../shortcuts.ts';
import { Composer } from './composer.tsx';
import { Dialogs } from './dialogs.tsx';
import { doAction } from './do-action.ts';
import { MemberList } from './member-list.tsx';
import { MessageList } from './message-list.tsx';
import type { Page } from './page.ts';
import { ReadBy } from './read-by.tsx';
import { RoomList } from './room-list.tsx';
import { sendFiles } from './send-files.ts';
import { SignButton } from './sign-button.tsx';
import { useMedia } from './use-media.ts';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** Where the lists have no room beside the messages; the style sheet has the same widths. */
const narrow = '(max-width: 719px)';
const withoutMembers = '(max-width: 1099px)';

/** The page on the line: rooms, messages, people, and the field to write in. */
export function TalkView({ page, visit }: { readonly page: Page; readonly visit: Visit }) {
  const state = useObserved(visit.screen.shown);
  const drawer = useObserved(page.drawer);
  const [isNarrow, isWithoutMembers] = [useMedia(narrow), useMedia(withoutMembers)];
  const areRoomsShown = drawer === 'rooms' || (!isNarrow && state.lists.rooms !== false);
  const areMembersShown =
    drawer === 'members' || (!isWithoutMembers && state.lists.members !== false);
  const isCovered = (isNarrow && drawer === 'rooms') || (isWithoutMembers && drawer === 'members');

  const { name } = currentRoom(state);
  const composer = useMemo(
    () => <Composer page={page} visit={visit} name={name} />,
    [page, visit, name, spoken()],
  );

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (action === undefined || document.querySelector('dialog[open]') !== null) return;
      if (doAction(action, page, visit)) event.preventDefault();
    };
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && page.drawer.value !== undefined) page.drawer.set(undefined);
    };
    // Otherwise the browser would show the file in place of the page.
    const dragged = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      const { name } = currentRoom(visit.state);
      if (event.type === 'drop') sendFiles(visit, name, event.dataTransfer.files);
    };
    document.addEventListener('keydown', press);
    document.addEventListener('keydown', close);
    document.addEventListener('dragover', dragged);
    document.addEventListener('drop', dragged);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('keydown', close);
      document.removeEventListener('dragover', dragged);
      document.removeEventListener('drop', dragged);
    };
  }, [page, visit]);

  return (
    <div class="talk">
      {areRoomsShown && (
        <nav
          class={drawer === 'rooms' ? 'rooms drawer' : 'rooms'}
          aria-label={textOf('page.rooms-and-conversations')}
        >
          <div class="line-name">
            <strong>{safeLine(state.serverName)}</strong>
            <button
              type="button"
              class="plain"
              aria-label={textOf('page.settings')}
              title={textOf('page.settings')}
              onClick={() => page.dialog.set({ type: 'settings' })}
            >
              <span aria-hidden="true">⚙</span>
            </button>
          </div>
          <RoomList page={page} visit={visit} state={state} />
        </nav>
      )}
      <main inert={isCovered}>
        <RoomHeader page={page} visit={visit} state={state} isNarrow={isNarrow} />
        <Trouble state={state} />
        <MessageList page={page} visit={visit} state={state} />
        <ToNewest page={page} visit={visit} state={state} />
        <p class="status" role="status">
          <span class="typing">{state.typists.length > 0 && typingWords(state.typists)}</span>
          <ReadBy
            visit={visit}
            room={currentRoom(state)}
            isOnline={state.connection.type === 'online'}
          />
          {state.away !== undefined && (
            <button type="button" class="link" onClick={() => visit.screen.enter('/back')}>
              {textOf('screen.away', { reason: safeLine(state.away) })} · {textOf('page.back')}
            </button>
          )}
        </p>
        {composer}
      </main>
      {areMembersShown && (
        <aside
          class={drawer === 'members' ? 'members drawer' : 'members'}
          aria-label={textOf('page.members')}
        >
          <MemberList page={page} visit={visit} state={state} />
        </aside>
      )}
      {isCovered && <Veil page={page} />}
      <Announced visit={visit} />
      <Dialogs page={page} visit={visit} state={state} />
    </div>
  );
}

/** Read out to those who use a screen reader. */
function Announced({ visit }: { readonly visit: Visit }) {
  const announced = useObserved(visit.screen.announced);
  return (
    <div class="hidden" aria-live="polite">
      {announced}
    </div>
  );
}

/** Lies over the messages while a drawer is open; a touch closes it. */
function Veil({ page }: { readonly page: Page }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <button
      ref={button}
      type="button"
      class="veil"
      aria-label={textOf('page.close')}
      onClick={() => page.drawer.set(undefined)}
    />
  );
}

function RoomHeader({
  page,
  visit,
  state,
  isNarrow,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
  readonly isNarrow: boolean;
}) {
  const room = currentRoom(state);
  const others = [...state.rooms.values()].filter(({ room: id }) => id !== room.room);
  const isElsewhere = others.some(({ unread }) => unread > 0);
  return (
    <header class="room-header">
      {isNarrow && (
        <SignButton
          sign={isElsewhere ? '☰•' : '☰'}
          words={textOf('page.rooms-and-conversations')}
          onDo={() => page.drawer.set('rooms')}
        />
      )}
      <h1>{safeLine(room.name)}</h1>
      <p class="topic" title={safeLine(room.topic)}>
        {oneLine(room.topic)}
      </p>
      <SignButton
        sign="⌕"
        words={textOf('page.search')}
        onDo={() => page.dialog.set({ type: 'search' })}
      />
      <SignButton
        sign="☺"
        words={textOf('page.members')}
        onDo={() => doAction('list-members', page, visit)}
      />
    </header>
  );
}

/** Leads back to the end of a room whose history is looked at. */
function ToNewest({
  page,
  visit,
  state,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
}) {
  const { scroll, entries, unread } = currentRoom(state);
  if (scroll === undefined && entries.isLive) return null;
  const words = textOf('page.newest');
  return (
    <div class="to-newest">
      <button
        type="button"
        title={words}
        aria-label={unread > 0 ? `${words}, ${textOf('page.unread', { count: unread })}` : words}
        onClick={() => doAction('newest', page, visit)}
      >
        ↓{unread > 0 && ` ${unread}`}
      </button>
    </div>
  );
}

/** Says that the line is down, and what becomes of what is written. */
function Trouble({ state }: { readonly state: TalkState }) {
  const { connection } = state;
  const isDown = connection.type !== 'online';
  const reason = connection.type === 'waiting' ? `${safeLine(connection.reason)} ` : '';
  return (
    <p class={isDown ? 'down' : 'hidden'} role="status">
      {isDown && reason + textOf('page.down')}
    </p>
  );
}
