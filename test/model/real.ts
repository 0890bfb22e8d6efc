import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorCode } from '../../src/base/errors.ts';
import { PartylineError } from '../../src/base/errors.ts';
import { LineEndedError } from '../../src/client/core/line-ended.ts';
import type { Operator } from '../../src/client/core/operator.ts';
import type { Profile, ServerMemory } from '../../src/client/core/profile.ts';
import { joinWithin } from '../../src/client/join-within.ts';
import { copyRunningFolder } from '../support/copied-folder.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { RestartingServer } from '../support/restarting-server.ts';
import { Device, lineOf } from './device.ts';
import { Model } from './model.ts';
import type { ModelDevice } from './model-device.ts';
import { type ModelRoom, lineOf as modelLineOf } from './model-room.ts';

/** The people of every line under the model, each with one device; the first is an operator. */
export const names = ['ann', 'bob', 'cyd', 'dan'] as const;
/** A second device. */
export const phone = 'bob on the phone';
/** All devices of people. */
export const devices = [...names, phone] as const;

/** The person whose device it is. */
export function ownerOf(device: string): string {
  return device === phone ? 'bob' : device;
}

const password = 'as naively as it can be said';

/** A profile that knows one server, wherever it listens. */
class OneProfile implements Profile {
  memory: ServerMemory;

  constructor(memory: ServerMemory = {}) {
    this.memory = memory;
  }

  open() {
    return {
      memory: this.memory,
      save: (memory: ServerMemory) => {
        this.memory = memory;
      },
      release: () => {},
    };
  }

  lastUsed(): undefined {
    return undefined;
  }
}

/** The people who are in #ops from the start; the first has made it. */
const inOps = ['ann', 'bob', 'cyd'] as const;

/**
 * A line on which everybody has signed up and most are in a room, and nothing was said: copied for each run, as to
 * sign up takes long.
 */
export class Template {
  readonly folder = mkdtempSync(join(tmpdir(), 'partyline-'));
  readonly #memories = new Map<string, ServerMemory>();
  #ops = '';

  async make(): Promise<void> {
    const real = new Real(this.folder, new Map());
    await real.start();
    for (const id of devices) {
      await real.addDevice(id, ownerOf(id), { password, signUp: true });
    }
    await real.asOperator((operator) => operator.changeRole(names[0], 'operator'));
    for (const name of inOps) {
      this.#ops = (await real.device(name).line.rooms.join('#ops')).room;
    }
    await real.agreesWith(this.#model(() => {}));
    for (const [id, memory] of await real.end()) this.#memories.set(id, memory);
  }

  /** What the line is from the start; all that happened on it has been told. */
  model(): Model {
    return this.#model((device, room) => device.beginAtEnd(room));
  }

  #model(begin: (device: ModelDevice, room: ModelRoom) => void): Model {
    const model = new Model(names, names[0]);
    for (const id of devices) model.addDevice(id, ownerOf(id));
    const [owner, ...others] = inOps;
    const room = model.makeRoom(owner, 'ops', this.#ops);
    for (const name of others) {
      model.tell();
      model.enterRoom(room, name);
    }
    model.tell();
    for (const device of model.devices.values()) {
      if (room.members.has(device.name)) begin(device, room);
      model.takeLeave(device);
    }
    return model;
  }

  /** A running line with everybody online. */
  async start(): Promise<Real> {
    const folder = mkdtempSync(join(tmpdir(), 'partyline-'));
    copyRunningFolder(this.folder, folder);
    const real = new Real(folder, this.#memories);
    await real.start();
    await Promise.all(devices.map((id) => real.addDevice(id, ownerOf(id))));
    return real;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A real line: a server, a proxy that cuts, and everybody's devices. */
export class Real {
  readonly devices = new Map<string, Device>();
  readonly #profiles = new Map<string, OneProfile>();
  readonly #folder: string;
  readonly #memories: ReadonlyMap<string, ServerMemory>;
  readonly #server: RestartingServer;
  #proxy: CuttingProxy | undefined;

  constructor(folder: string, memories: ReadonlyMap<string, ServerMemory>) {
    this.#folder = folder;
    this.#memories = memories;
    this.#server = new RestartingServer({ dataFolder: folder, insecure: true, operator: 'root' });
  }

  async start(): Promise<void> {
    this.#proxy = await startCuttingProxy(() => this.#server.port);
    await this.#server.start();
  }

  /** Stops the server and starts it again; resolves when everybody who was online has noticed. */
  async restart(): Promise<void> {
    const noticed = this.#everybodyOffline();
    await this.#server.restart();
    await noticed;
  }

  /** Cuts all connections; resolves when everybody who was online has noticed. */
  async cutAll(): Promise<void> {
    const noticed = this.#everybodyOffline();
    this.#proxy?.cutAll();
    await noticed;
  }

  async #everybodyOffline(): Promise<void> {
    await Promise.all(
      [...this.devices.values()].map((device) => device.until(() => device.state !== 'online')),
    );
  }

  /** Lets time pass at the server. */
  letPass(ms: number): void {
    this.#server.clock.advance(ms);
  }

  device(id: string): Device {
    const device = this.devices.get(id);
    if (device === undefined) throw new Error(`there is no device ${id}`);
    return device;
  }

  /** A device that comes in for the first time in this run. */
  async addDevice(
    id: string,
    name: string,
    login: { readonly password?: string; readonly signUp?: boolean } = {},
  ): Promise<void> {
    const profile = new OneProfile(this.#memories.get(id));
    this.#profiles.set(id, profile);
    await this.#add(id, name, { name, profile, deviceName: id, ...login });
  }

  /** A program with an app token. */
  async addProgram(id: string, name: string, token: string): Promise<void> {
    await this.#add(id, name, { token });
  }

  async #add(id: string, name: string, options: object): Promise<void> {
    const address = { host: '127.0.0.1', port: this.#proxy?.port ?? 0, clear: true };
    const device = new Device(name, { address, ...options });
    this.devices.set(id, device);
    await device.visit();
  }

  /** Does something as the operator at the server itself. */
  async asOperator(act: (operator: Operator) => Promise<unknown>): Promise<void> {
    const connect = () => this.#server.present.connectLocally();
    await using line = await joinWithin(connect, { receive: false });
    await act(line.operator);
  }

  /**
   * Waits until every device that is online shows what the model says, and compares.
   * @throws AssertionError where they differ in the end
   */
  async agreesWith(model: Model): Promise<void> {
    for (const { id, isOnline } of model.devices.values()) {
      const device = this.device(id);
      assert.deepEqual(device.troubles, []);
      if (!isOnline) {
        await device.until(() => device.state === 'closed');
        assert.equal(device.state, 'closed', `${id} is not online`);
        continue;
      }
      await device.until(
        () => device.state === 'online' && this.#differences(model, id).length === 0,
      );
      assert.equal(device.state, 'online', `${id} is online`);
      assert.deepEqual(this.#differences(model, id), [], `what ${id} shows`);
    }
    const errors = this.#server.log.events.filter(({ level }) => level === 'error');
    assert.deepEqual(errors, [], 'the server logged errors');
  }

  #differences(model: Model, id: string): object[] {
    const device = this.device(id);
    return [...model.rooms.values()].flatMap((room) => {
      const due = model.device(id).shown(room);
      const messages = device.messages(room.id ?? '');
      // Of a message that was changed behind somebody's back, only that it was told can be said.
      const expected = due.map(({ message, isStale }) =>
        isStale ? headOf(message) : modelLineOf(message),
      );
      const shown = messages.map((message, at) =>
        due[at]?.isStale ? headOf(message) : lineOf(message),
      );
      const isSame =
        expected.length === shown.length && expected.every((line, at) => line === shown[at]);
      return isSame ? [] : [{ room: room.key, expected, shown }];
    });
  }

  /** Ends everything; returns what the devices remember. */
  async end(): Promise<Map<string, ServerMemory>> {
    const open = [...this.devices.values()].filter(({ state }) => state !== 'closed');
    await Promise.all(open.map((device) => device.leave('close')));
    await this.#proxy?.close();
    await this.#server.stop();
    return new Map([...this.#profiles].map(([id, { memory }]) => [id, memory]));
  }

  /** Removes the data folder. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What something comes to that is refused with this code; undefined: it is not. */
export async function comesTo<Value>(
  refusal: ErrorCode | undefined,
  attempt: Promise<Value>,
): Promise<Value | undefined> {
  if (refusal === undefined) return await attempt;
  await assert.rejects(attempt, (error: Error) => {
    assert.ok(error instanceof PartylineError || error instanceof LineEndedError, String(error));
    assert.equal(error.code, refusal);
    return true;
  });
  return undefined;
}

function headOf({ seq, from }: { readonly seq: number; readonly from: string }): string {
  return `${seq} ${from}`;
}
