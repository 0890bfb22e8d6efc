import type { UnreadRoom } from '../client/core/reading.ts';
import type { ListedRoom, RoomMember } from '../client/core/rooms.ts';
import type { RoomState } from '../wire/messages.ts';
import { columnLines } from './columns.ts';
import { counted, type View } from './render.ts';
import { roleWords } from './render-events.ts';
import { isNamedRoom, roomMark } from './room-words.ts';
import { oneLine, safeLine } from './safe-text.ts';
import { durationWord } from './times.ts';

/* Rooms and the people in them, as commands show them. */

const titles = ['ROOM', 'PEOPLE', 'UNREAD', 'MENTIONS', '', 'TOPIC'];

/**
 * Rooms as a table with a line of titles.
 *
 * @param unread of the rooms that the account is in
 */
export function roomLines(
  rooms: readonly ListedRoom[],
  unread: readonly UnreadRoom[],
  view: View,
): string[] {
  if (rooms.length === 0) return ['There is no such room yet: /join #NAME makes one.'];
  const unreadOf = new Map(unread.map((each) => [each.room, each]));
  const cells = rooms.map((room) => cellsOf(room, unreadOf.get(room.room)));
  const [title = '', ...lines] = columnLines([titles, ...cells]);
  return [view.style.faint(title), ...lines];
}

function cellsOf(
  { name, topic, access, archived, state, role, members }: ListedRoom,
  unread: UnreadRoom | undefined,
): string[] {
  const place = { in: role === 'member' ? 'joined' : role, invited: 'invited', out: '' }[state];
  const facts = [place, access === 'private' ? 'private' : '', archived ? 'archived' : ''];
  return [
    safeLine(name),
    members.toLocaleString('en'),
    atLeast(unread?.unread, unread),
    atLeast(unread?.mentions, unread),
    facts.filter((fact) => fact !== '').join(', '),
    oneLine(topic),
  ];
}

/** A count, with a `+` where there may be more; empty for none. */
function atLeast(count: number | undefined, unread: UnreadRoom | undefined): string {
  if (!count) return '';
  return `${count.toLocaleString('en')}${unread?.more ? '+' : ''}`;
}

/** What a room is, in a few lines. */
export function settingLines(
  room: Omit<RoomState, 'last' | 'after' | 'skipped'>,
  { style }: View,
): string[] {
  const { name, access, readonly, slowMs, history, archived, role } = room;
  const who =
    access === 'public' ? 'everybody finds it' : 'only who is in it, or invited, finds it';
  const facts = [
    `${access}: ${who}`,
    `history ${history}: newcomers read ${history === 'all' ? 'everything' : 'what comes after they join'}`,
    readonly ? 'readonly: only its operators post' : '',
    slowMs === 0 ? '' : `slow ${durationWord(slowMs)}: so long between two messages of a member`,
    archived ? 'archived: nobody posts' : '',
  ].filter((fact) => fact !== '');
  const title = `${roomMark(name, style)}: you are ${roleWords(role, name)}`;
  return [title, ...facts.map((fact) => `  ${fact}`)];
}

/** The people in a room: owners and operators first, then by name. */
export function memberLines(
  room: string,
  members: readonly RoomMember[],
  { style }: View,
): string[] {
  const are = `${counted(members.length, 'person', 'people')} ${members.length === 1 ? 'is' : 'are'}`;
  const lines = members
    .toSorted((left, right) => rank(left) - rank(right) || (left.name < right.name ? -1 : 1))
    .map(({ name, role, online }) => {
      const facts = [role === 'member' ? '' : role, online ? 'here' : ''];
      const words = facts.filter((fact) => fact !== '').join(', ');
      const about = words === '' ? '' : ` ${style.faint(`(${words})`)}`;
      return `  ${style.name(safeLine(name))}${about}`;
    });
  return [`${are} in ${roomMark(room, style)}:`, ...lines];
}

function rank({ role }: RoomMember): number {
  return ['owner', 'operator', 'member'].indexOf(role);
}

/** The topic of a room, in a sentence: `The topic of #ops is: Deploys`. */
export function topicLine(
  { name, topic }: Pick<RoomState, 'name' | 'topic'>,
  { style }: View,
): string {
  const room = isNamedRoom(name) ? roomMark(name, style) : 'the lobby';
  return topic === '' ? `There is no topic in ${room}.` : `The topic of ${room}: ${oneLine(topic)}`;
}
