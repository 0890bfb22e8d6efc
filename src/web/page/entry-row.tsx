import type { VNode } from 'preact';
import { timeOf } from '../../model/entry-day.ts';
import type { Entry, MessageEntry, RefusedEntry } from '../../model/room-entries.ts';
import { currentRoom } from '../../model/talk-state.ts';
import { eventWords } from '../../talk/render-events.ts';
import { partnersIn } from '../../talk/room-words.ts';
import { safeLine, safeProse } from '../../talk/safe-text.ts';
import { clockTime, dayWords } from '../../talk/times.ts';
import { spoken, textOf } from '../../texts/text-of.ts';
import { isEventKind } from '../../words/message-kind.ts';
import type { Heading } from '../grouped.ts';
import { pageStyle, withoutDashes } from '../page-style.ts';
import { FileLink } from './file-link.tsx';
import { MessageActions } from './message-actions.tsx';
import { NameWords } from './name-words.tsx';
import type { Page } from './page.ts';
import { Reactions } from './reactions.tsx';
import { PrintedLines, StyledWords, TextWords } from './text-words.tsx';
import type { Visit } from './visit.ts';

/** What an entry is shown with. */
export interface RowProps {
  readonly page: Page;
  readonly visit: Visit;
  readonly entry: Entry;
  readonly heading: Heading;
  /** The message that it answers; null: one that is not here; undefined: it answers none. */
  readonly about: MessageEntry | null | undefined;
  /** The pointer or the keyboard is at it: it shows what can be done about it. */
  readonly isActive: boolean;
  /** The reader's name. */
  readonly self: string;
}

/** Entries do not change: a row that was drawn is kept as long as its entry, and Preact does not look at it again. */
const drawn = new WeakMap<Entry, { readonly how: string; readonly row: VNode }>();

/** The row of an entry. */
export function entryRow(props: RowProps): VNode {
  const { entry, heading, about, isActive, self } = props;
  const { isNewDay, isFirstUnread, isContinued } = heading;
  const flags = [isNewDay, isFirstUnread, isContinued, isActive].map(Number).join('');
  const how = `${flags} ${spoken()} ${self} ${about?.message.text ?? ''}`;
  const before = drawn.get(entry);
  if (before?.how === how) return before.row;
  const row = <EntryRow key={entry.key} {...props} />;
  drawn.set(entry, { how, row });
  return row;
}

function EntryRow(props: RowProps) {
  const { entry, heading } = props;
  return (
    <li data-key={entry.key}>
      {heading.isNewDay && (
        <p class="rule">
          <span>{dayWords(new Date(timeOf(entry)))}</span>
        </p>
      )}
      {heading.isFirstUnread && (
        <p class="rule unread">
          <span>{textOf('screen.unread')}</span>
        </p>
      )}
      <Shown {...props} />
    </li>
  );
}

function Shown(props: RowProps) {
  const { entry, page, visit } = props;
  switch (entry.type) {
    case 'printed':
      return (
        <pre class="printed" tabIndex={-1}>
          <PrintedLines text={withoutDashes(entry.text)} />
        </pre>
      );
    case 'refused':
      return <Refused page={page} visit={visit} entry={entry} />;
    case 'message':
      if (entry.isHidden) return null;
      return isEventKind(entry.message.kind) ? (
        <EventWords {...props} entry={entry} />
      ) : (
        <Message {...props} entry={entry} />
      );
  }
}

function Time({ at }: { readonly at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>;
}

function EventWords({ entry, about }: RowProps & { readonly entry: MessageEntry }) {
  const { kind, from, names, text, at } = entry.message;
  if (!isEventKind(kind)) return null;
  const words = eventWords({ kind, from, names, text }, pageStyle, about);
  return (
    <p class="event" tabIndex={-1}>
      <Time at={at} />{' '}
      <span>
        <StyledWords text={withoutDashes(words)} />
      </span>
    </p>
  );
}

function Message(props: RowProps & { readonly entry: MessageEntry }) {
  const { page, visit, entry, heading, about, isActive, self } = props;
  const { message, number } = entry;
  // In a conversation with the reader everything is for them.
  const calls = entry.calls && partnersIn(message.roomName).length === 0;
  const looks = ['message', message.kind, heading.isContinued && 'continued', calls && 'call'];
  return (
    <article class={looks.filter(Boolean).join(' ')} tabIndex={-1}>
      <header>
        <NameWords name={message.from} />
        {message.kind === 'announcement' && <span class="kind">{textOf('page.announcement')}</span>}
        {message.kind === 'urgent' && <span class="kind">{textOf('message.urgent')}</span>}
        <Time at={message.at} />
        {number !== undefined && <span class="number">[{number}]</span>}
        {calls && <span class="hidden">{textOf('page.for-you')}</span>}
      </header>
      {about !== undefined && (
        <button
          type="button"
          class="quote"
          onClick={() => void page.show(visit, message.roomName, message.of ?? 0)}
        >
          ↪{' '}
          {about === null ? (
            textOf('message.earlier')
          ) : (
            <>
              <NameWords name={about.message.from} /> {excerpt(about.message.text)}
            </>
          )}
        </button>
      )}
      <div class="body">
        <Body visit={visit} message={message} self={self} />
        {message.edited !== null && (
          <span class="faint">
            {' '}
            {message.editedBy === null
              ? textOf('message.edited')
              : textOf('message.edited-by', { name: safeLine(message.editedBy) })}
          </span>
        )}
      </div>
      <Reactions visit={visit} message={message} self={self} />
      {isActive && !message.deleted && (
        <MessageActions page={page} visit={visit} message={message} />
      )}
    </article>
  );
}

function Body({
  visit,
  message,
  self,
}: {
  readonly visit: Visit;
  readonly message: MessageEntry['message'];
  readonly self: string;
}) {
  switch (message.kind) {
    case 'deleted':
      return <span class="faint">{textOf('message.deleted')}</span>;
    case 'unknown':
      return <span class="faint">{textOf('message.unknown')}</span>;
    case 'action':
      return (
        <>
          * {safeLine(message.from)} <TextWords text={message.text} self={self} />
        </>
      );
    case 'file':
      return (
        <>
          <FileLink visit={visit} message={message} />
          {message.text !== message.file?.name && (
            <>
              {' '}
              <TextWords text={message.text} self={self} />
            </>
          )}
        </>
      );
    default:
      return <TextWords text={message.text} self={self} />;
  }
}

/** The beginning of a text on one line. */
function excerpt(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const letters = Array.from(line.slice(0, 400));
  const cut = letters.slice(0, 80).join('');
  return safeProse(cut) + (letters.length > 80 || text.trim().length > line.length ? '…' : '');
}

/** A message that was refused, and what can be done about it. */
function Refused({
  page,
  visit,
  entry,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly entry: RefusedEntry;
}) {
  const { current } = visit.state;
  const dismiss = () => visit.screen.dispatch({ type: 'dismissed', room: current, key: entry.key });
  return (
    <fieldset class="refused" aria-label={textOf('page.not-sent')} tabIndex={-1}>
      <p class="text" dir="auto">
        {safeProse(entry.text)}
      </p>
      <p class="reason">
        {safeLine(entry.reason)} {textOf('page.not-sent')}
      </p>
      <div class="buttons">
        <button type="button" onClick={() => visit.stage.retry(entry.key)}>
          {textOf('page.send-again')}
        </button>
        {entry.isTyped && (
          <button
            type="button"
            onClick={() => {
              dismiss();
              page.begin(currentRoom(visit.state).name, entry.text);
            }}
          >
            {textOf('page.edit')}
          </button>
        )}
        <button type="button" onClick={dismiss}>
          {textOf('page.dismiss')}
        </button>
      </div>
    </fieldset>
  );
}
