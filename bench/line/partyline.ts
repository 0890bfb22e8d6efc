import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { Directory } from '../../src/store/directory.ts';
import { encodeMessage, headerBytes } from '../../src/wire/frame.ts';
import type { ClientMessage } from '../../src/wire/messages.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import { linesOf } from '../measure/load.ts';
import { serverCore, spawnPinned } from '../measure/pinned.ts';
import type { PlannedConnection, Step } from '../measure/plan.ts';
import { end } from '../measure/started.ts';
import type { Audience, RunningSystem, System } from '../measure/system.ts';
import { textBytes } from '../measure/text.ts';
import { type SeededAccount, SeededStore } from './seeded-store.ts';

const root = join(import.meta.dirname, '../..');

/** The command as it is installed, which finds the Node it needs in `commandPath`. */
export const command = join(root, 'bin/partyline.cjs');
/** The `PATH` for it: the Node that runs the bench comes first. */
export const commandPath = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;

/** The line, as users run it: the built command with its own defaults, in clear text. */
export const partyline: System = {
  name: 'Partyline',
  keeps: 'stored and fsynced before it is acknowledged or delivered',
  version: () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
  start: async ({ folder, audience }) => {
    const data = join(folder, 'data');
    const rooms = seed(data, audience);
    const line = await startLine(data);
    return {
      ...runningLine(line, rooms.flatMap(connectionsOf)),
      assertStored: async (count) => assertStored(data, rooms, count),
    };
  },
};

/** A server of ours in a process of its own. */
export interface StartedLine {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
  /** The address that clients join by, with the fingerprint if there is one. */
  readonly address: string;
}

/** Starts the built command on a data folder; resolves when it accepts connections. */
export async function startLine(
  data: string,
  options: {
    readonly tls?: boolean;
    /** A free one if left out. */
    readonly port?: number;
    readonly args?: readonly string[];
  } = {},
): Promise<StartedLine> {
  const child = spawnPinned(
    serverCore,
    command,
    [
      // A seeded store has no keys yet.
      ...['serve', '--no-console', '--new-identity', '--host', '127.0.0.1'],
      ...['--port', String(options.port ?? 0)],
      ...['--data', data, '--log', join(data, '..', 'server.log')],
      // The load is what one client can send, which nobody types.
      '--no-flood-limits',
      ...(options.tls === true ? [] : ['--insecure']),
      ...(options.args ?? []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: commandPath, HOME: data } },
  );
  for await (const line of linesOf(child.stdout as NodeJS.ReadableStream)) {
    const address = /^ready (.+)$/.exec(line)?.[1];
    const port = /:(\d+)/.exec(address ?? '')?.[1];
    if (address !== undefined) {
      return { child, pid: child.pid as number, port: Number(port), address };
    }
  }
  throw new Error(
    `the server ended before it was ready; its log: ${join(data, '..', 'server.log')}`,
  );
}

/** A started line as the load sees it. */
export function runningLine(
  { child, pid, port }: StartedLine,
  connections: readonly PlannedConnection[],
): RunningSystem {
  return {
    pid,
    host: '127.0.0.1',
    port,
    connections,
    echo: true,
    acknowledgement: { acknowledgement: '"type":"posted"' },
    answer: {
      ping: '"type":"ping","mark":"',
      pong: framed('{"type":"pong","token":"<<token>>","mark":"<<mark>>"}'),
    },
    stop: () => end(child),
  };
}

function assertStored(data: string, rooms: readonly SeededRoom[], count: number): void {
  const held = storedIn(data, rooms);
  if (held !== count) throw new Error(`the store holds ${held} messages, not ${count}`);
}

/** Looks into a store from outside; a room counts its entries without a gap, those who came in among them. */
export function storedIn(data: string, rooms: readonly SeededRoom[]): number {
  const directory = new Directory(join(data, 'line.sqlite'));
  try {
    return rooms.reduce(
      (sum, { key, entries }) => sum + (directory.roomByKey(key)?.lastSeq ?? 0) - entries,
      0,
    );
  } finally {
    directory.close();
  }
}

/** A room with those who are in it. */
export interface SeededRoom {
  readonly group: number;
  readonly key: string;
  /** Those that it had from the beginning. */
  readonly entries: number;
  readonly senders: readonly SeededAccount[];
  readonly readers: readonly SeededAccount[];
  readonly talkers: readonly SeededAccount[];
}

/** Fills a data folder for an audience. One group talks in the lobby; of several, each has made a room of its own. */
export function seed(data: string, { groups, senders, readers, talkers }: Audience): SeededRoom[] {
  const store = new SeededStore(data);
  const size = senders + readers + talkers;
  const people = store.addAccounts(0, groups * size);
  const rooms = Array.from({ length: groups }, (_, group) => {
    const members = people.slice(group * size, (group + 1) * size);
    return {
      group,
      ...(groups === 1
        ? { key: 'lobby', entries: 0 }
        : { key: store.addRoom(members), entries: members.length }),
      senders: members.slice(0, senders),
      readers: members.slice(senders, senders + readers),
      talkers: members.slice(senders + readers),
    };
  });
  store.close();
  return rooms;
}

/** The connections of those who are in a room: senders, readers, talkers. */
export function connectionsOf({
  group,
  key,
  senders,
  readers,
  talkers,
}: SeededRoom): PlannedConnection[] {
  return [
    ...senders.map((account) => botConnection(account, group, key)),
    ...readers.map((account) =>
      deviceConnection(account, { group, sends: false, reads: true }, key),
    ),
    ...talkers.map((account) =>
      deviceConnection(account, { group, sends: true, reads: true }, key),
    ),
  ];
}

const hello: ClientMessage = {
  type: 'hello',
  versions: [protocolVersion],
  client: 'bench',
  bindings: ['none'],
};
const welcome = { after: '"token":"', bytes: 43 };

/** A program that posts and is shown nothing. */
export function botConnection(
  { bot }: SeededAccount,
  group: number,
  room: string,
): PlannedConnection {
  return {
    steps: attachSteps(bot.session, bot.secret, false),
    group,
    sends: true,
    reads: false,
    token: welcome,
    message: postTo(room),
  };
}

/** A program beside a person's device that is shown what is said from now on. */
export function watchingConnection({ device }: SeededAccount, group: number): PlannedConnection {
  return {
    steps: attachSteps(device.session, device.token, true),
    group,
    sends: false,
    reads: true,
    token: welcome,
  };
}

function attachSteps(session: string, secret: string, receive: boolean): Step[] {
  const attach: ClientMessage = { type: 'attach', id: 1, session, secret, receive, present: false };
  return [
    { say: Buffer.concat([encodeMessage(hello), encodeMessage(attach)]) },
    { await: '"type":"welcome"' },
    { await: ']}' },
  ];
}

/** A person's device that comes back. */
export function deviceConnection(
  { device }: SeededAccount,
  role: Pick<PlannedConnection, 'group' | 'sends' | 'reads' | 'stalls'>,
  room: string,
): PlannedConnection {
  const resume: ClientMessage = {
    type: 'resume',
    id: 1,
    session: device.session,
    deviceToken: device.token,
    epoch: 'A'.repeat(22),
    cursors: {},
  };
  return {
    ...role,
    steps: [
      { say: Buffer.concat([encodeMessage(hello), encodeMessage(resume)]) },
      { await: '"type":"welcome"' },
      { await: ']}' },
    ],
    token: welcome,
    ...(role.sends ? { message: postTo(room) } : {}),
  };
}

/** A post as the SDK writes it. */
function postTo(room: string): Buffer {
  const text = '"mid":"<<mid>>","content":{"kind":"text","text":"<<text>>"}';
  return framed(`{"type":"post","token":"<<token>>","id":<<id>>,"room":"${room}",${text}}`);
}

/** Bytes that the load puts in place of each name. */
const placed: Readonly<Record<string, number>> = {
  ...{ token: 43, mark: 8, id: 10, mid: 22 },
  text: textBytes,
};

/** A frame whose length fits when the load has put everything in place. */
function framed(template: string): Buffer {
  const names = template.matchAll(/<<(\w+)>>/g);
  const grown = [...names].reduce(
    (sum, [all, name]) => sum + (placed[name as string] ?? 0) - all.length,
    0,
  );
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(template.length + grown);
  return Buffer.concat([header, Buffer.from(template)]);
}
