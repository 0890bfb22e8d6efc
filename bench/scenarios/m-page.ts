import { join } from 'node:path';
import { type StartedLine, startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { startChild } from '../load/child.ts';
import type { TalkerTask } from '../load/talker.ts';
import { written } from '../measure/figures.ts';
import type { Effort, Figure, Goal, Scenario } from '../measure/scenario.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { median, percentile, told } from '../measure/values.ts';
import { type Device, hasBrowser, Visitor } from '../page/visitor.ts';
import type { Watched } from '../page/watched.ts';
import { Talk, wordsOfDocs } from './talk.ts';

/** The goals: milliseconds, frames a second, elements in the document, and bytes more than at rest. */
const goals = { readyMs: 1_000, framesPerSecond: 59, elements: 2_000, bytes: 4 * 1024 ** 2 };
const history = 100_000;
const flood = 100_000;
const perSecond = 500;
const people = 10;
const desk: Device = { width: 1440, height: 900, slowness: 1 };
const phone: Device = { width: 360, height: 740, slowness: 4 };

/** Scenario M: how the page feels in a browser. */
export const page: Scenario = {
  letter: 'M',
  title: 'The page in a browser',
  method:
    'Chromium without a window opens the page of the built server, over TLS, in a window of 1440x900; it draws in software. ' +
    'The page is ready when the form to log in, or for somebody with a session the messages of the room, are on the ' +
    'screen, from the start of the navigation; with an empty cache nothing of the page is in the browser. The lobby has ' +
    '100,000 messages of about 100 bytes, and the wheel turns it upwards by 3,000 pixels a second for 5 s; the times ' +
    'between frames are those in which the page can draw. The echo of a key goes from the event of the keyboard until ' +
    'the frame that shows it is out, while another person says 500 messages a second where the page looks. The phone has ' +
    'a window of 360x740 and a fourth of the speed. Then somebody says 100,000 messages at once; memory is the heap of ' +
    'JavaScript after a collection of garbage.',
  async run(effort) {
    if (!hasBrowser) {
      return { figures: [], goals: [], notes: ['Chromium is not installed: it was not measured.'] };
    }
    const runs: Taken[] = [];
    for (let run = 1; run <= (effort.quick ? 1 : effort.repetitions); run += 1) {
      effort.progress(`repetition ${run}`);
      runs.push(await withFolder((folder) => measure(folder, effort)));
    }
    const version = runs[0]?.browser ?? '';
    return { figures: figuresOf(runs), goals: goalsOf(runs), notes: [`Chromium ${version}.`] };
  },
};

/** How a page feels on a device. */
interface Feel {
  readonly emptyRoomMs: number;
  readonly roomMs: number;
  readonly scroll: Watched;
  readonly keys: Watched;
}

/** What one repetition gives. */
interface Taken {
  readonly browser: string;
  readonly emptyFormMs: number;
  readonly formMs: number;
  readonly desk: Feel;
  readonly phone: Feel;
  readonly restBytes: number;
  readonly floodMs: number;
  readonly floodBytes: number;
  readonly floodElements: number;
}

async function measure(folder: string, effort: Effort): Promise<Taken> {
  const data = join(folder, 'data');
  const store = new SeededStore(data);
  const talking = store.addAccounts(0, people);
  const talk = new Talk(wordsOfDocs());
  store.addMessages(talking, effort.quick ? 1_000 : history, () => talk.message());
  store.close();
  const line = await startLine(data, { tls: true });
  try {
    const visitor = await Visitor.start(line.port, desk);
    try {
      return await visit(visitor, line, talking, effort);
    } finally {
      await visitor.close();
    }
  } finally {
    await end(line.child);
  }
}

async function visit(
  visitor: Visitor,
  line: StartedLine,
  talking: readonly SeededAccount[],
  effort: Effort,
): Promise<Taken> {
  const turns = effort.quick ? 1 : 5;
  // Nobody comes back twice by the same token.
  const [first, second, third] = talking as [SeededAccount, SeededAccount, SeededAccount];
  // A browser that has just been started is busy with itself.
  await visitor.form();
  const emptyFormMs = await medianOf(turns, () => visitor.form({ isEmpty: true }));
  const formMs = await medianOf(turns, () => visitor.form());
  await visitor.signUp('ana');
  await visitor.room();
  const { heapBytes: restBytes } = await visitor.taken();
  const onDesk = await feel(visitor, line, first, effort);
  await visitor.become(phone);
  const onPhone = await feel(visitor, line, second, effort);
  await visitor.become(desk);
  await visitor.room();
  const said = effort.quick ? 1_000 : flood;
  const begun = performance.now();
  await withTalker(line, third, async (tell) => {
    tell({ count: said });
    await visitor.sees(`message ${said} of`);
  });
  const floodMs = performance.now() - begun;
  const { heapBytes: floodBytes, elements: floodElements } = await visitor.taken();
  return {
    ...{ browser: visitor.version, emptyFormMs, formMs, desk: onDesk, phone: onPhone },
    ...{ restBytes, floodMs, floodBytes, floodElements },
  };
}

async function feel(
  visitor: Visitor,
  line: StartedLine,
  talker: SeededAccount,
  { quick }: Effort,
): Promise<Feel> {
  const turns = quick ? 1 : 5;
  const emptyRoomMs = await medianOf(turns, () => visitor.room({ isEmpty: true }));
  const roomMs = await medianOf(turns, () => visitor.room());
  const scroll = await visitor.scrollUp(quick ? 500 : 5_000);
  await visitor.room();
  return await withTalker(line, talker, async (tell) => {
    tell({ perSecond });
    await visitor.sees(/message \d+ of/);
    const keys = await visitor.type(quick ? 5 : 100);
    return { emptyRoomMs, roomMs, scroll, keys };
  });
}

/** Has somebody talk, until something is done. */
async function withTalker<Result>(
  { port }: StartedLine,
  { device }: SeededAccount,
  work: (tell: (wish: object) => void) => Promise<Result>,
): Promise<Result> {
  const task: TalkerTask = { kind: 'line', port, device };
  const talker = startChild('talker.ts', task);
  try {
    await talker.next();
    return await work((wish) => talker.tell(wish));
  } finally {
    await talker.stop();
  }
}

async function medianOf(turns: number, take: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) values.push(await take());
  return median(values);
}

const framesPerSecond = ({ frames }: Watched) =>
  frames.length / (frames.reduce((sum, frame) => sum + frame, 0) / 1_000);

function figuresOf(runs: readonly Taken[]): Figure[] {
  const figure = (what: string, unit: Figure['unit'], value: (taken: Taken) => number) => ({
    ...{ what, who: 'Partyline', unit },
    values: runs.map(value),
  });
  const feelOf = (name: string, of: (taken: Taken) => Feel) => [
    figure(`${name}: the room, empty cache`, 'ms', (taken) => of(taken).emptyRoomMs),
    figure(`${name}: the room`, 'ms', (taken) => of(taken).roomMs),
    figure(`${name}: frames while scrolling`, 'frames/s', (taken) =>
      framesPerSecond(of(taken).scroll),
    ),
    figure(`${name}: between frames, p50`, 'ms', (taken) => median(of(taken).scroll.frames)),
    figure(`${name}: between frames, p99`, 'ms', (taken) =>
      percentile(of(taken).scroll.frames, 0.99),
    ),
    figure(`${name}: elements at the most`, 'elements', (taken) => of(taken).scroll.elements),
    figure(`${name}: echo of a key, p50`, 'ms', (taken) => median(of(taken).keys.keys)),
    figure(`${name}: echo of a key, p99`, 'ms', (taken) => percentile(of(taken).keys.keys, 0.99)),
  ];
  return [
    figure('desk: the form, empty cache', 'ms', ({ emptyFormMs }) => emptyFormMs),
    figure('desk: the form', 'ms', ({ formMs }) => formMs),
    ...feelOf('desk', (taken) => taken.desk),
    ...feelOf('phone', (taken) => taken.phone),
    figure('memory at rest', 'bytes', ({ restBytes }) => restBytes),
    figure('until 100,000 messages at once are through', 'ms', ({ floodMs }) => floodMs),
    figure('memory after them', 'bytes', ({ floodBytes }) => floodBytes),
    figure('elements after them', 'elements', ({ floodElements }) => floodElements),
  ];
}

function goalsOf(runs: readonly Taken[]): Goal[] {
  const ready = runs.map((taken) => Math.max(taken.emptyFormMs, taken.desk.emptyRoomMs));
  const frames = runs.map((taken) => framesPerSecond(taken.desk.scroll));
  const elements = runs.map((taken) => Math.max(taken.desk.scroll.elements, taken.floodElements));
  const more = runs.map(({ restBytes, floodBytes }) => (floodBytes - restBytes) / 1024 ** 2);
  return [
    {
      goal: `form or room on the screen, empty cache: at most ${written(goals.readyMs)} ms`,
      reached: told(ready, 'ms'),
      met: median(ready) <= goals.readyMs,
    },
    {
      goal: `a room of ${written(history)} messages scrolls at ${goals.framesPerSecond} frames/s or more`,
      reached: told(frames, 'frames/s', 1),
      met: median(frames) >= goals.framesPerSecond,
    },
    {
      goal: `at most ${written(goals.elements)} elements in the document`,
      reached: told(elements, 'elements'),
      met: Math.max(...elements) <= goals.elements,
    },
    {
      goal: `after ${written(flood)} messages at most ${goals.bytes / 1024 ** 2} MiB more than at rest`,
      reached: told(more, 'MiB', 1),
      met: median(more) * 1024 ** 2 <= goals.bytes,
    },
  ];
}
