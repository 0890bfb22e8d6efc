import { lobbyRoomId } from '../words/room-id.ts';
import { type RoomView, roomNamed } from './room-view.ts';

/** Somebody on the line. */
export interface PersonView {
  readonly name: string;
  /** Why they are away; null: they are not. */
  readonly away: string | null;
}

/** How the line is at present. */
export type ConnectionView =
  | { readonly type: 'connecting' }
  | { readonly type: 'online' }
  /** It is tried again. */
  | { readonly type: 'waiting'; readonly reason: string }
  | { readonly type: 'closed' };

/** A list beside the messages. */
export type ListName = 'rooms' | 'members';

/** Everything that a person sees of a line, on a terminal or a page, but for the text that is being typed. */
export interface TalkState {
  /** The account's name, and the operator's name for the line; empty before the first login. */
  readonly self: string;
  readonly serverName: string;
  readonly connection: ConnectionView;
  /** How long the line takes for an answer, in milliseconds; undefined: not known. */
  readonly lagMs: number | undefined;
  /** By their ids. */
  readonly rooms: ReadonlyMap<string, RoomView>;
  /** The ids of rooms that the account is in no more: one that something missed comes in is listed until it is seen. */
  readonly left: ReadonlySet<string>;
  /** The ids of the rooms in the order of the list. */
  readonly order: readonly string[];
  /** The id of the room that is looked at, and of the one before. */
  readonly current: string;
  readonly previous: string | undefined;
  /** The person looks: what is seen of the present room is read. */
  readonly isWatched: boolean;
  /** Those who are on the line, by name. */
  readonly people: ReadonlyMap<string, PersonView>;
  /** Names of those who are in the present room; undefined: not known, or everybody. */
  readonly members: readonly string[] | undefined;
  /** Those who type in the present room. */
  readonly typists: readonly string[];
  /** Why the person is away; undefined: they are not. */
  readonly away: string | undefined;
  /** The words that were searched for last in the present room: they stand out. */
  readonly searched: string | undefined;
  /** The lists that are hidden or shown by the person's wish; undefined: as there is room. */
  readonly lists: Readonly<Record<ListName, boolean | undefined>>;
  /** The key of the next entry. */
  readonly nextKey: number;
}

/** Nothing has come yet. */
export const emptyTalk: TalkState = {
  self: '',
  serverName: '',
  connection: { type: 'connecting' },
  lagMs: undefined,
  rooms: new Map([[lobbyRoomId, roomNamed(lobbyRoomId)]]),
  left: new Set(),
  order: [lobbyRoomId],
  current: lobbyRoomId,
  previous: undefined,
  isWatched: true,
  people: new Map(),
  members: undefined,
  typists: [],
  away: undefined,
  searched: undefined,
  lists: { rooms: undefined, members: undefined },
  nextKey: 1,
};

/** The room that is looked at. */
export function currentRoom(state: TalkState): RoomView {
  return state.rooms.get(state.current) ?? roomNamed(state.current);
}

/** The room of a name; undefined for one that is not known. */
export function roomByName(state: TalkState, name: string): RoomView | undefined {
  for (const room of state.rooms.values()) if (room.name === name) return room;
  return undefined;
}

/** The order of the list: the lobby, rooms with names, then conversations, each by name. */
export function orderOf(rooms: Iterable<RoomView>): string[] {
  return [...rooms]
    .sort((left, right) => rank(left) - rank(right) || (left.name < right.name ? -1 : 1))
    .map(({ room }) => room);
}

function rank({ name }: RoomView): number {
  if (name.startsWith('#')) return 1;
  return name.startsWith('@') ? 2 : 0;
}
