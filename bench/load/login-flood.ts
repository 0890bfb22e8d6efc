import { setImmediate as nextTurn } from 'node:timers/promises';
import { opaqueReady } from '../../src/auth/opaque.ts';
import { type Device, Peer, type Place } from './peer.ts';
import { report, runTask } from './task.ts';

/**
 * The kind of a flood; `compute`: nothing, but the process keeps its core as busy as a flood does;
 * `rest`: it does not even that.
 */
export type FloodKind = 'password' | 'resume' | 'handshake' | 'compute' | 'rest';

/** The task of the load. It rests until it is told a FloodOrder. */
export interface FloodTask {
  readonly host: string;
  readonly port: number;
  /** Connections under way at the same time, each from an address of its own. */
  readonly lanes: number;
  /** Accounts with a password. */
  readonly names: readonly string[];
  readonly devices: readonly Device[];
}

/** The flood from now on. */
export interface FloodOrder {
  readonly kind: FloodKind;
}

/** Answer to an order, once nothing of the former kind is under way: how many came to their end so far. */
export interface FloodReport {
  readonly done: number;
}

let done = 0;

/** How long the load computes at a time, in milliseconds: about as long as for a login. */
const computeMs = 2;

/** Connections one after the other, from one address. */
class Lane {
  readonly #place: Place;
  readonly #names: string[];
  /** With the token for the next time. */
  readonly #devices: Device[];

  constructor({ host, port, lanes, names, devices }: FloodTask, number: number) {
    const mine = (_: unknown, index: number) => index % lanes === number;
    this.#place = { host, port, from: `127.0.0.${2 + number}` };
    this.#names = names.filter(mine);
    this.#devices = devices.filter(mine);
  }

  async run(kind: FloodKind, goesOn: () => boolean): Promise<void> {
    while (kind !== 'rest' && goesOn()) {
      if (kind === 'compute') await compute();
      else await this.#connect(kind);
      done += 1;
    }
  }

  async #connect(kind: 'password' | 'resume' | 'handshake'): Promise<void> {
    const peer = await Peer.connect(this.#place);
    if (kind === 'password') await peer.logIn(this.#nextName());
    else if (kind === 'resume') await this.#resume(peer);
    await peer.hangUp();
  }

  /** The next name, which goes to the end. */
  #nextName(): string {
    const name = first(this.#names);
    this.#names.push(name);
    return name;
  }

  /** The next device, which goes to the end with the token that it is given. */
  async #resume(peer: Peer): Promise<void> {
    const { session, token } = first(this.#devices);
    const { deviceToken } = await peer.resume({ session, token });
    this.#devices.push({ session, token: deviceToken ?? token });
  }
}

function first<Thing>(things: Thing[]): Thing {
  const thing = things.shift();
  if (thing === undefined) throw new Error('there are fewer accounts than lanes');
  return thing;
}

async function compute(): Promise<void> {
  const end = performance.now() + computeMs;
  while (performance.now() < end);
  await nextTurn();
}

async function run(told: AsyncIterator<unknown>): Promise<void> {
  const task = (await told.next()).value as FloodTask;
  await opaqueReady();
  const lanes = Array.from({ length: task.lanes }, (_, number) => new Lane(task, number));
  let present: FloodKind = 'rest';
  let flood: Promise<unknown> = Promise.resolve();
  for (;;) {
    const { kind } = (await told.next()).value as FloodOrder;
    if (kind !== present) {
      present = kind;
      await flood;
      flood = Promise.all(lanes.map((lane) => lane.run(kind, () => present === kind)));
    }
    report({ done } satisfies FloodReport);
  }
}

await runTask(run);
