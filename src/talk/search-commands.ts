import { InputError } from '../base/errors.ts';
import type { FoundMessage, SearchQuery } from '../client/core/search.ts';
import type { Line } from '../client/line.ts';
import { textOf } from '../texts/text-of.ts';
import type { AtLine } from './at-line.ts';
import type { Command } from './commands.ts';
import { foundLines } from './render-search.ts';
import { readSearchQuery } from './search-query.ts';

/** Results that are shown at a time. */
const pageResults = 5;

/** The search of each line that has more results, as `/search more` goes on with it. */
const unfinished = new WeakMap<Line, SearchQuery>();

/** The command that searches. */
export const searchCommands: readonly Command<AtLine>[] = [
  {
    name: 'search',
    arguments:
      'WORDS ["A PHRASE"] [from:NAME] [in:ROOM] [after:TIME] [before:TIME] [has:link]|more',
    summary: () => textOf('help.search'),
    details: () => textOf('help.search.more'),
    async run(context, rest) {
      await show(context, queryOf(context, rest));
    },
  },
];

function queryOf({ client }: AtLine, rest: string): SearchQuery {
  if (rest.toLowerCase() !== 'more') return readSearchQuery(rest, client.serverTime);
  const query = unfinished.get(client);
  if (query !== undefined) return query;
  throw new InputError(textOf('search.no-more'));
}

async function show({ client, screen, view }: AtLine, query: SearchQuery): Promise<void> {
  const { results, more } = await client.search({ ...query, limit: pageResults });
  for (const found of results) {
    for (const line of foundLines(found, client.name, view())) screen.print(line);
  }
  const last = results.at(-1);
  if (more && last !== undefined) unfinished.set(client, { ...query, before: last });
  else unfinished.delete(client);
  screen.note(ending(results, more, query));
}

function ending(results: readonly FoundMessage[], more: boolean, { before }: SearchQuery): string {
  if (more) return textOf('search.more');
  if (results.length === 0 && before === undefined) return textOf('search.nothing');
  return textOf('search.end');
}
