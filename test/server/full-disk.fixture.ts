import { once } from 'node:events';
import { closeSync, existsSync, openSync, rmSync, statfsSync, watch, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import { joinWithin } from '../../src/client/join-within.ts';
import { connect, type Line } from '../../src/index.ts';
import { startServer } from '../../src/server/server.ts';
import { lightStretching } from '../support/light-stretching.ts';
import { password } from '../support/raw-client.ts';
import { RecordedLog } from '../support/recorded-log.ts';

/*
 * A server on a small disk of its own, which is named on the command line, and is filled to the last byte. Prints
 * what became of it as JSON.
 */

const [disk = ''] = process.argv.slice(2);
const filler = join(disk, 'filler');

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
}

/** Fills the disk until no more than this is free. */
function fill(leftBytes = 0): void {
  const file = openSync(filler, 'a');
  const block = Buffer.alloc(4_096, 1);
  while (freeBytes() > leftBytes) writeSync(file, block);
  closeSync(file);
}

/** Resolves when the server has made its reserve. */
async function untilReserved(): Promise<void> {
  const watcher = watch(dataFolder);
  while (!existsSync(join(dataFolder, 'reserve'))) await once(watcher, 'change');
  watcher.close();
}

const dataFolder = join(disk, 'data');
const log = new RecordedLog();
const server = await startServer({
  dataFolder,
  host: '127.0.0.1',
  port: 0,
  insecure: true,
  stretching: lightStretching,
  floodLimits: false,
  log,
});
const address = server.address();
const profile = new MemoryProfile();
const ann = { address, name: 'ann', password, profile };
const first = await connect({ ...ann, signUp: true });
const { token } = await first.account.createToken({ name: 'bot', read: true, write: true });
const { seq: stored } = await first.send('before');

await untilReserved();
fill(66 * 1_024 * 1_024);
let freeAtRefusal: number;
let refusal: string | undefined;
do {
  freeAtRefusal = freeBytes();
  const posted = first.send('x'.repeat(16_000));
  refusal = await posted.then(
    () => undefined,
    (error) => error.code,
  );
} while (refusal === undefined);
await first.close();

const operator = await joinWithin(() => server.connectLocally(), { receive: true });
operator.on('message', () => {});
const nextNotice = () =>
  new Promise<string>((resolve) => operator.once('notice', ({ text }) => resolve(text)));
const begun = await nextNotice();
const outcomes: string[] = [];
for (let time = 0; time < 2; time += 1) {
  fill();
  for (const way of [ann, { ...ann, profile: new MemoryProfile() }, { address, token }]) {
    outcomes.push(await lookAround(way));
  }
}
const ended = nextNotice();
rmSync(filler);
const over = await ended;
const last = await connect({ ...ann, reconnect: false });
const { seq } = await last.send('after');
await last.close();
await operator.close();
await server.stop();
const events = log.events
  .map(({ event }) => event)
  .filter((event) => /storage|journal/.test(event));
process.stdout.write(
  JSON.stringify({ freeAtRefusal, begun, outcomes, over, refusal, seq, events }),
);

/** Logs in, reads and posts; gives what became of it. */
async function lookAround(way: Parameters<typeof connect>[0]): Promise<string> {
  let line: Line | undefined;
  try {
    line = await connect({ ...way, reconnect: false });
    const { messages } = await line.history('lobby', { after: stored - 1, limit: 1 });
    const refused = await line.send('too much').catch((error) => error.code);
    return `${messages[0]?.text}, ${refused}`;
  } catch (error) {
    return `${error}`;
  } finally {
    await line?.close();
  }
}
