import type { TalkState } from '../../model/talk-state.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { fitting } from '../fitting.ts';
import { Chooser } from './chooser.tsx';
import { Modal } from './modal.tsx';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** Asks for a room or a person to go to. */
export function SwitcherDialog({
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
  const rooms = [...state.rooms.values()].sort(
    (left, right) => right.mentions - left.mentions || right.unread - left.unread,
  );
  const known = new Set(rooms.map(({ name }) => name));
  const people = [...state.people.keys()]
    .map((name) => `@${name}`)
    .filter((name) => !known.has(name) && name !== `@${state.self}`);
  const unread = new Map(rooms.map((room) => [room.name, room.unread]));
  return (
    <Modal title={textOf('page.switcher')} onClose={onClose}>
      <Chooser
        label={textOf('page.switcher-label')}
        empty={textOf('page.none-fits')}
        choicesFor={(typed) =>
          fitting([...known, ...people], typed).map((name) => ({
            key: name,
            shown: (
              <>
                {safeLine(name)}
                {(unread.get(name) ?? 0) > 0 && <span class="badge">{unread.get(name)}</span>}
              </>
            ),
            choose: () => page.turnTo(visit, name),
          }))
        }
      />
    </Modal>
  );
}
