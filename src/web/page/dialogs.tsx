import { useState } from 'preact/hooks';
import type { LineMessage } from '../../client/core/events.ts';
import type { TalkState } from '../../model/talk-state.ts';
import { safeProse } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { Modal } from './modal.tsx';
import type { Page } from './page.ts';
import { PeopleDialog } from './people-dialog.tsx';
import { ReactionDialog } from './reaction-dialog.tsx';
import { RoomsDialog } from './rooms-dialog.tsx';
import { SearchDialog } from './search-dialog.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { SwitcherDialog } from './switcher-dialog.tsx';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** The question or the list in front of the page, if there is one. */
export function Dialogs({
  page,
  visit,
  state,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
}) {
  const dialog = useObserved(page.dialog);
  const close = () => page.dialog.set(undefined);
  switch (dialog?.type) {
    case undefined:
      return null;
    case 'switcher':
      return <SwitcherDialog page={page} visit={visit} state={state} onClose={close} />;
    case 'rooms':
      return <RoomsDialog page={page} visit={visit} onClose={close} />;
    case 'people':
      return <PeopleDialog page={page} visit={visit} state={state} onClose={close} />;
    case 'search':
      return <SearchDialog page={page} visit={visit} state={state} onClose={close} />;
    case 'settings':
      return <SettingsDialog page={page} visit={visit} onClose={close} />;
    case 'reaction':
      return <ReactionDialog visit={visit} message={dialog.message} onClose={close} />;
    case 'deletion':
      return <DeletionDialog visit={visit} message={dialog.message} onClose={close} />;
    case 'paste':
      return (
        <Question
          title={textOf('page.paste-question', { count: dialog.count })}
          button={textOf('page.paste')}
          onAnswer={dialog.answer}
        />
      );
    case 'password':
      return <PasswordDialog key={dialog.words} words={dialog.words} onAnswer={dialog.answer} />;
  }
}

function Question({
  title,
  button,
  onAnswer,
}: {
  readonly title: string;
  readonly button: string;
  onAnswer(isWanted: boolean): void;
}) {
  return (
    <Modal title={title} onClose={() => onAnswer(false)}>
      <div class="buttons">
        <button type="button" class="primary" autofocus onClick={() => onAnswer(true)}>
          {button}
        </button>
        <button type="button" onClick={() => onAnswer(false)}>
          {textOf('page.cancel')}
        </button>
      </div>
    </Modal>
  );
}

function DeletionDialog({
  visit,
  message,
  onClose,
}: {
  readonly visit: Visit;
  readonly message: LineMessage;
  onClose(): void;
}) {
  const remove = () => {
    const work = () => visit.line.remove(message);
    visit.talk.handOver(message.roomName, '/delete', work, { isTyped: false });
    onClose();
  };
  return (
    <Modal title={textOf('page.delete-question')} onClose={onClose}>
      <blockquote class="text" dir="auto">
        {safeProse(message.text.slice(0, 500))}
      </blockquote>
      <div class="buttons">
        <button type="button" class="danger" autofocus onClick={remove}>
          {textOf('page.delete')}
        </button>
        <button type="button" onClick={onClose}>
          {textOf('page.cancel')}
        </button>
      </div>
    </Modal>
  );
}

function PasswordDialog({
  words,
  onAnswer,
}: {
  readonly words: string;
  onAnswer(text: string | undefined): void;
}) {
  const [text, setText] = useState('');
  return (
    <Modal title={words} onClose={() => onAnswer(undefined)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== '') onAnswer(text);
        }}
      >
        <input
          type="password"
          aria-label={words}
          autocomplete="off"
          autofocus
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <div class="buttons">
          <button type="submit" class="primary">
            {textOf('page.go-on')}
          </button>
        </div>
      </form>
    </Modal>
  );
}
