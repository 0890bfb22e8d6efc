import { PartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { worded } from '../../base/worded.ts';
import type { Directory } from '../../store/directory.ts';
import type {
  FoundEntry,
  SearchAnswer,
  SearchableRoom,
} from '../../store/search/search-queries.ts';
import type { SearchReader } from '../../store/search/search-reader.ts';
import type { RequestFields } from '../../wire/requests.ts';
import { roomName } from '../member/room-name.ts';
import { personNamed } from './account-named.ts';
import { firstThatFit } from './fitting.ts';
import type { AnswerBody, Handler, Requester } from './handler.ts';
import { readable } from './history.ts';

interface Parts {
  readonly directory: Directory;
  readonly search: SearchReader;
  readonly log: Log;
}

type ToldEntry = AnswerBody<'search'>['results'][number]['entries'][number];

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
      ...{ terms, rooms, since, until, link, limit },
      account: from === undefined ? undefined : personNamed(directory, from).id,
      before: before && {
        room: oneRoom(directory, requester, before.room).room,
        seq: before.seq,
      },
    };
    const answer = await search.search(question).catch((error: unknown) => {
      log.error('search.failed', { error });
      throw new PartylineError('search.unavailable');
    });
    if ('progress' in answer) throw stillFilling(answer.progress);
    return told(directory, requester, answer);
  };
}

/** Times alone are no search but a page of the history. */
function assertSelective({ terms, from, in: room, link }: RequestFields<'search'>): void {
  if (terms.length > 0 || from !== undefined || room !== undefined || link) return;
  throw new PartylineError('message.invalid', worded('search.terms'), { field: 'terms' });
}

function allRooms(directory: Directory, { account: id, permissions }: Requester): SearchableRoom[] {
  const account = directory.account(id);
  if (account === undefined)
    throw new Error(`searching for account ${id}: there is no such account`);
  return directory
    .placesOf(id)
    .map((place) => ({
      room: place.room.id,
      ranges: permissions.stretchesFor('search', { account, ...place }),
    }))
    .filter(({ ranges }) => ranges.length > 0);
}

/** Throws `forbidden`, `name.unknown` and `room.unknown`. */
function oneRoom(directory: Directory, requester: Requester, address: string): SearchableRoom {
  const { room, stretches } = readable(directory, requester, address);
  return { room, ranges: stretches };
}

function stillFilling(progress: number): PartylineError {
  const share = Math.floor(progress * 100);
  return new PartylineError('search.unavailable', worded('search.filling', { share }));
}

function told(
  directory: Directory,
  { account }: Requester,
  { results, more }: SearchAnswer,
): AnswerBody<'search'> {
  const named = results.map(({ room, seq, entries }) => {
    const key = directory.room(room)?.key ?? '';
    const name = roomName(directory, account, key);
    return { room: key, name, seq, entries: entries.map(toldEntry) };
  });
  const { fitting, more: left } = firstThatFit(named);
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
