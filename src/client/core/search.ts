import {
  assertArgument,
  assertOptions,
  flag,
  integer,
  type Kind,
  type Kinds,
  object,
  text,
  texts,
} from '../../base/arguments.ts';
import { InputError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { AnswerFields, RequestFields } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import { foldName } from '../../words/name.ts';
import { type HistoryMessage, isChange, readEntry } from './entries.ts';
import { roomOf } from './line-arguments.ts';
import type { MessagePlace } from './line-parameters.ts';

/* A search, as programs ask for it and take what was found. */

/** The messages that are looked for: all that is given is true of each. */
export interface SearchQuery {
  /**
   * Words and phrases, each without any syntax. They are found without regard to case and accents, also within words;
   * those of one or two letters as whole words.
   */
  readonly terms?: readonly string[] | undefined;
  /** The name of who said it. */
  readonly from?: string | undefined;
  /** The only room: `lobby`, `@ana`. All that may be read if left out. */
  readonly room?: string | undefined;
  /** From this time on. */
  readonly since?: Date | undefined;
  /** Earlier than this time. */
  readonly until?: Date | undefined;
  /** It has a link. */
  readonly link?: boolean | undefined;
  /** Older than this message: the last result of the page before. */
  readonly before?: MessagePlace | undefined;
  /** How many at the most: 1 to 50; 20 if left out. */
  readonly limit?: number | undefined;
}

/** A message of a search. */
export interface SearchedMessage extends HistoryMessage {
  /** The text is long, and this is the part of it where a term was found. */
  readonly cut: boolean;
}

/** A message that was found. */
export interface FoundMessage {
  /** The id of its room, and how the account calls it. */
  readonly room: string;
  readonly roomName: string;
  /** Its number in the room. */
  readonly seq: number;
  readonly message: SearchedMessage;
  /** What was said before and after it; null: nothing that may be read. */
  readonly before: SearchedMessage | null;
  readonly after: SearchedMessage | null;
}

/** A page of what was found. */
export interface SearchPage {
  /** Newest first. */
  readonly results: readonly FoundMessage[];
  /** There are more, older than the last of these. */
  readonly more: boolean;
}

const attempt = 'Cannot search';
const usualLimit = 20;
const termPattern = new RegExp(`^\\P{Cc}{1,${limits.searchTermLength}}$`, 'u');

const date: Kind = {
  words: 'a Date',
  accepts: (value) => value instanceof Date && value.getTime() >= 0,
};

const queryKinds: Kinds = {
  terms: texts,
  from: text,
  room: text,
  since: date,
  until: date,
  link: flag,
  before: object,
  limit: integer(1, limits.searchResults),
};

/**
 * The request for a search.
 *
 * @param idOf the id of a room that is named
 * @throws InputError for a query that cannot be used
 */
export function searchRequest(
  query: SearchQuery,
  idOf: (room: string) => string,
): RequestFields<'search'> {
  assertOptions(attempt, query, queryKinds);
  const { terms = [], from, room, since, until, link, before, limit = usualLimit } = query;
  assertTerms(terms);
  return {
    terms: terms.map((term) => term.toWellFormed()),
    ...(from === undefined ? {} : { from: foldName(from) }),
    ...(room === undefined ? {} : { in: idOf(roomOf(attempt, room)) }),
    ...(since === undefined ? {} : { since: since.getTime() }),
    ...(until === undefined ? {} : { until: until.getTime() }),
    ...(link === true ? { link } : {}),
    ...(before === undefined ? {} : { before: anchorOf(before, idOf) }),
    limit,
  };
}

function assertTerms(terms: readonly string[]): void {
  const { searchTerms, searchTermLength } = limits;
  if (terms.length > searchTerms) {
    throw new InputError(worded('search.most-terms', { attempt, most: searchTerms }));
  }
  if (!terms.every((term) => termPattern.test(term))) {
    throw new InputError(worded('search.term-length', { attempt, most: searchTermLength }));
  }
}

function anchorOf({ room, seq }: MessagePlace, idOf: (room: string) => string) {
  assertArgument(attempt, 'before.seq', seq, integer(1));
  return { room: idOf(roomOf(attempt, room)), seq };
}

/** Reads the answer to a search. */
export function searchPage({ results, more }: AnswerFields<'search'>): SearchPage {
  return { results: results.map(foundMessage), more };
}

type Result = AnswerFields<'search'>['results'][number];

function foundMessage({ room, name, seq, entries }: Result): FoundMessage {
  const messages = entries.flatMap(searchedMessage);
  const message = messages.find((each) => each.seq === seq);
  if (message === undefined) throw new Error(`result ${seq} of a search is not among its entries`);
  const before = messages.find((each) => each.seq < seq) ?? null;
  const after = messages.find((each) => each.seq > seq) ?? null;
  return { room, roomName: name, seq, message, before, after };
}

function searchedMessage({ cut, of = 0, ...entry }: Result['entries'][number]): SearchedMessage[] {
  const message = readEntry({ ...entry, of });
  return isChange(message) ? [] : [{ ...message, cut: cut === true }];
}
