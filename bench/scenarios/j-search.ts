import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchQuestion } from '../../src/store/search/search-queries.ts';
import { SearchReader } from '../../src/store/search/search-reader.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { written } from '../measure/figures.ts';
import type { Effort, Figure, Goal, Outcome, Scenario } from '../measure/scenario.ts';
import { withFolder } from '../measure/temporary.ts';
import { median, percentile, told } from '../measure/values.ts';
import { Talk, wordsOfDocs } from './talk.ts';

/** Longest time that the slowest search in a hundred may take for its first page, in milliseconds. */
const mostMs = 50;
/** Results of a page. */
const limit = 20;
const people = 10;

/** Scenario J: how long one waits for a search, and what its index takes. */
export const search: Scenario = {
  letter: 'J',
  title: 'Searching',
  method:
    'A data folder is filled with messages of about 100 bytes by ten people in the lobby, 64 to a transaction. Their ' +
    'words are drawn from the pages of `docs/` as often as they stand there; one message in ten is of Russian, ' +
    'German or Japanese words, one in twenty has a path. A thread of the server makes the index, as fast as ' +
    'searches that wait for it make it; then it answers searches for the first page of 20 messages with those around ' +
    'them, one after the other. The words that are looked for are drawn like those that are said. The files are in ' +
    'the memory of the system. The time on the network is not in the figures.',
  async run(effort) {
    const messages = effort.quick ? 1_000 : Math.min(1_000_000, effort.mostMessages);
    return await withFolder((folder) => measure(folder, messages, effort));
  },
};

/** The kinds of searches, each with how its question is made. */
const kinds: Readonly<Record<string, (talk: Talk) => Partial<SearchQuestion>>> = {
  'one word': (talk) => ({ terms: [talk.word()] }),
  'two words': (talk) => ({ terms: [talk.word(), talk.word()] }),
  'a phrase that was said': (talk) => ({ terms: [talk.phrase()] }),
  'four letters of a word': (talk) => ({ terms: [talk.part(4)] }),
  'a word of one or two letters': (talk) => ({ terms: [talk.shortWord()] }),
  'one word of one person': (talk) => ({ terms: [talk.word()], account: talk.pick(people) + 2 }),
  'a word that nobody said': (talk) => ({ terms: [talk.nonsense()] }),
};

async function measure(folder: string, messages: number, effort: Effort): Promise<Outcome> {
  effort.progress(`filling a store with ${written(messages)} messages`);
  const store = new SeededStore(folder);
  const talking: readonly SeededAccount[] = store.addAccounts(0, people);
  const talk = new Talk(wordsOfDocs());
  store.addMessages(talking, messages, () => talk.message());
  store.close();
  const build: number[] = [];
  const size: number[] = [];
  const times = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[][]]));
  for (let repetition = 1; repetition <= effort.repetitions; repetition += 1) {
    effort.progress(`making the index and searching, repetition ${repetition}`);
    const file = join(folder, `search-${repetition}.sqlite`);
    const storeFile = join(folder, 'line.sqlite');
    const reader = new SearchReader({ storeFile, indexFile: file, minFreeBytes: 0 });
    try {
      build.push(await timeToBuild(reader));
      for (const [kind, question] of Object.entries(kinds)) {
        times.get(kind)?.push(await timesOf(reader, () => question(talk), effort));
      }
    } finally {
      await reader.close();
    }
    size.push(statSync(file).size);
  }
  const what = `of ${written(messages)} messages`;
  const partyline = { who: 'Partyline' } as const;
  const all = Array.from(build, (_, index) =>
    [...times.values()].flatMap((runs) => runs[index] ?? []),
  );
  const figures: Figure[] = [
    { ...partyline, what: `time to make the index ${what}`, unit: 'ms', values: build },
    { ...partyline, what: `the index ${what}`, unit: 'bytes', values: size },
    {
      ...partyline,
      what: `the store ${what}`,
      unit: 'bytes',
      values: [statSync(join(folder, 'line.sqlite')).size],
    },
    ...[...times, ['all kinds', all] as const].flatMap(([kind, runs]) => [
      {
        ...partyline,
        what: `${kind}, first page, p50`,
        unit: 'ms' as const,
        values: runs.map(median),
      },
      {
        ...partyline,
        what: `${kind}, first page, p99`,
        unit: 'ms' as const,
        values: runs.map((run) => percentile(run, 0.99)),
      },
    ]),
  ];
  return { figures, goals: [goalOf(figures, messages)], notes: [] };
}

/** Asks until the index has everything. */
async function timeToBuild(reader: SearchReader): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const answer = await reader.search({ terms: ['nothing'], rooms: [{ room: 1 }], limit });
    if (!('progress' in answer)) return performance.now() - begun;
  }
}

async function timesOf(
  reader: SearchReader,
  question: () => Partial<SearchQuestion>,
  { quick }: Effort,
): Promise<number[]> {
  const times: number[] = [];
  for (let asked = 0; asked < (quick ? 3 : 300); asked += 1) {
    const wanted = { terms: [], rooms: [{ room: 1 }], limit, ...question() };
    const begun = performance.now();
    const answer = await reader.search(wanted);
    if ('progress' in answer) throw new Error('the index is not complete');
    times.push(performance.now() - begun);
  }
  return times;
}

function goalOf(figures: readonly Figure[], messages: number): Goal {
  const values = figures.find(({ what }) => what === 'all kinds, first page, p99')?.values ?? [];
  return {
    goal: `first page of a search in ${written(messages)} messages: p99 at most ${mostMs} ms`,
    reached: told(values, 'ms', 1),
    met: median(values) <= mostMs,
  };
}
