import { useMemo } from 'preact/hooks';
import type { RoomView } from '../../model/room-view.ts';
import type { TalkState } from '../../model/talk-state.ts';
import { partnersIn } from '../../talk/room-words.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { spoken, textOf } from '../../texts/text-of.ts';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** The rooms and conversations of the account, each with how much is unread. */
export function RoomList({
  page,
  visit,
  state,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
}) {
  const rooms = state.order.flatMap((id) => state.rooms.get(id) ?? []);
  // Most of what changes in a room, as each message that comes, is not seen in the list.
  const seen = rooms.map(({ name, unread, mentions }) => `${name} ${unread} ${mentions}`).join();
  return useMemo(
    () => <Lists page={page} visit={visit} state={state} rooms={rooms} />,
    [page, visit, seen, state.current, state.people, spoken()],
  );
}

function Lists({
  page,
  visit,
  state,
  rooms,
}: {
  readonly page: Page;
  readonly visit: Visit;
  readonly state: TalkState;
  readonly rooms: readonly RoomView[];
}) {
  const isDirect = ({ name }: RoomView) => name.startsWith('@');
  const items = (shown: readonly RoomView[]) =>
    shown.map((room) => (
      <li key={room.room}>
        <RoomButton room={room} state={state} onChoose={() => page.turnTo(visit, room.name)} />
      </li>
    ));
  return (
    <>
      <ListTitle
        title={textOf('page.rooms')}
        button={textOf('page.add-room')}
        onAdd={() => page.dialog.set({ type: 'rooms' })}
      />
      <ul class="list">{items(rooms.filter((room) => !isDirect(room)))}</ul>
      <ListTitle
        title={textOf('page.conversations')}
        button={textOf('page.add-conversation')}
        onAdd={() => page.dialog.set({ type: 'people' })}
      />
      <ul class="list">{items(rooms.filter(isDirect))}</ul>
    </>
  );
}

function ListTitle({
  title,
  button,
  onAdd,
}: {
  readonly title: string;
  readonly button: string;
  onAdd(): void;
}) {
  return (
    <div class="list-title">
      <h2>{title}</h2>
      <button type="button" class="plain" aria-label={button} title={button} onClick={onAdd}>
        +
      </button>
    </div>
  );
}

function RoomButton({
  room,
  state,
  onChoose,
}: {
  readonly room: RoomView;
  readonly state: TalkState;
  onChoose(): void;
}) {
  const isCurrent = room.room === state.current;
  const partners = partnersIn(room.name);
  const isCall = room.mentions > 0 || (partners.length > 0 && room.unread > 0);
  const counts =
    room.unread === 0
      ? ''
      : `, ${textOf('page.unread', { count: room.unread })}${isCall ? `, ${textOf('page.for-you')}` : ''}`;
  const looks = ['room', isCurrent && 'current', room.unread > 0 && 'unread'].filter(Boolean);
  return (
    <button
      type="button"
      class={looks.join(' ')}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onChoose}
    >
      <span class="hidden">{`${room.name}${counts}`}</span>
      <PresenceDot partners={partners} state={state} />
      <span class="room-name" aria-hidden="true">
        {safeLine(partners.length > 0 ? partners.join(', ') : room.name)}
      </span>
      {room.unread > 0 && (
        <span class={isCall ? 'badge call' : 'badge'} aria-hidden="true">
          {countWords(room.unread)}
        </span>
      )}
    </button>
  );
}

/** Beside a conversation with one person: whether they are here. */
function PresenceDot({
  partners,
  state,
}: {
  readonly partners: readonly string[];
  readonly state: TalkState;
}) {
  const [partner, other] = partners;
  if (partner === undefined) return null;
  const person = other === undefined ? state.people.get(partner) : undefined;
  const look = person === undefined ? 'gone' : person.away === null ? 'here' : 'away';
  return <span class={`dot ${look}`} aria-hidden="true" />;
}

function countWords(count: number): string {
  return count > 999 ? '999+' : String(count);
}
