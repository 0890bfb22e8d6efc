import { MidSource } from '../../src/base/mid-source.ts';
import type { Posted } from '../../src/client/core/events.ts';
import type { Address } from '../../src/wire/address.ts';
import { violations } from '../kill/check.ts';
import type { Acknowledged, Sent } from '../kill/load-report.ts';
import { readStore } from '../kill/stored-messages.ts';
import { Chance } from '../support/chance.ts';
import { scopeOf } from '../support/cleanup.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { RestartingServer } from '../support/restarting-server.ts';
import { newFolder } from '../support/started-line.ts';
import { patienceMs } from '../support/within.ts';
import { Pace } from './pace.ts';
import { Participant, type Witness } from './participant.ts';
import { cutsOf, happens, oneOf, type Step, stepsOf, textOf } from './plan.ts';

/** How one line is put to the test. */
export interface CutSeriesOptions {
  readonly runs: number;
  /** After so long no further run begins, in milliseconds; without end if missing. A slow machine makes fewer runs. */
  readonly limitMs?: number;
  /** Repeats what people do and how they are cut off, as far as the speed of the machine does. */
  readonly seed: number;
}

/** The result of a series. */
export interface CutSummary {
  readonly runs: number;
  readonly messages: number;
  readonly cuts: number;
  readonly restarts: number;
  /** The faults of the first run that had any, in words; no run came after it. */
  readonly violations: readonly string[];
}

/**
 * Lets people talk on a line of their own, run after run, while their connections are cut, stall and crawl, the
 * server restarts, and some leave, come back or come late. Each run ends when everybody is back and nothing is
 * on its way; then all that was said and shown since the first is held against the store.
 */
export async function runCutSeries({
  runs,
  limitMs = Number.POSITIVE_INFINITY,
  seed,
}: CutSeriesOptions): Promise<CutSummary> {
  let cleanUp = async () => {};
  const scope = scopeOf((undo) => {
    cleanUp = undo;
  });
  try {
    const chance = new Chance(seed);
    const insecure = happens(chance, 0.5);
    const folder = newFolder(scope);
    const server = new RestartingServer({ dataFolder: folder, insecure });
    scope.after(() => server.stop());
    await server.start();
    const proxy = await startCuttingProxy(() => server.port);
    scope.after(() => proxy.close());
    const series = new CutSeries(chance, { server, folder, proxy, insecure });
    scope.after(() => series.end());
    return await series.run(runs, performance.now() + limitMs);
  } finally {
    await cleanUp();
  }
}

const firstNames = ['ann', 'bob', 'cyd'];
const laterNames = ['dan', 'eve', 'fay'];
/** After so long nobody remembers a login that was cut off. */
const guessForgottenMs = 10 * 60_000;
/** In so many parts of its patience a series looks whether the machine is slow, and lines were given up that were up. */
const looks = 5;

interface SeriesParts {
  readonly server: RestartingServer;
  readonly folder: string;
  readonly proxy: CuttingProxy;
  readonly insecure: boolean;
}

class CutSeries implements Witness {
  readonly #chance: Chance;
  readonly #server: RestartingServer;
  readonly #folder: string;
  readonly #proxy: CuttingProxy;
  readonly #address: Address;
  readonly #mids = new MidSource();
  readonly #sent = new Map<string, Sent>();
  readonly #acknowledged: Acknowledged[] = [];
  readonly #troubles: string[] = [];
  /** By room: the last place that was acknowledged, and whom it is for. */
  readonly #rooms = new Map<string, { last: number; readonly isFor: (name: string) => boolean }>();
  readonly #participants: Participant[] = [];
  readonly #laterNames = [...laterNames];
  readonly #pace = new Pace();
  #restarts = 0;
  #wake = () => {};

  constructor(chance: Chance, { server, folder, proxy, insecure }: SeriesParts) {
    this.#chance = chance;
    this.#server = server;
    this.#folder = folder;
    this.#proxy = proxy;
    this.#address = { host: '127.0.0.1', port: proxy.port, clear: insecure };
    for (const name of firstNames) this.#add(name, 'laptop');
  }

  async run(most: number, until: number): Promise<CutSummary> {
    let found: string[] = [];
    let runs = 0;
    // Nobody can write to somebody who is not there yet.
    for (const one of this.#participants) this.#bring(one);
    await this.#rest();
    while (runs < most && found.length === 0 && performance.now() < until) {
      runs += 1;
      await this.#talk();
      found = (await this.#faults()).map((fault) => `run ${runs}: ${fault}`);
    }
    return {
      runs,
      messages: this.#acknowledged.length,
      cuts: this.#proxy.cutCount,
      restarts: this.#restarts,
      violations: found,
    };
  }

  async end(): Promise<void> {
    this.#pace.end();
    await Promise.all(this.#participants.map((one) => one.leave('abort')));
  }

  posted(by: string, { mid, room, seq }: Posted): void {
    const to = this.#sent.get(mid)?.to;
    const known = this.#rooms.get(room);
    if (known === undefined) {
      const isFor = (name: string) => to === 'lobby' || name === by || name === to;
      this.#rooms.set(room, { last: seq, isFor });
    } else known.last = Math.max(known.last, seq);
    this.#acknowledged.push({ by, mid, room, seq });
    this.#wake();
  }

  moved(): void {
    this.#wake();
  }

  trouble(words: string): void {
    this.#troubles.push(words);
    this.#wake();
  }

  /** One run: everybody does something, and comes to rest. */
  async #talk(): Promise<void> {
    this.#pace.look();
    this.#server.clock.advance(guessForgottenMs);
    this.#proxy.cuts = cutsOf(this.#chance, this.#participants.length);
    // Those who are online are cut off, so that the new connections meet their fates.
    if (happens(this.#chance, 0.8)) this.#proxy.cutAll();
    for (const one of this.#participants) this.#bring(one);
    const restarts: Promise<void>[] = [];
    for (const step of stepsOf(this.#chance)) {
      if (step === 'restart') restarts.push(this.#server.restart());
      else await this.#take(step);
    }
    this.#restarts += restarts.length;
    this.#proxy.cuts = [];
    for (const one of this.#participants) this.#bring(one);
    await Promise.all(restarts);
    await this.#rest();
  }

  async #take(step: Exclude<Step, 'restart'>): Promise<void> {
    const someone = oneOf(this.#chance, this.#participants);
    switch (step) {
      case 'post':
        this.#bring(someone);
        return this.#post(someone);
      case 'wait':
        return this.#attend(() => someone.isIdle || !someone.isHere);
      // Whoever vanishes in the middle of signing up finds the name taken, by themselves.
      case 'leave':
        return someone.from === undefined ? undefined : someone.leave('close');
      case 'vanish':
        return someone.from === undefined ? undefined : someone.leave('abort');
      case 'newcomer': {
        const name = this.#laterNames.shift();
        if (name !== undefined) this.#bring(this.#add(name, 'laptop'));
        return;
      }
      case 'second device':
        if (!this.#participants.some(({ device }) => device === 'phone')) {
          this.#bring(this.#add('bob', 'phone'));
        }
    }
  }

  #add(name: string, device: string): Participant {
    const added = new Participant(name, device, this.#address, this);
    this.#participants.push(added);
    return added;
  }

  #bring(someone: Participant): void {
    if (!someone.isHere) {
      const timing = this.#pace.timing(someone.from === undefined);
      someone.visit(happens(this.#chance, 0.5), timing);
    }
  }

  #post(someone: Participant): void {
    const others = firstNames.filter((name) => name !== someone.name);
    const to = happens(this.#chance, 0.7) ? 'lobby' : oneOf(this.#chance, others);
    const message: Sent = {
      by: someone.name,
      device: someone.device,
      to,
      mid: this.#mids.next(Date.now()),
      text: textOf(this.#chance, this.#sent.size + 1),
    };
    this.#sent.set(message.mid, message);
    someone.say(message);
  }

  /** Nothing is on its way, and everybody has seen everything. */
  #rest(): Promise<void> {
    return this.#attend(() =>
      this.#participants.every((one) => one.isIdle && one.from !== undefined && this.#hasAll(one)),
    );
  }

  #hasAll(one: Participant): boolean {
    return [...this.#rooms].every(
      ([room, { last, isFor }]) => !isFor(one.name) || one.reached(room) >= last,
    );
  }

  /** Resolves when the condition holds, or there was trouble: patience that has ended is trouble too. */
  async #attend(holds: () => boolean): Promise<void> {
    for (let look = 1; look <= looks; look += 1) {
      if (await this.#until(holds)) return;
      this.#pace.look();
      if (this.#pace.isSlow && look < looks) await this.#beginAgain();
    }
    this.#troubles.push(`no rest; ${this.#situation()}`);
  }

  /** Those who are not online come anew, and wait for longer. */
  async #beginAgain(): Promise<void> {
    this.#pace.slowDown();
    const stuck = this.#participants.filter(
      (one) => one.isHere && one.state !== 'online' && one.from !== undefined,
    );
    await Promise.all(stuck.map((one) => one.leave('abort')));
    for (const one of stuck) this.#bring(one);
  }

  /** Whether it holds, or there was trouble, before this part of the patience has ended. */
  async #until(holds: () => boolean): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#wake = () => {
      if (holds() || this.#troubles.length > 0) resolve(true);
    };
    this.#wake();
    const patience = setTimeout(resolve, patienceMs / looks, false);
    const held = await promise;
    clearTimeout(patience);
    return held;
  }

  #situation(): string {
    return this.#participants
      .map((one) => {
        const behind = [...this.#rooms]
          .filter(([room, { last, isFor }]) => isFor(one.name) && one.reached(room) < last)
          .map(([room, { last }]) => `${one.reached(room)} of ${last} in ${room}`);
        return `${one.name} on the ${one.device}: ${one.state}, ${behind.join(', ') || 'has all'}`;
      })
      .join('; ');
  }

  async #faults(): Promise<string[]> {
    const { messages, integrity } = readStore(this.#folder);
    const errors = this.#server.log.events.filter(({ level }) => level === 'error');
    const report = {
      sent: [...this.#sent.values()],
      acknowledged: this.#acknowledged,
      devices: this.#participants,
      troubles: this.#troubles,
    };
    return [
      ...(integrity === 'ok' ? [] : [`the store is damaged: ${integrity}`]),
      ...errors.map((event) => `the server logged an error: ${JSON.stringify(event)}`),
      ...violations(report, messages),
    ];
  }
}
