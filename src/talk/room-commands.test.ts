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
      client: {
        serverTime,
        rooms: recorder('rooms'),
        operator: recorder('operator'),
        role,
        reading: recorder('reading'),
      },
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

describe('commands about people', () => {
  test('act in the room that one talks in, and say so', async () => {
    const stage = new Stage('#ops');
    await stage.type(
      '/kick Bob too loud',
      '/ban bob 30m enough',
      '/ban eve',
      '/unban bob',
      '/mute bob 1h',
      '/unmute bob',
      '/op bob',
      '/deop @bob',
    );
    assert.deepEqual(stage.asked, [
      ['rooms.kick', '#ops', 'bob', 'too loud'],
      ['rooms.ban', '#ops', 'bob', serverTime + 30 * 60_000, 'enough'],
      ['rooms.ban', '#ops', 'eve', null, ''],
      ['rooms.unban', '#ops', 'bob'],
      ['rooms.mute', '#ops', 'bob', serverTime + 3_600_000, ''],
      ['rooms.unmute', '#ops', 'bob'],
      ['rooms.changeRole', '#ops', 'bob', 'operator'],
      ['rooms.changeRole', '#ops', 'bob', 'member'],
    ]);
    for (const line of stage.printed) assert.match(line, /#ops/);
  });

  test('act in the lobby on the line, for its operators', async () => {
    const stage = new Stage('lobby', { role: 'operator', answers: { kick: 1 } });
    await stage.type('/kick bob too loud', '/op bob');
    assert.deepEqual(stage.asked, [
      ['operator.kick', 'bob', 'too loud'],
      ['operator.changeRole', 'bob', 'operator'],
    ]);
  });

  test('act nowhere else, and say where they do', async () => {
    const lobby = /^Only an operator of the line can use \/kick in the lobby\. In a room its /;
    await refused(new Stage('lobby'), '/kick bob', lobby);
    const conversation = /^\/kick acts in the room that you talk in: \/query #ROOM turns to one\.$/;
    await refused(new Stage('@bob', { role: 'operator' }), '/kick bob', conversation);
  });
});

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

test('/list has the lobby, rooms, those that were left, and conversations', async () => {
  const state = { ...ops, role: 'member' } as const;
  const all = [
    { ...state, room: 'lobby', name: 'lobby', topic: '' },
    state,
    { ...state, room: 'rB', name: '@bob', topic: '' },
  ];
  const listed = [
    { ...ops, state: 'in', members: 3 },
    { ...ops, room: 'rO', name: '#old', topic: '', state: 'out', members: 2 },
    { ...ops, room: 'rN', name: '#new', topic: '', state: 'out', members: 1 },
  ] as const;
  const readable = [
    { room: ops.room, name: '#ops', last: 9 },
    { room: 'rO', name: '#old', last: 4 },
    { room: 'rP', name: '#den', last: 7 },
  ];
  const unread = [
    { room: 'rB', name: '@bob', read: 1, last: 3, unread: 2, mentions: 2, more: false },
  ];
  const answers = { readable, unread };
  const stage = new Stage('lobby', { all, listed, answers });
  await stage.type('/list');
  assert.deepEqual(
    stage.printed.map((line) => line.split(/ {2,}/)),
    [
      ['ROOM', 'PEOPLE', 'UNREAD', 'MENTIONS', 'TOPIC'],
      ['lobby'],
      ['#ops', '3', 'joined', ops.topic],
      ['#old', '2', 'left'],
      ['#new', '1'],
      ['#den', 'left'],
      ['@bob', '2', '2', '2'],
      ['/history #ROOM shows your part of a room that you have left.'],
    ].map((cells) => cells.filter((cell) => cell !== '')),
  );
});

test('/topic and /room show what the room is, and change it', async () => {
  const stage = new Stage('#ops', { listed: [{ ...ops, state: 'in', members: 1 }] });
  await stage.type(
    '/topic',
    '/topic New',
    '/topic -',
    '/room slow 10s',
    '/room owner bob',
    '/room',
  );
  assert.deepEqual(stage.asked, [
    ['rooms.setTopic', '#ops', 'New'],
    ['rooms.setTopic', '#ops', ''],
    ['rooms.change', '#ops', { slowMs: 10_000 }],
    ['rooms.changeRole', '#ops', 'bob', 'owner'],
  ]);
  assert.deepEqual(stage.printed, [
    'The topic of #ops: Deploys',
    'bob is an owner of #ops now.',
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
    const listed = [{ name: '#pages', state: 'out' }] as const;
    const stage = new Stage('lobby', { answers, listed });
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
    await refused(
      stage,
      '/query #page',
      /^There is no room #page for you\. Did you mean #pages\?$/,
    );
  });
});

describe('/invite', () => {
  const answers = { invite: { address: 'partyline://a', expiresAt: serverTime } };

  test('asks a person into the present room, or the one that is named', async () => {
    const stage = new Stage('#ops', { answers });
    await stage.type('/invite bob', '/invite bob #pages', '/invite @new');
    assert.deepEqual(stage.asked, [
      ['rooms.invite', '#ops', 'bob'],
      ['rooms.invite', '#pages', 'bob'],
      ['rooms.invite', '#ops', 'new'],
    ]);
    await refused(new Stage('lobby'), '/invite bob', /^Name the person and the room/);
    await refused(stage, '/invite', /^A name is missing/);
  });

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
    assert.equal(stage.printed.at(-1), '  partyline://a');
    const page = 'https://a/#invite=k3f9';
    const paged = new Stage('lobby', {
      role: 'operator',
      answers: { invite: { ...answers.invite, page } },
    });
    await paged.type('/invite');
    assert.deepEqual(paged.printed.slice(-2), ['  partyline://a', `  ${page} in a browser`]);
    await refused(stage, '/invite new bob ops', /^ops is no room/);
    await refused(stage, '/invite new bob operator', /^Name the rooms/);
  });

  test('says to an operator how a newcomer is invited', async () => {
    const errors = { invite: new PartylineError('name.unknown', 'There is nobody called bob.') };
    const stage = new Stage('#ops', { role: 'operator', errors });
    await refused(stage, '/invite bob', /^There is nobody called bob\. .*: \/invite new bob #ops$/);
    await refused(new Stage('#ops', { errors }), '/invite bob', /^There is nobody called bob\.$/);
  });
});
