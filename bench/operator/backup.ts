// node bench/operator/backup.ts [MESSAGES]: how long it takes to back up, verify, restore, check and upgrade a store,
// and what a backup costs those who post meanwhile. It takes the built server: npm run -s build.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect, type Line } from '../../src/index.ts';
import { openDatabase } from '../../src/store/database.ts';
import { formatAppToken } from '../../src/wire/app-token.ts';
import { command, commandPath, startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { median, percentile, told } from '../measure/values.ts';

const messages = Number(process.argv[2] ?? 1_000_000);
const text = 'x'.repeat(100);
const phaseMs = 8_000;
const turns = 3;
const execute = promisify(execFile);

/** Runs a command of partyline; resolves with its time in milliseconds. */
async function timeOf(...words: readonly string[]): Promise<number> {
  const began = performance.now();
  await execute(command, words, { env: { PATH: commandPath, HOME: '/nonexistent' } });
  return performance.now() - began;
}

/** Posts for a while; resolves with the times until messages were acknowledged, in milliseconds. */
async function post(
  line: Line,
  perSecond: number | undefined,
  until: () => boolean,
): Promise<number[]> {
  const times: number[] = [];
  const one = async (): Promise<void> => {
    const began = performance.now();
    await line.send(text);
    times.push(performance.now() - began);
  };
  if (perSecond === undefined) {
    const goOn = async () => {
      while (!until()) await one();
    };
    await Promise.all(Array.from({ length: 256 }, goOn));
    return times;
  }
  const began = performance.now();
  const sent: Promise<void>[] = [];
  while (!until()) {
    sent.push(one());
    await wait(Math.max(0, began + (sent.length * 1_000) / perSecond - performance.now()));
  }
  await Promise.all(sent);
  return times;
}

/** Posts with backups one after the other, and without any, in turn. */
async function cost(line: Line, data: string, folder: string, perSecond?: number): Promise<void> {
  const [alone, beside]: [number[][], number[][]] = [[], []];
  const backups: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const endsAt = performance.now() + phaseMs;
    alone.push(await post(line, perSecond, () => performance.now() >= endsAt));
    let isDone = false;
    const file = join(folder, `${perSecond}-${turn}.tar`);
    const backup = timeOf('backup', '--data', data, '--to', file).finally(() => {
      isDone = true;
    });
    beside.push(await post(line, perSecond, () => isDone));
    backups.push(await backup);
  }
  console.log(`posts: ${perSecond === undefined ? '256 in flight' : `${perSecond} a second`}`);
  console.log(`  a backup takes ${told(backups, 'ms')}`);
  for (const [name, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const [without, during] = [alone, beside].map((all) =>
      all.map((times) => percentile(times, share)),
    );
    const ratio = median(during ?? []) / median(without ?? []);
    console.log(
      `  ${name} without ${told(without ?? [], 'ms', 2)}, beside one ${told(during ?? [], 'ms', 2)}: ${ratio.toFixed(2)} times`,
    );
  }
}

async function enter(port: number, { bot }: SeededAccount): Promise<Line> {
  const { session, secret } = bot;
  const token = formatAppToken({ fingerprint: undefined, session, secret });
  const address = { host: '127.0.0.1', port, clear: true };
  return await connect({ address, token, receive: false });
}

/** Makes of a store one of the schema before: its blocks lose their checksums. */
function downgrade(file: string): void {
  const database = openDatabase(file);
  database.exec('ALTER TABLE blocks DROP COLUMN checksum; PRAGMA user_version = 16');
  database.close();
}

/** Times a start, until the server accepts connections; it is stopped again. */
async function timeOfStart(data: string): Promise<number> {
  const began = performance.now();
  const { child } = await startLine(data);
  const ms = performance.now() - began;
  await end(child);
  return ms;
}

await withFolder(async (folder) => {
  const data = join(folder, 'data');
  const store = new SeededStore(data);
  const people = store.addAccounts(0, 10);
  store.addMessages(people, messages);
  store.close();
  const line = await startLine(data);
  const bot = await enter(line.port, people[0] as SeededAccount);
  const size = (file: string) => `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  console.log(`${messages.toLocaleString('en')} messages, ${size(join(data, 'line.sqlite'))}`);
  await cost(bot, data, folder, 100);
  await cost(bot, data, folder);
  await bot.close();
  await end(line.child);
  const [file, other] = [join(folder, 'line.tar'), join(folder, 'other')];
  const say = (what: string, ms: number) => console.log(`${what}: ${ms.toFixed(0)} ms`);
  say('backup of a stopped line', await timeOf('backup', '--data', data, '--to', file));
  console.log(`the backup: ${size(file)}`);
  say('verify', await timeOf('backup', 'verify', file));
  say('restore', await timeOf('restore', file, '--data', other));
  say('check', await timeOf('check', '--data', other));
  downgrade(join(other, 'line.sqlite'));
  const [upgrade, start] = [await timeOfStart(other), await timeOfStart(other)];
  say('backup and upgrade at a start, beyond the start itself', upgrade - start);
});
