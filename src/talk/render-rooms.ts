import type { UnreadRoom } from '../client/core/reading.ts';
import type { ListedRoom, RoomMember } from '../client/core/rooms.ts';
import { numberWords, textOf } from '../texts/text-of.ts';
import type { RoomState } from '../wire/messages.ts';
import { columnLines } from './columns.ts';
import type { View } from './render.ts';
import { roleWords } from './render-events.ts';
import { isNamedRoom, roomMark } from './room-words.ts';
import { oneLine, safeLine } from './safe-text.ts';
import { durationWord } from './times.ts';

/* Rooms and the people in them, as commands show them. */

/** A row of the list of rooms. */
export type ShownRoom = Pick<ListedRoom, 'room' | 'name' | 'topic' | 'access' | 'archived'> & {
  /** `left`: the account reads its own stretch of it. */
  readonly state: ListedRoom['state'] | 'left';
  readonly role: ListedRoom['role'];
  /** null: not known, or everybody. */
  readonly members: number | null;
};

/**
 * Rooms as a table with a line of titles.
 *
 * @param unread of the rooms that the account is in
 */
export function roomLines(
  rooms: readonly ShownRoom[],
  unread: readonly UnreadRoom[],
  view: View,
): string[] {
  if (rooms.length === 0) return [textOf('rooms.none')];
  const unreadOf = new Map(unread.map((each) => [each.room, each]));
  const cells = rooms.map((room) => cellsOf(room, unreadOf.get(room.room)));
  const [title = '', ...lines] = columnLines([textOf('rooms.titles').split('|'), ...cells]);
  const hasLeft = rooms.some(({ state }) => state === 'left');
  const hint = hasLeft ? [view.style.faint(textOf('rooms.left-hint'))] : [];
  return [view.style.faint(title), ...lines, ...hint];
}

function cellsOf(
  { name, topic, access, archived, state, role, members }: ShownRoom,
  unread: UnreadRoom | undefined,
): string[] {
  const joined = textOf(role === 'member' ? 'rooms.joined' : `rooms.${role}`);
  const isNamed = isNamedRoom(name);
  const place = {
    in: isNamed ? joined : '',
    invited: textOf('rooms.invited'),
    out: '',
    left: textOf('rooms.have-left'),
  }[state];
  const facts = [
    place,
    isNamed && access === 'private' ? textOf('rooms.private') : '',
    archived ? textOf('rooms.archived') : '',
  ];
  return [
    safeLine(name),
    members === null ? '' : numberWords(members),
    atLeast(unread?.unread, unread),
    atLeast(unread?.mentions, unread),
    facts.filter((fact) => fact !== '').join(', '),
    oneLine(topic),
  ];
}

/** A count, with a `+` where there may be more; empty for none. */
function atLeast(count: number | undefined, unread: UnreadRoom | undefined): string {
  if (!count) return '';
  return `${numberWords(count)}${unread?.more ? '+' : ''}`;
}

/** What a room is, in a few lines. */
export function settingLines(
  room: Omit<RoomState, 'last' | 'after' | 'skipped'>,
  { style }: View,
): string[] {
  const { name, access, readonly, slowMs, history, archived, role } = room;
  const facts = [
    textOf(access === 'public' ? 'rooms.is-public' : 'rooms.is-private'),
    textOf(`rooms.history-${history}`),
    readonly ? textOf('rooms.is-readonly') : '',
    slowMs === 0 ? '' : textOf('rooms.is-slow', { duration: durationWord(slowMs) }),
    archived ? textOf('rooms.is-archived') : '',
  ].filter((fact) => fact !== '');
  const title = textOf('rooms.you-are', {
    room: roomMark(name, style),
    role: roleWords(role, name),
  });
  return [title, ...facts.map((fact) => `  ${fact}`)];
}

/** The people in a room: owners and operators first, then by name. */
export function memberLines(
  room: string,
  members: readonly RoomMember[],
  { style }: View,
): string[] {
  const lines = members
    .toSorted((left, right) => rank(left) - rank(right) || (left.name < right.name ? -1 : 1))
    .map(({ name, role, online }) => {
      const facts = [
        role === 'member' ? '' : textOf(`rooms.${role}`),
        online ? textOf('rooms.here') : '',
      ];
      const words = facts.filter((fact) => fact !== '').join(', ');
      const about = words === '' ? '' : ` ${style.faint(`(${words})`)}`;
      return `  ${style.name(safeLine(name))}${about}`;
    });
  const title = textOf('rooms.people', { count: members.length, room: roomMark(room, style) });
  return [title, ...lines];
}

function rank({ role }: RoomMember): number {
  return ['owner', 'operator', 'member'].indexOf(role);
}

/** The topic of a room, in a sentence: `The topic of #ops is: Deploys`. */
export function topicLine(
  { name, topic }: Pick<RoomState, 'name' | 'topic'>,
  { style }: View,
): string {
  const room = isNamedRoom(name) ? roomMark(name, style) : textOf('rooms.lobby');
  return topic === ''
    ? textOf('rooms.no-topic', { room })
    : textOf('rooms.topic', { room, topic: oneLine(topic) });
}
