import { useEffect, useState } from 'preact/hooks';
import type { ListedRoom } from '../../client/core/rooms.ts';
import { oneLine, safeLine } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { fitting } from '../fitting.ts';
import { type Choice, Chooser } from './chooser.tsx';
import { Modal } from './modal.tsx';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** The rooms that can be joined; one that there is not yet is made. */
export function RoomsDialog({
  page,
  visit,
  onClose,
}: {
  readonly page: Page;
  readonly visit: Visit;
  onClose(): void;
}) {
  const [rooms, setRooms] = useState<readonly ListedRoom[]>([]);
  useEffect(() => {
    // A line that is down has no list: a name can be typed all the same.
    visit.line.rooms.list().then(setRooms, () => {});
  }, [visit]);
  const join = (name: string) => {
    page.dialog.set(undefined);
    page.drawer.set(undefined);
    visit.screen.enter(`/join ${name}`);
  };
  const choicesFor = (typed: string): readonly Choice[] => {
    const found = fitting(
      rooms.map(({ name }) => name),
      typed.toLowerCase(),
    );
    const listed = found.flatMap((name) => rooms.find((room) => room.name === name) ?? []);
    const choices = listed.map((room) => ({
      key: room.room,
      shown: (
        <>
          <b>{safeLine(room.name)}</b> <span class="faint">{oneLine(room.topic)}</span>
        </>
      ),
      choose: () => join(room.name),
    }));
    const name = `#${typed.toLowerCase().replace(/^#/, '')}`;
    if (name === '#' || rooms.some((room) => room.name === name)) return choices;
    const shown = textOf('page.make-room', { name: safeLine(name) });
    return [...choices, { key: 'new', shown, choose: () => join(name) }];
  };
  return (
    <Modal title={textOf('page.add-room')} onClose={onClose}>
      <Chooser
        label={textOf('page.room-name')}
        choicesFor={choicesFor}
        empty={textOf('page.no-rooms')}
      />
    </Modal>
  );
}
