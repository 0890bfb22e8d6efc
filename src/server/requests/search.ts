import { PartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Directory } from '../../store/directory.ts';
import type {
  FoundEntry,
  SearchableRoom,
  SearchResult,
} from '../../store/search/search-queries.ts';
import type { SearchReader } from '../../store/search/search-reader.ts';
import type { RequestFields } from '../../wire/requests.ts';
import { roomName } from '../member/room-name.ts';
import { personNamed } from './account-named.ts';
import { firstThatFit } from './fitting.ts';
import type { AnswerBody, Handler, Requester } from './handler.ts';
import { readableRoom } from './history.ts';

interface Parts {
  readonly directory: Directory;
  readonly search: SearchReader;
  readonly log: Log;
}

type ToldEntry = AnswerBody<'search'>['results'][number]['entries'][number];

/** A room with how the requester calls it. */
interface NamedRoom extends SearchableRoom {
  readonly key: string;
  readonly name: string;
}

/** `search`: messages that have words, of rooms that the requester may read. */
export function searchMessages({ directory, search, log }: Parts): Handler<'search'> {
  return async (requester, request) => {
    assertSelective(request);
    const { terms, from, in: address, since, until, link, before, limit } = request;
    const rooms =
      address === undefined
        ? allRooms(directory, requester)
        : [oneRoom(directory, requester, address)];
    const question = {
      ...{ terms, rooms: rooms.map(({ room, ranges }) => ({ room, ranges })) },
      ...{ since, until, link, limit },
      account: from === undefined ? undefined : personNamed(directory, from).id,
      before: before && {
        room: readableRoom(directory, requester, before.room),
        seq: before.seq,
      },
    };
    const answer = await search.search(question).catch((error: unknown) => {
      log.error('search.failed', { error });
      throw new PartylineError('search.unavailable');
    });
    if ('progress' in answer) throw stillFilling(answer.progress);
    return told(answer.results, answer.more, rooms);
  };
}

/** Times alone are no search but a page of the history. */
function assertSelective({ terms, from, in: room, link }: RequestFields<'search'>): void {
  if (terms.length > 0 || from !== undefined || room !== undefined || link) return;
  const sentence = 'A search needs a word, a person, a room, or that it is for links.';
  throw new PartylineError('message.invalid', sentence, { field: 'terms' });
}

function allRooms(directory: Directory, { account, permissions }: Requester): NamedRoom[] {
  return directory
    .roomsOf(account)
    .filter(({ room }) => permissions.mayRead(room.key))
    .map(({ room, name }) => ({ room: room.id, key: room.key, name }));
}

function oneRoom(directory: Directory, requester: Requester, address: string): NamedRoom {
  const number = readableRoom(directory, requester, address);
  const key = directory.room(number)?.key ?? '';
  return { room: number, key, name: roomName(directory, requester.account, key) };
}

function stillFilling(progress: number): PartylineError {
  const share = Math.floor(progress * 100);
  return new PartylineError(
    'search.unavailable',
    `The index of the search is being made, and ${share} % are done; search again in a while.`,
  );
}

function told(
  found: readonly SearchResult[],
  more: boolean,
  rooms: readonly NamedRoom[],
): AnswerBody<'search'> {
  const byNumber = new Map(rooms.map((room) => [room.room, room]));
  const results = found.flatMap(({ room, seq, entries }) => {
    const named = byNumber.get(room);
    if (named === undefined) return [];
    return [{ room: named.key, name: named.name, seq, entries: entries.map(toldEntry) }];
  });
  const { fitting, more: left } = firstThatFit(results);
  return { results: fitting, more: more || left > 0 };
}

function toldEntry({ of, cut, content, ...entry }: FoundEntry): ToldEntry {
  return {
    ...entry,
    content: { ...content },
    ...(of === 0 ? {} : { of }),
    ...(cut ? { cut: true } : {}),
  };
}
