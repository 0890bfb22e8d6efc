import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError, PartylineError } from '../base/errors.ts';
import type { ListedRoom } from '../client/core/rooms.ts';
import type { RoomState } from '../wire/messages.ts';
import { exampleRoomState } from '../wire/room-state.fixture.ts';
import type { Role } from '../words/role.ts';
import type { AtLine } from './at-line.ts';
import { commandTable } from './command-table.ts';
import { runCommand } from './commands.ts';
import { plainStyle } from './style.ts';

const serverTime = 1_000_000_000_000;
const ops = exampleRoomState({ room: 'r1', name: '#ops', topic: 'Deploys', last: 7 });

/** A talk whose line answers every request, except for one of `errors`, and keeps what it was asked. */
class Stage {
  readonly asked: unknown[] = [];
  readonly printed: string[] = [];
  room: string;
  readonly at: AtLine;

  constructor(
    room: string,
    {
      role = 'member',
      all = [ops],
      listed = [],
      errors = {},
      answers = {},
    }: {
      readonly role?: Role;
      readonly all?: readonly RoomState[];
      readonly listed?: readonly Partial<ListedRoom>[];
      readonly errors?: Readonly<Record<string, Error>>;
      readonly answers?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    this.room = room;
    const recorder = (whose: string) =>
      new Proxy(
        {},
        {
          get: (_, name: string) => {
            if (name === 'all') return all;
            if (name === 'list') return async () => listed;
            return async (...words: unknown[]) => {
              this.asked.push([`${whose}.${name}`, ...words]);
              const error = errors[name];
              if (error !== undefined) throw error;
              return answers[name];
            };
          },
        },
      );
    const stage = this;
    this.at = {
      client: { serverTime, rooms: recorder('rooms'), operator: recorder('operator') },
      screen: { print: (line: string) => void this.printed.push(line), note: () => {} },
      commands: { table: commandTable, role },
      get room() {
        return stage.room;
      },
      view: () => ({ style: plainStyle, now: serverTime }),
      turnTo: (to: string) => {
        stage.room = to;
      },
      say: (...words: unknown[]) => void this.asked.push(['say', ...words]),
    } as unknown as AtLine;
  }

  async type(...lines: readonly string[]): Promise<void> {
    for (const line of lines) await runCommand(this.at.commands, this.at, line);
  }
}

async function refused(stage: Stage, line: string, sentence: RegExp): Promise<void> {
  await assert.rejects(stage.type(line), (error: Error) => {
    assert.ok(error instanceof InputError || error instanceof PartylineError);
    assert.match(error.message, sentence);
    return true;
  });
}

describe('/join', () => {
  test('turns to the room, and shows its topic', async () => {
    const stage = new Stage('lobby', { answers: { join: ops } });
    await stage.type('/join #Ops');
    assert.deepEqual(stage.asked, [['rooms.join', '#ops']]);
    assert.equal(stage.room, '#ops');
    assert.deepEqual(stage.printed, ['The topic of #ops: Deploys']);
  });

  test('says of a room that it made which one may have been meant', async () => {
    const made = exampleRoomState({ room: 'r2', name: '#opss', last: 1, role: 'owner' });
    const stage = new Stage('lobby', { answers: { join: made }, listed: [{ name: '#ops' }] });
    await stage.type('/join #opss');
    assert.deepEqual(stage.printed, [
      'There was no room #opss: you have made it, and own it. Did you mean #ops? /part leaves this one.',
    ]);
  });
});

describe('/part', () => {
  test('leaves the present room for the lobby, and another without going anywhere', async () => {
    const stage = new Stage('#ops');
    await stage.type('/part');
    assert.equal(stage.room, 'lobby');
    const other = new Stage('#ops');
    await other.type('/part #pages');
    assert.equal(other.room, '#ops');
    assert.deepEqual(other.asked, [['rooms.part', '#pages']]);
  });

  test('stays in the room where that fails, and needs one', async () => {
    const stage = new Stage('#ops', { errors: { part: new PartylineError('forbidden') } });
    await refused(stage, '/part', /not allowed/);
    assert.equal(stage.room, '#ops');
    await refused(new Stage('lobby'), '/part', /^Name the room: \/part #ROOM\./);
  });
});

describe('a room that is unknown', () => {
  const errors = { members: new PartylineError('room.unknown') };

  test('is answered with the nearest that one may see', async () => {
    const listed = [{ name: '#ops' }, { name: '#pages' }];
    const stage = new Stage('lobby', { errors, listed, all: [] });
    await refused(stage, '/names #opps', /^There is no room #opps for you\. Did you mean #ops\?$/);
  });

  test('is answered with where they are listed', async () => {
    const stage = new Stage('lobby', { errors, all: [] });
    await refused(stage, '/names #x', /^There is no room #x for you\. \/list shows those/);
  });
});

test('/topic and /room show what the room is, and change it', async () => {
  const stage = new Stage('#ops');
  await stage.type('/topic', '/topic New', '/topic -', '/room slow 10s', '/room');
  assert.deepEqual(stage.asked, [
    ['rooms.setTopic', '#ops', 'New'],
    ['rooms.setTopic', '#ops', ''],
    ['rooms.change', '#ops', { slowMs: 10_000 }],
  ]);
  assert.deepEqual(stage.printed, [
    'The topic of #ops: Deploys',
    '#ops: you are a member of #ops',
    '  public: everybody finds it',
    '  history all: newcomers read everything',
  ]);
  await refused(new Stage('@bob'), '/topic', /no topic/);
  await refused(new Stage('@bob'), '/room', /no settings/);
});

describe('/query and /msg', () => {
  test('take a person, several, and a room that one is in', async () => {
    const answers = { open: exampleRoomState({ room: 'r3', name: '@ann,bob' }) };
    const stage = new Stage('lobby', { answers });
    await stage.type('/query Ann');
    assert.equal(stage.room, '@ann');
    await stage.type('/query bob ann');
    assert.equal(stage.room, '@ann,bob');
    await stage.type('/query #ops');
    assert.equal(stage.room, '#ops');
    await stage.type('/query');
    assert.equal(stage.room, 'lobby');
    await stage.type('/msg bob,ann tea?', '/msg #ops tea?');
    assert.deepEqual(stage.asked, [
      ['rooms.open', ['ann', 'bob']],
      ['say', '@ann,bob', 'text', 'tea?'],
      ['say', '#ops', 'text', 'tea?'],
    ]);
    await refused(stage, '/query #pages', /^You are not in #pages: \/join #pages goes into it\.$/);
  });
});

describe('/invite', () => {
  const answers = { invite: { address: 'partyline://a', expiresAt: serverTime } };

  test('makes an address for a newcomer, and for rooms with a role', async () => {
    const stage = new Stage('lobby', { role: 'operator', answers });
    await stage.type('/invite', '/invite bob', '/invite new bob #ops #pages operator');
    const none = { rooms: [], role: 'member' };
    assert.deepEqual(stage.asked, [
      ['operator.invite', undefined, none],
      ['operator.invite', 'bob', none],
      ['operator.invite', 'bob', { rooms: ['#ops', '#pages'], role: 'operator' }],
    ]);
    assert.match(stage.printed.at(-2) ?? '', /, for bob only, into #ops and #pages as operator:$/);
    await refused(stage, '/invite new bob ops', /^ops is no room/);
    await refused(stage, '/invite new bob operator', /^Name the rooms/);
  });
});
