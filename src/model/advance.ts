import type { LineMessage } from '../client/core/events.ts';
import type { RoomState } from '../wire/messages.ts';
import { entryKinds } from '../words/message-kind.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import {
  boundElsewhere,
  boundHere,
  type Entry,
  type EntryBound,
  lastSeq,
  noEntries,
  type RoomEntries,
  withChangedEntry,
  withEntry,
  withoutBegin,
  withoutEntry,
  withPage,
} from './room-entries.ts';
import { type RoomView, roomNamed, roomOf, seen } from './room-view.ts';
import type { PageEvent, TalkEvent } from './talk-event.ts';
import { currentRoom, orderOf, type PersonView, roomByName, type TalkState } from './talk-state.ts';

/** Rooms of which entries are kept, those that something came in last; of others they are fetched again. */
export const maxRoomsWithEntries = 100;
/** People of whom it is known that they are on the line. */
const maxPeople = 2_000;
/** Messages of a room that wait and are shown; the client says how many more do when it ends. */
const maxPending = 100;

/** The state after an event. Pure: the same state and event give the same state. */
export function advance(state: TalkState, event: TalkEvent): TalkState {
  switch (event.type) {
    case 'connection':
      return { ...state, connection: event.connection };
    case 'lag':
      return { ...state, lagMs: event.lagMs };
    case 'welcome':
      return welcomed(state, event);
    case 'room':
      return inOrder(entered(state, event.state));
    case 'left':
      return left(state, event.room);
    case 'message':
      return withMessage(state, event);
    case 'change':
      return changed(state, event.change.room, (room) => ({
        ...room,
        entries: withChangedEntry(room.entries, event.change),
        pending: withoutPending(room, [event.change]).pending,
        last: Math.max(room.last, event.change.seq),
      }));
    case 'page':
      return paged(state, event);
    case 'unread':
      return event.rooms.reduce(counted, state);
    case 'read':
      return changed(state, event.room, (room) => readUpTo(room, event.seq));
    case 'pending':
      return withPending(state, event);
    case 'refused':
      return refused(state, event);
    case 'dismissed':
      return changed(state, event.room, (room) => ({
        ...room,
        entries: withoutEntry(room.entries, event.key),
      }));
    case 'watched':
      return watched(state, event.isWatched);
    case 'printed':
      return withLocalEntry(state, state.current, {
        type: 'printed',
        key: state.nextKey,
        at: event.at,
        text: event.text,
      });
    case 'turned':
      return turned(state, event.roomName);
    case 'people':
      return { ...state, people: new Map(event.people.map((person) => [person.name, person])) };
    case 'presence':
      return { ...state, people: peopleAfter(state.people, event.changes) };
    case 'attention':
      return { ...state, people: awayAfter(state.people, event.changes) };
    case 'away':
      return { ...state, away: event.away };
    case 'members':
      return event.roomName === currentRoom(state).name
        ? { ...state, members: event.names }
        : state;
    case 'typists':
      return { ...state, typists: event.names };
    case 'scrolled':
      return changed(state, state.current, (room) =>
        lookedAt(state, { ...room, scroll: event.scroll }),
      );
    case 'searched':
      return { ...state, searched: event.words };
    case 'list':
      return { ...state, lists: { ...state.lists, [event.list]: event.isShown } };
  }
}

function boundOf(state: TalkState, room: string): EntryBound {
  return room === state.current ? boundHere : boundElsewhere;
}

/** With a room changed, if it is known. */
function changed(state: TalkState, room: string, change: (room: RoomView) => RoomView): TalkState {
  const before = state.rooms.get(room);
  if (before === undefined) return state;
  const after = change(before);
  return after === before ? state : { ...state, rooms: new Map(state.rooms).set(room, after) };
}

function inOrder(state: TalkState): TalkState {
  return { ...state, order: orderOf(state.rooms.values()) };
}

/** The greeting names the rooms: those that it does not name are left, but the one that is looked at. */
function welcomed(
  state: TalkState,
  { name, serverName, rooms }: TalkEvent & { readonly type: 'welcome' },
): TalkState {
  const named = changed(
    rooms.reduce(entered, { ...state, self: name, serverName }),
    state.current,
    withRule,
  );
  const ids = new Set(rooms.map(({ room }) => room));
  const kept = [...named.rooms].filter(
    ([id, room]) => ids.has(id) || id === named.current || room.pending.length > 0,
  );
  return inOrder({ ...named, rooms: new Map(kept) });
}

function entered(state: TalkState, told: RoomState): TalkState {
  const begun = state.rooms.get(told.room) === undefined ? state.rooms.get(told.name) : undefined;
  const before = state.rooms.get(told.room) ?? begun;
  const room = roomOf(told, before);
  const rooms = new Map(state.rooms);
  if (begun !== undefined) rooms.delete(told.name);
  // Between the last message that is here and the first that is sent by itself some are missing.
  const isGap = told.after > (lastSeq(room.entries) ?? told.after) && told.skipped > 0;
  rooms.set(told.room, isGap ? { ...room, entries: noEntries, scroll: undefined } : room);
  const follow = (id: string) => (begun !== undefined && id === begun.room ? told.room : id);
  const left = new Set(state.left);
  left.delete(told.room);
  return {
    ...state,
    rooms,
    left,
    current: follow(state.current),
    previous: state.previous === undefined ? undefined : follow(state.previous),
  };
}

function left(state: TalkState, room: string): TalkState {
  if (!state.rooms.has(room) || room === lobbyRoomId) return state;
  const rooms = new Map(state.rooms);
  rooms.delete(room);
  const isHere = room === state.current;
  const without = {
    ...state,
    rooms,
    left: new Set(state.left).add(room),
    previous: state.previous === room ? undefined : state.previous,
  };
  return inOrder(isHere ? turned(without, lobbyRoomId) : without);
}

function withMessage(
  state: TalkState,
  { message, calls, number, isHidden = false }: TalkEvent & { readonly type: 'message' },
): TalkState {
  const known = state.rooms.has(message.room);
  const base = known
    ? state
    : withRoom(state, { ...roomNamed(message.roomName), room: message.room });
  const room = base.rooms.get(message.room) as RoomView;
  if (message.seq <= (lastSeq(room.entries) ?? 0)) {
    return changed(base, room.room, (before) => withoutPending(before, [message]));
  }
  const isHere = room.room === base.current;
  const isNews = !message.own && !isHidden && message.seq > room.read && countsAsUnread(message);
  const entry: Entry = { type: 'message', key: base.nextKey, message, calls, number, isHidden };
  const more = isNews ? 1 : 0;
  const after: RoomView = {
    ...room,
    topic: message.kind === 'topic' && !message.replayed ? message.text : room.topic,
    entries: withEntry(room.entries, entry, boundOf(base, room.room), room.scroll !== undefined),
    pending: withoutPending(room, [message]).pending,
    last: Math.max(room.last, message.seq),
    unread: room.unread + more,
    mentions: room.mentions + (calls ? more : 0),
  };
  return bounded({
    ...base,
    // A room that something came in last is the last one.
    rooms: moved(base.rooms, isHere ? lookedAt(base, after) : after),
    members: isHere ? membersAfter(base.members, message) : base.members,
    nextKey: base.nextKey + 1,
  });
}

/** Those who are in a room after something has happened there. */
function membersAfter(
  members: readonly string[] | undefined,
  { kind, from, names, replayed }: LineMessage,
): readonly string[] | undefined {
  if (members === undefined || replayed) return members;
  if (kind === 'joined') return members.includes(from) ? members : [...members, from];
  const gone = kind === 'left' ? [from] : kind === 'kicked' || kind === 'banned' ? names : [];
  return gone.length === 0 ? members : members.filter((name) => !gone.includes(name));
}

function countsAsUnread({ kind }: LineMessage): boolean {
  return kind !== 'unknown' && entryKinds[kind].unread;
}

function moved(rooms: ReadonlyMap<string, RoomView>, room: RoomView): Map<string, RoomView> {
  const all = new Map(rooms);
  all.delete(room.room);
  return all.set(room.room, room);
}

function withRoom(state: TalkState, room: RoomView): TalkState {
  const rooms = new Map(state.rooms).set(room.room, room);
  return inOrder({ ...state, rooms });
}

/** Forgets the entries of the rooms that nothing came in for longest. */
function bounded(state: TalkState): TalkState {
  if (state.rooms.size <= maxRoomsWithEntries) return state;
  const held = [...state.rooms.values()].filter(
    ({ room, entries }) => entries.list.length > 0 && room !== state.current,
  );
  const oldest = held[0];
  if (oldest === undefined || held.length <= maxRoomsWithEntries) return state;
  const rooms = new Map(state.rooms);
  rooms.set(oldest.room, { ...oldest, entries: noEntries, scroll: undefined });
  return { ...state, rooms };
}

function paged(state: TalkState, page: PageEvent): TalkState {
  const before = state.rooms.get(page.room);
  if (before === undefined) return state;
  const entries = page.messages.map((message, index) => ({
    type: 'message' as const,
    key: state.nextKey + index,
    message,
    calls: false,
    number: page.numbers?.[index],
    isHidden: page.ignored?.includes(message.from) ?? false,
  }));
  const { place, more, last, dropped = null } = page;
  const isEnd = place === 'after' ? !more : last >= before.last;
  const bound = boundOf(state, page.room);
  const after = {
    ...withoutPending(before, page.messages),
    entries: withPage(before.entries, { place, entries, more, isEnd, dropped }, bound),
    last: Math.max(before.last, last),
  };
  return {
    ...state,
    rooms: new Map(state.rooms).set(
      page.room,
      page.room === state.current ? lookedAt(state, after) : after,
    ),
    nextKey: state.nextKey + entries.length,
  };
}

/** Without the messages that were stored. */
function withoutPending(room: RoomView, stored: readonly Pick<LineMessage, 'mid'>[]): RoomView {
  const isStored = ({ mid }: { readonly mid: string }) => stored.some((one) => one.mid === mid);
  if (!room.pending.some(isStored)) return room;
  return { ...room, pending: room.pending.filter((one) => !isStored(one)) };
}

function counted(
  state: TalkState,
  { room, read, unread, mentions }: (TalkEvent & { readonly type: 'unread' })['rooms'][number],
): TalkState {
  return changed(state, room, (before) => {
    const after = { ...before, unread, mentions, read: Math.max(read, before.read) };
    return room === state.current ? lookedAt(state, after) : after;
  });
}

function readUpTo(room: RoomView, seq: number): RoomView {
  if (seq < room.read) return room;
  const isAll = seq >= room.last;
  const counts = isAll ? { unread: 0, mentions: 0 } : {};
  return { ...room, ...counts, read: seq };
}

function findRoom(state: TalkState, idOrName: string): RoomView | undefined {
  return state.rooms.get(idOrName) ?? roomByName(state, idOrName);
}

function withPending(
  state: TalkState,
  { mid, room, text }: TalkEvent & { readonly type: 'pending' },
): TalkState {
  const found = findRoom(state, room);
  const base = found === undefined ? withRoom(state, roomNamed(room)) : state;
  return changed(base, found?.room ?? room, (before) => ({
    ...before,
    pending: [...before.pending.filter((one) => one.mid !== mid), { mid, text }].slice(-maxPending),
  }));
}

/** It waits no more, and stays to be read where it was said. */
function refused(
  state: TalkState,
  { roomName, text, isTyped = true, reason, at }: TalkEvent & { readonly type: 'refused' },
): TalkState {
  const room = findRoom(state, roomName)?.room ?? state.current;
  const without = changed(state, room, (before) => {
    const place = before.pending.findIndex((one) => one.text === text);
    return place < 0 ? before : { ...before, pending: before.pending.toSpliced(place, 1) };
  });
  const entry: Entry = { type: 'refused', key: state.nextKey, at, text, isTyped, reason };
  return withLocalEntry(without, room, entry);
}

function withLocalEntry(state: TalkState, room: string, entry: Entry): TalkState {
  const after = changed(state, room, (before) => ({
    ...before,
    entries: withEntry(before.entries, entry, boundOf(state, room), before.scroll !== undefined),
  }));
  return { ...after, nextKey: state.nextKey + 1 };
}

/** Lines go to another room, which is looked at from now on; one that is not known is a conversation to begin. */
function turned(state: TalkState, roomName: string): TalkState {
  const found = roomByName(state, roomName);
  if (found?.room === state.current) return { ...state, typists: [] };
  const base = found === undefined ? withRoom(state, roomNamed(roomName)) : state;
  const before = state.rooms.get(state.current);
  const target = found ?? roomNamed(roomName);
  const rooms = new Map(base.rooms);
  if (before !== undefined) {
    const entries = withoutBegin(atEndOf(before), boundElsewhere);
    rooms.set(before.room, { ...before, entries, rule: undefined, scroll: undefined });
  }
  rooms.set(target.room, lookedAt(state, withRule(target)));
  const isLeft = before === undefined || isEmptyConversation(before) || state.left.has(before.room);
  if (isLeft && before !== undefined) rooms.delete(before.room);
  return inOrder({
    ...base,
    rooms,
    current: target.room,
    previous: isLeft ? undefined : state.current,
    members: undefined,
    typists: [],
    searched: undefined,
  });
}

/** A room that is on the screen: read as far as it is seen, if anybody looks. */
function lookedAt({ isWatched }: TalkState, room: RoomView): RoomView {
  return isWatched ? seen(room) : room;
}

/** Whoever looks again finds the rule where they looked away. */
function watched(state: TalkState, isWatched: boolean): TalkState {
  if (isWatched === state.isWatched) return state;
  const after = { ...state, isWatched };
  return isWatched ? changed(after, after.current, (room) => seen(withRule(room))) : after;
}

/** What is unread now begins behind the rule; to somebody who has read nothing yet, all of it is new. */
function withRule(room: RoomView): RoomView {
  const isUnread = room.read > 0 && room.read < room.last;
  return { ...room, rule: isUnread ? room.read : undefined };
}

/** The entries if they reach the end of the room; else none, so that its end is fetched again. */
function atEndOf({ entries }: RoomView): RoomEntries {
  return entries.isLive ? entries : noEntries;
}

/** Nothing was ever said in it: it stands in the list only while it is looked at. */
function isEmptyConversation({ room, name, pending }: RoomView): boolean {
  return room === name && name.startsWith('@') && pending.length === 0;
}

function peopleAfter(
  people: TalkState['people'],
  changes: (TalkEvent & { readonly type: 'presence' })['changes'],
): Map<string, PersonView> {
  const after = new Map(people);
  for (const { name, online } of changes) {
    if (!online) after.delete(name);
    else if (!after.has(name) && after.size < maxPeople) after.set(name, { name, away: null });
  }
  return after;
}

function awayAfter(
  people: TalkState['people'],
  changes: (TalkEvent & { readonly type: 'attention' })['changes'],
): Map<string, PersonView> {
  const after = new Map(people);
  for (const { name, away } of changes) if (after.has(name)) after.set(name, { name, away });
  return after;
}
