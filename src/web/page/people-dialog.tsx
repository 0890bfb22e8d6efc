import type { TalkState } from '../../model/talk-state.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { fitting } from '../fitting.ts';
import { Chooser } from './chooser.tsx';
import { Modal } from './modal.tsx';
import { NameWords } from './name-words.tsx';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** Asks for the people to begin a conversation with. */
export function PeopleDialog({
  page,
  visit,
  state,
  onClose,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
  onClose(): void;
}) {
  const people = [...state.people.keys()].filter((name) => name !== state.self).sort();
  const begin = (names: string) => {
    page.dialog.set(undefined);
    page.drawer.set(undefined);
    visit.screen.enter(`/query ${names}`);
  };
  return (
    <Modal title={textOf('page.add-conversation')} onClose={onClose}>
      <Chooser
        label={textOf('page.person-names')}
        empty={textOf('page.nobody-else')}
        choicesFor={(typed) => {
          const found = fitting(people, typed.toLowerCase()).map((name) => ({
            key: name,
            shown: <NameWords name={name} />,
            choose: () => begin(name),
          }));
          const isListed = typed === '' || people.includes(typed.toLowerCase());
          if (isListed) return found;
          const shown = textOf('page.talk-with', { names: safeLine(typed) });
          return [...found, { key: ' ', shown, choose: () => begin(typed) }];
        }}
      />
    </Modal>
  );
}
