import { InputError } from '../base/errors.ts';
import type { SearchQuery } from '../client/core/search.ts';
import { textOf } from '../texts/text-of.ts';
import { foldName } from '../words/name.ts';
import { formatRoomReference, parseRoomReference } from '../words/room-reference.ts';
import { looksLikeDuration, parseDuration } from './times.ts';

/* What people type to search: `words "a phrase" from:ann in:#ops before:2026-11-01 after:10d has:link`. */

type Read = { -readonly [Field in keyof SearchQuery]: SearchQuery[Field] };

/** A phrase, or a word; a quotation mark that is never closed reaches to the end. */
const part = /"(?<phrase>[^"]*)"?|(?<word>\S+)/g;
const filter = /^(?<name>from|in|before|after|has):(?<value>.+)$/i;

/** Everything besides the words that can be asked for, by its name. */
const filters: Readonly<Record<string, (query: Read, value: string, now: number) => void>> = {
  from(query, value) {
    assertOnce(query.from, 'from');
    query.from = foldName(value.replace(/^@/, ''));
  },
  in(query, value) {
    assertOnce(query.room, 'in');
    query.room = formatRoomReference(parseRoomReference(value));
  },
  before(query, value, now) {
    assertOnce(query.until, 'before');
    query.until = timeOf('before', value, now);
  },
  after(query, value, now) {
    assertOnce(query.since, 'after');
    query.since = timeOf('after', value, now);
  },
  has(query, value) {
    if (value.toLowerCase() !== 'link') {
      throw new InputError(textOf('search.no-has', { word: value.slice(0, 40) }));
    }
    query.link = true;
  },
};

/**
 * Reads what was typed. All that is no filter is a word, whatever characters are in it.
 *
 * @param now milliseconds since 1970 UTC, by the clock that messages have their times from
 * @throws InputError for a filter with a value that is none, and where nothing is asked for but times
 */
export function readSearchQuery(typed: string, now: number): SearchQuery {
  const query: Read = {};
  const terms: string[] = [];
  for (const { groups = {} } of typed.matchAll(part)) {
    const { phrase, word = '' } = groups;
    const { name, value } = filter.exec(word)?.groups ?? {};
    const apply = name === undefined ? undefined : filters[name.toLowerCase()];
    if (apply !== undefined && value !== undefined) apply(query, value, now);
    else terms.push(phrase ?? word);
  }
  query.terms = terms.filter((term) => term.trim() !== '');
  assertSelective(query);
  return query;
}

function assertOnce(present: unknown, name: string): void {
  if (present !== undefined) throw new InputError(textOf('search.once', { name }));
}

function assertSelective({ terms = [], from, room, link }: Read): void {
  if (terms.length > 0 || from !== undefined || room !== undefined || link) return;
  throw new InputError(textOf('search.what'));
}

/** ISO 8601: a day, or a day and a time. */
const moment = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?$/;

/** A day begins at midnight where this machine is. */
function timeOf(name: string, value: string, now: number): Date {
  if (looksLikeDuration(value)) return new Date(Math.max(0, now - parseDuration(value)));
  const at = moment.test(value)
    ? Date.parse(value.includes('T') ? value : `${value}T00:00`)
    : Number.NaN;
  if (at >= 0) return new Date(at);
  throw new InputError(textOf('search.no-time', { name, value: value.slice(0, 40) }));
}
