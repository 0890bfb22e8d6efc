import type { FoundMessage, SearchedMessage, SearchQuery } from '../client/core/search.ts';
import type { Line } from '../client/line.ts';
import { foundLines } from '../talk/render-search.ts';
import { readSearchQuery } from '../talk/search-query.ts';

import { limits } from '../words/limits.ts';
import { exitCodes } from './exit-codes.ts';
import { styleOfOutput } from './interactive.ts';
import { jsonLine } from './json-line.ts';
import type { CommandValues } from './options.ts';
import { print } from './output.ts';
import type { searchCommand } from './search-command.ts';
import { enterLine, findWayIn } from './way-in.ts';

type SearchOptions = CommandValues<typeof searchCommand>;

/** `partyline search`: prints what was found; resolves with the exit code. */
export async function run(options: SearchOptions): Promise<number> {
  const typed = options.query.join(' ');
  readSearchQuery(typed, Date.now());
  await using line = await enterLine(findWayIn(options), { receive: false });
  const { before } = options;
  const query = { ...readSearchQuery(typed, line.serverTime), before };
  const shown = options.json ? foundJson : foundText(line);
  for await (const found of results(line, query, options.limit)) await print(shown(found));
  return exitCodes.ok;
}

/** At most so many results, page by page. */
async function* results(
  line: Line,
  query: SearchQuery,
  limit: number,
): AsyncGenerator<FoundMessage> {
  let { before } = query;
  for (let left = limit; left > 0; ) {
    const most = Math.min(left, limits.searchResults);
    const page = await line.search({ ...query, before, limit: most });
    yield* page.results;
    left -= page.results.length;
    before = page.results.at(-1);
    if (!page.more || before === undefined) return;
  }
}

/** A result as `--json` prints it; a stable shape, described in docs/using.md. */
function foundJson({ roomName: room, message, before, after }: FoundMessage): string {
  const neighbour = (each: SearchedMessage | null) => each && fieldsOf(each);
  return jsonLine({
    room,
    ...fieldsOf(message),
    before: neighbour(before),
    after: neighbour(after),
  });
}

function fieldsOf({ seq, at, from, kind, text, cut }: SearchedMessage) {
  const fields = { seq, at: new Date(at).toISOString(), from, kind, text };
  return cut ? { ...fields, cut } : fields;
}

/** Results as `/search` shows them, in colours on a terminal. */
function foundText(line: Line): (found: FoundMessage) => string {
  const style = styleOfOutput();
  return (found) => `${foundLines(found, line.name, { style, now: Date.now() }).join('\n')}\n`;
}
