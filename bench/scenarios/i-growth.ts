import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { botConnection, runningLine, startLine, watchingConnection } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { timeOfLogin } from '../line/time-of-login.ts';
import { ratios } from '../measure/compare.ts';
import { figureOf, figuresOf, written } from '../measure/figures.ts';
import { together } from '../measure/outcome.ts';
import type { PlannedConnection } from '../measure/plan.ts';
import { completedRate, load } from '../measure/running.ts';
import type { Effort, Figure, Goal, Outcome, Scenario } from '../measure/scenario.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { inTurn } from '../measure/turns.ts';
import { median, told } from '../measure/values.ts';

const database = 'line.sqlite';

/** Largest share of its rate or speed that a server may lose as its store grows. */
const mostLoss = 0.1;

/** A store that was filled before anything is measured. */
interface Filled {
  /** Its contents: `1,000 messages`. */
  readonly name: string;
  /** The path of its database. */
  readonly file: string;
  /** It is so large that a load adds next to nothing: it is used as it is, and not copied. */
  readonly isLarge: boolean;
  readonly sender: SeededAccount;
  readonly reader: SeededAccount;
}

/** Messages a second; the p50 of a single one, and of a login, in microseconds; a start, in milliseconds. */
interface Taken {
  readonly rate: number;
  readonly p50: number;
  readonly login: number;
  readonly start: number;
}

/** Scenario I: whether what is stored slows down what comes. */
export const growth: Scenario = {
  letter: 'I',
  title: 'A store that grows',
  method:
    'Data folders are filled with messages of 100 bytes, with accounts, or with rooms of ten people each, by ' +
    'the rules of the server, 64 messages to a transaction. A server is started on each, which is measured ' +
    'until it says that it is ready; one sender has 512 messages in flight, over when they are ' +
    'acknowledged; then one message at a time goes from one sender to one reader. Then a device comes back ' +
    'again and again, through the SDK, from the beginning of its connection to the welcome. Each load begins with a fresh copy of the folder, so that what it adds does not count for the next one; but ' +
    'stores of 5,000,000 messages and more are used again, as a load adds little to them.',
  async run(effort) {
    const byMessages = await withFolder((folder) =>
      measure('messages stored', messageStores(folder, effort), effort),
    );
    const byAccounts = await withFolder((folder) =>
      measure('accounts', accountStores(folder, effort), effort),
    );
    const byRooms = await withFolder((folder) =>
      measure('rooms', roomStores(folder, effort), effort),
    );
    return together(
      [byMessages, byAccounts, byRooms].map((one) => ({ ...one, goals: goalsOf(one.figures) })),
    );
  },
};

/** The accounts in stores of messages: as many as in the smallest of accounts. */
const people = 10;
const largeMessages = 5_000_000;

function messageStores(folder: string, { quick, mostMessages, progress }: Effort): Filled[] {
  const usual = quick ? [100] : [1_000, 100_000, 1_000_000];
  const sizes = [...usual.filter((size) => size < mostMessages), mostMessages];
  return sizes.map((size, index) => {
    const name = `${written(size)} messages`;
    progress(`filling a store with ${name}`);
    const file = join(folder, String(size), database);
    const before = sizes[index - 1] ?? 0;
    if (before > 0) copy(join(folder, String(before), database), file);
    const accounts = fill(file, before === 0 ? people : 0, size - before);
    return { name, file, isLarge: size >= largeMessages, ...accounts };
  });
}

function accountStores(folder: string, { quick, progress }: Effort): Filled[] {
  return (quick ? [10] : [10, 1_000, 100_000]).map((size) => {
    const name = `${written(size)} accounts`;
    progress(`filling a store with ${name}`);
    const file = join(folder, String(size), database);
    return { name, file, isLarge: false, ...fill(file, size, 0) };
  });
}

/** People in a room. */
const roomPeople = 10;

/** Stores of as many people, who are in ten rooms each; in the small one, those who are in any. */
function roomStores(folder: string, { quick, progress }: Effort): Filled[] {
  const sizes = quick ? [people] : [people, 10_000];
  const accounts = sizes.at(-1) as number;
  return sizes.map((rooms) => {
    const name = `${written(rooms)} rooms with ${written(rooms * roomPeople)} memberships`;
    progress(`filling a store with ${name}`);
    const file = join(folder, String(rooms), database);
    return { name, file, isLarge: false, ...fill(file, accounts, 0, rooms) };
  });
}

/** Adds accounts, messages and rooms; of the accounts that are there, the first two take part. */
function fill(file: string, accounts: number, messages: number, rooms = 0) {
  const store = new SeededStore(join(file, '..'));
  const added = store.addAccounts(0, accounts);
  for (let room = 0; room < rooms; room += 1) {
    const inIt = Array.from({ length: roomPeople }, (_, place) => (room + place) % rooms);
    store.addRoom(inIt.map((index) => added[index] as SeededAccount));
  }
  const talking = store.accounts(0, people);
  store.addMessages(talking, messages);
  store.close();
  const [sender, reader] = talking;
  if (sender === undefined || reader === undefined) throw new Error('nobody is in the store');
  return { sender, reader };
}

/** Copies a database that nobody uses, and waits until the copy is on the disk. */
function copy(from: string, to: string): void {
  mkdirSync(join(to, '..'), { recursive: true, mode: 0o700 });
  copyFileSync(from, to);
  const descriptor = openSync(to, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

async function measure(what: string, stores: readonly Filled[], effort: Effort): Promise<Outcome> {
  const entrants = stores.map((store) => ({
    who: store.name,
    required: true,
    take: () => take(store, effort),
  }));
  const turns = await inTurn(what, entrants, effort);
  const rates = figuresOf('1 sender, 512 in flight', 'messages/s', turns, ({ rate }) => rate);
  const times = figuresOf('1 message to 1 reader, p50', 'us', turns, ({ p50 }) => p50);
  const logins = figuresOf('a device that comes back, p50', 'us', turns, ({ login }) => login);
  const starts = figuresOf('start', 'ms', turns, ({ start }) => start);
  return { figures: [...rates, ...times, ...logins, ...starts], goals: [], notes: turns.notes };
}

function take({ file, isLarge, sender, reader }: Filled, effort: Effort): Promise<Taken> {
  return withFolder(async (folder) => {
    const data = isLarge ? join(file, '..') : join(folder, 'data');
    if (!isLarge) copy(file, join(data, database));
    // The first start makes the keys.
    await end((await startLine(data)).child);
    const begin = performance.now();
    const line = await startLine(data);
    const start = performance.now() - begin;
    const running = (connections: PlannedConnection[]) => runningLine(line, connections);
    try {
      const sending = botConnection(sender, 0, 'lobby');
      const reading = watchingConnection(reader, 0);
      const single = await load(running([sending, reading]), 1, effort);
      const alone = running([sending]);
      const many = await load(alone, 512, effort, alone.acknowledgement);
      const login = await timeOfLogin(line.port, reader, effort.quick ? 2 : 100);
      return { rate: completedRate(many.run), p50: single.run.p50, login, start };
    } finally {
      await end(line.child);
    }
  });
}

function goalsOf(figures: readonly Figure[]): Goal[] {
  const [smallest, largest] = [figures[0]?.who, figures.at(-1)?.who];
  return [...new Set(figures.map(({ what }) => what))].map((what) => {
    const small = figureOf(figures, smallest ?? '', what);
    const large = figureOf(figures, largest ?? '', what);
    const losses = ratios(large, small).map((ratio) => lossOf(small, ratio) * 100);
    return {
      goal: `${what}: at most ${mostLoss * 100} % slower with ${largest} than with ${smallest}`,
      reached: told(losses, '%', 1),
      met: median(losses) <= mostLoss * 100,
    };
  });
}

/** The share by which a figure has become worse; a rate falls, a time rises. */
function lossOf({ unit }: Figure, ratio: number): number {
  return unit === 'messages/s' ? 1 - ratio : ratio - 1;
}
