import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { currentRoom } from '../../model/talk-state.ts';
import { partnersIn } from '../../talk/room-words.ts';
import { safeLine, safeProse } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { completed, EnteredLines, linesToAskAbout, offeredFor } from '../typed-text.ts';
import { FileChoice } from './file-choice.tsx';
import { OptionList, optionId } from './option-list.tsx';
import type { Page, Writing } from './page.ts';
import { sendFiles } from './send-files.ts';
import { SentFilesList } from './sent-files-list.tsx';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

const entered = new EnteredLines();

/** The field at the bottom, in which a person writes. */
export function Composer({
  page,
  visit,
  name,
}: {
  readonly page: Page;
  readonly visit: Visit;
  /** Of the present room. */
  readonly name: string;
}) {
  const writing = useObserved(page.writing);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [isClosed, close] = useState(false);
  const listId = useId();
  const [candidates, replaced] = offeredFor(text.slice(0, caret), visit.screen.complete);
  const isOffering = candidates.length > 0 && !isClosed;
  const isEdit = writing.type === 'edit';

  const put = (next: string, place = next.length) => {
    setText(next);
    setCaret(place);
    setChosen(0);
    close(false);
    visit.screen.typed(isEdit ? '' : next);
    if (!isEdit) page.drafts.set(name, next);
    requestAnimationFrame(() => field.current?.setSelectionRange(place, place));
  };

  // Each room has its draft; an edit begins with the text of its message.
  const { drafts } = page;
  const before = useRef({ name, writing });
  const isTurning = useRef(false);
  useLayoutEffect(() => {
    const { current: last } = before;
    before.current = { name, writing };
    // Text that was typed after a command that has led here is for this room.
    const isCarried = isTurning.current && last.name !== name && last.writing === writing;
    if (last.name !== name || last.writing !== writing) isTurning.current = false;
    if (isCarried && text !== '' && drafts.of(name) === '') {
      drafts.set(last.name, '');
      drafts.set(name, text);
      return;
    }
    const begun = writing.type === 'edit' ? writing.message.text : drafts.of(name);
    setText(begun);
    setCaret(begun.length);
    if (writing.type !== 'new' || writing.isBegun) field.current?.focus();
  }, [drafts, name, writing]);

  useLayoutEffect(() => {
    const { current } = field;
    if (current === null) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight}px`;
  }, [text]);

  const send = () => {
    if (text.trim() === '') return;
    entered.add(text);
    hand(visit, writing, name, text);
    isTurning.current = writing.type === 'new' && text.startsWith('/');
    if (writing.type !== 'new') page.writing.set({ type: 'new' });
    page.drafts.set(name, '');
    put('');
    visit.screen.dispatch({ type: 'scrolled', scroll: undefined });
    if (!currentRoom(visit.state).entries.isLive) visit.stage.fetch('instead');
  };

  const accept = (place: number) => {
    const candidate = candidates[place];
    if (candidate === undefined) return;
    const next = completed({ text, caret }, replaced, candidate);
    put(next.text, next.caret);
  };

  const press = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isOffering && pressOnOffer(event, { candidates, chosen, setChosen, accept, close })) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && writing.type !== 'new') {
      page.writing.set({ type: 'new' });
    } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && !text.includes('\n')) {
      const line = entered.step(event.key === 'ArrowUp' ? -1 : 1);
      if (line === undefined || isEdit) return;
      event.preventDefault();
      put(line);
    }
  };

  const paste = (event: ClipboardEvent) => {
    const files = event.clipboardData?.files;
    if (files !== undefined && files.length > 0) {
      event.preventDefault();
      sendFiles(visit, name, files);
      return;
    }
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const count = linesToAskAbout(pasted);
    const { current } = field;
    if (count === undefined || current === null) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end } = current;
    void page.askToPaste(count).then((isWanted) => {
      if (!isWanted) return;
      put(text.slice(0, start) + pasted + text.slice(end), start + pasted.length);
      current.focus();
    });
  };

  const label = labelFor(name);
  return (
    <form
      class="composer"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SentFilesList visit={visit} />
      {writing.type !== 'new' && <About page={page} writing={writing} />}
      {isOffering && (
        <OptionList
          id={listId}
          label={textOf('page.offer')}
          options={candidates.map((candidate) => ({ key: candidate, shown: candidate }))}
          chosen={chosen}
          look="offer"
          onTake={accept}
        />
      )}
      <FileChoice visit={visit} room={name} />
      <textarea
        ref={field}
        value={text}
        rows={1}
        placeholder={label}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={isOffering ? listId : undefined}
        aria-activedescendant={isOffering ? optionId(listId, chosen) : undefined}
        enterkeyhint="send"
        autocomplete="off"
        dir="auto"
        onInput={({ currentTarget }) => put(currentTarget.value, currentTarget.selectionStart)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onKeyDown={press}
        onPaste={paste}
      />
      <button type="submit" class="primary" aria-label={textOf('page.send')}>
        ↵
      </button>
    </form>
  );
}

/** Does what was written: says it, answers with it, or gives a message another text. */
function hand({ talk, line, screen }: Visit, writing: Writing, room: string, text: string): void {
  if (writing.type === 'new') {
    // In a text of several lines nothing is a command.
    screen.enter(text.includes('\n') ? screen.quote(text) : text);
    return;
  }
  const { message } = writing;
  const work = () =>
    writing.type === 'edit' ? line.edit(message, text) : line.reply(message, text);
  talk.handOver(room, text, work);
}

/** The keys of the list that is offered; whether this was one. */
function pressOnOffer(
  event: KeyboardEvent,
  offer: {
    readonly candidates: readonly string[];
    readonly chosen: number;
    setChosen(place: number): void;
    accept(place: number): void;
    close(isClosed: boolean): void;
  },
): boolean {
  const { candidates, chosen, setChosen, accept, close } = offer;
  const count = candidates.length;
  const effects: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setChosen((chosen + 1) % count),
    ArrowUp: () => setChosen((chosen - 1 + count) % count),
    Tab: () => accept(chosen),
    Enter: () => accept(chosen),
    Escape: () => close(true),
  };
  const effect = event.shiftKey ? undefined : effects[event.key];
  if (effect === undefined) return false;
  event.preventDefault();
  event.stopPropagation();
  effect();
  return true;
}

function labelFor(room: string): string {
  const partners = partnersIn(room);
  return partners.length > 0
    ? textOf('page.write-to', { names: partners.map(safeLine).join(', ') })
    : textOf('page.write-in', { room: safeLine(room) });
}

/** Above the field: the message that is answered or edited. */
function About({
  page,
  writing,
}: {
  readonly page: Page;
  readonly writing: Exclude<Writing, { type: 'new' }>;
}) {
  const { message, type } = writing;
  return (
    <div class="about">
      <span>
        {textOf(type === 'edit' ? 'page.editing' : 'page.replying', {
          name: safeLine(message.from),
        })}{' '}
        <span class="faint" dir="auto">
          {safeProse(message.text.split('\n', 1)[0] ?? '')}
        </span>
      </span>
      <button
        type="button"
        class="plain"
        aria-label={textOf('page.cancel')}
        onClick={() => page.writing.set({ type: 'new' })}
      >
        ✕
      </button>
    </div>
  );
}
