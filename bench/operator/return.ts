// node bench/operator/return.ts [CLIENTS] [TIMES]: how long it takes until everybody is in again after the server was
// killed and started anew, with TLS and in clear text. It takes the built server: npm run -s build.
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { type StartedLine, startLine } from '../line/partyline.ts';
import { SeededStore } from '../line/seeded-store.ts';
import { type ChildLoad, startChild } from '../load/child.ts';
import type { ReturnReport, ReturnTask } from '../load/return.ts';
import { cpuSeconds } from '../measure/process-figures.ts';
import { end, freePort } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { percentile, told } from '../measure/values.ts';

const clients = Number(process.argv[2] ?? 10_000);
const times = Number(process.argv[3] ?? 3);

/** One return of everybody. */
interface Return {
  /** Seconds from the kill until half of them, 99 % and all of them were in again. */
  readonly half: number;
  readonly most: number;
  readonly all: number;
  /** Connections that each of them tried. */
  readonly attempts: number;
  /** CPU time of the server and of the load, in seconds. */
  readonly server: number;
  readonly load: number;
}

async function measure(tls: boolean): Promise<void> {
  await withFolder(async (folder) => {
    const data = join(folder, 'data');
    const store = new SeededStore(data);
    const devices = store.addAccounts(0, clients).map(({ device }) => device);
    store.close();
    const port = await freePort();
    let line = await startLine(data, { tls, port });
    const task: ReturnTask = { host: '127.0.0.1', port, tls, devices };
    const load = startChild<ReturnReport>('return.ts', task);
    try {
      await load.next();
      const returns: Return[] = [];
      while (returns.length < times) {
        const cpuBefore = cpuSeconds(load.pid);
        await kill(line);
        line = await startLine(data, { tls, port });
        returns.push(await everybody(load, line, cpuBefore));
      }
      tell(tls, returns);
    } finally {
      await load.stop();
      await end(line.child);
    }
  });
}

async function kill({ child }: StartedLine): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function everybody(
  load: ChildLoad<ReturnReport>,
  { pid }: StartedLine,
  cpuBefore: number,
): Promise<Return> {
  const { timesMs, attempts } = await load.next();
  return {
    half: percentile(timesMs, 0.5) / 1_000,
    most: percentile(timesMs, 0.99) / 1_000,
    all: Math.max(...timesMs) / 1_000,
    attempts: attempts / clients,
    server: cpuSeconds(pid),
    load: cpuSeconds(load.pid) - cpuBefore,
  };
}

function tell(tls: boolean, returns: readonly Return[]): void {
  const of = (what: keyof Return) => returns.map((one) => one[what]);
  console.log(`${clients} clients, ${tls ? 'with TLS' : 'in clear text'}:`);
  console.log(`  half are back after ${told(of('half'), 's', 1)}`);
  console.log(`  99 % are back after ${told(of('most'), 's', 1)}`);
  console.log(`  all are back after ${told(of('all'), 's', 1)}`);
  console.log(`  connections that each tried: ${told(of('attempts'), '', 1)}`);
  console.log(`  CPU time of the server ${told(of('server'), 's', 1)}`);
  console.log(`  CPU time of the clients ${told(of('load'), 's', 1)}`);
}

for (const tls of [true, false]) await measure(tls);
