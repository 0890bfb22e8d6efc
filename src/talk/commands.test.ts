import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import {
  type Command,
  completeLine,
  findCommand,
  helpLines,
  runCommand,
  takeWord,
} from './commands.ts';

const ran: string[] = [];
const table: readonly Command<string>[] = [
  {
    name: 'who',
    arguments: '',
    summary: () => 'who is here',
    run: (context) => void ran.push(`${context} who`),
  },
  {
    name: 'msg',
    aliases: ['m'],
    arguments: 'NAME TEXT',
    summary: () => 'say something to one person',
    details: () => 'It waits for them\nif they are away.',
    run: async (context, rest) => void ran.push(`${context} msg [${rest}]`),
  },
  {
    name: 'fail',
    arguments: '',
    summary: () => 'fail',
    run: () => Promise.reject(new InputError('It failed.')),
  },
];

const commands = { table, role: 'member' } as const;

async function enter(line: string): Promise<string | undefined> {
  ran.length = 0;
  return runCommand(commands, 'here', line);
}

function inputError(message: string | RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof InputError);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  };
}

describe('runCommand', () => {
  test('gives back a line that is no command, as it is', async () => {
    assert.equal(await enter('  hello /who '), '  hello /who ');
    assert.equal(await enter(''), '');
    assert.deepEqual(ran, []);
  });

  test('says a text that begins with a slash when it is doubled', async () => {
    assert.equal(await enter('//etc/hosts'), '/etc/hosts');
    assert.equal(await enter('///'), '//');
  });

  test('runs a command by its name in any case, or another name', async () => {
    assert.equal(await enter('/who'), undefined);
    assert.deepEqual(ran, ['here who']);
    await enter('/MSG  bob   hi there ');
    assert.deepEqual(ran, ['here msg [bob   hi there]']);
    await enter('/m bob hi');
    assert.deepEqual(ran, ['here msg [bob hi]']);
  });

  test('waits for the command and passes its error on', async () => {
    await assert.rejects(enter('/fail'), inputError('It failed.'));
  });

  test('suggests the nearest command', async () => {
    const error = inputError('There is no command /hwo: did you mean /who?');
    await assert.rejects(enter('/hwo'), error);
  });

  test('points to the help where nothing is near', async () => {
    for (const line of ['/frobnicate', '/']) {
      await assert.rejects(enter(line), inputError(/: \/help lists the commands\.$/));
    }
  });

  test('repeats only harmless and short pieces of what was typed', async () => {
    await assert.rejects(enter(`/\x1b[2J${'x'.repeat(10_000)}`), (error: Error) => {
      assert.ok(error.message.length < 120);
      assert.ok(!error.message.includes('\x1b'));
      return true;
    });
  });

  test('refuses arguments to a command that takes none', async () => {
    await assert.rejects(enter('/who bob'), inputError('/who takes nothing after it: bob.'));
  });
});

describe('helpLines', () => {
  test('lists the commands with their arguments, in columns', () => {
    assert.deepEqual(helpLines(commands, ''), [
      '  /who            who is here',
      '  /msg NAME TEXT  say something to one person',
      '  /fail           fail',
      '  //TEXT          say a text that begins with a slash',
    ]);
  });

  test('puts a long command above its purpose', () => {
    const long = { name: 'find', arguments: 'WORD '.repeat(6).trim(), summary: () => 'find it' };
    const table = [{ ...long, run: () => {} }];
    assert.deepEqual(helpLines({ table, role: 'member' }, ''), [
      '  /find WORD WORD WORD WORD WORD WORD',
      '          find it',
      '  //TEXT  say a text that begins with a slash',
    ]);
  });

  test('explains one command, with or without the slash', () => {
    const wanted = [
      '/msg NAME TEXT  say something to one person',
      '  It waits for them',
      '  if they are away.',
    ];
    assert.deepEqual(helpLines(commands, 'msg'), wanted);
    assert.deepEqual(helpLines(commands, '/Msg'), wanted);
  });

  test('suggests the nearest for an unknown one', () => {
    assert.throws(() => helpLines(commands, 'mgs'), inputError(/did you mean \/msg\?/));
  });
});

describe('the commands of operators and of members', () => {
  const both: readonly Command<string>[] = [
    { name: 'kick', right: 'operator', arguments: 'NAME', summary: () => 'kick', run: () => {} },
    { name: 'sessions', right: 'member', arguments: '', summary: () => 'your own', run: () => {} },
    {
      name: 'sessions',
      right: 'operator',
      arguments: '[NAME]',
      summary: () => 'all',
      run: () => {},
    },
  ];
  const nobody = { names: [], rooms: [] };
  const operator = { table: both, role: 'operator' } as const;
  const member = { table: both, role: 'member' } as const;

  test('are listed and offered to those who may use them', () => {
    assert.deepEqual(helpLines(operator, '').slice(0, -1), [
      '  /kick NAME        kick',
      '  /sessions [NAME]  all',
    ]);
    assert.deepEqual(helpLines(member, '').slice(0, -1), ['  /sessions  your own']);
    assert.deepEqual(completeLine(operator, nobody, '/k'), [['/kick '], '/k']);
    assert.deepEqual(completeLine(member, nobody, '/k'), [[], '/k']);
  });

  test('are found by one name for each of the two', () => {
    assert.equal(findCommand(operator, 'sessions').summary(), 'all');
    assert.equal(findCommand(member, 'sessions').summary(), 'your own');
  });

  test('are refused to others, in words', () => {
    assert.throws(() => findCommand(member, 'kick'), inputError('Only an operator can use /kick.'));
    assert.throws(
      () => findCommand(member, 'kic'),
      inputError('There is no command /kic: /help lists the commands.'),
    );
  });
});

describe('completeLine', () => {
  const offered = { names: ['alice', 'bob', 'bert'], rooms: ['#ops', '#open'] };
  const complete = (line: string) => completeLine(commands, offered, line);

  test('offers commands after a slash at the beginning', () => {
    assert.deepEqual(complete('/w'), [['/who '], '/w']);
    assert.deepEqual(complete('/M'), [['/msg '], '/M']);
  });

  test('offers people for the last word, in any case', () => {
    assert.deepEqual(complete('/msg b'), [['bob ', 'bert '], 'b']);
    assert.deepEqual(complete('ask AL'), [['alice '], 'AL']);
  });

  test('offers people behind an @, and behind others of a conversation', () => {
    assert.deepEqual(complete('thanks @b'), [['@bob ', '@bert '], '@b']);
    assert.deepEqual(complete('/msg @alice,bo'), [['@alice,bob '], '@alice,bo']);
  });

  test('offers rooms behind a #', () => {
    assert.deepEqual(complete('/join #'), [['#ops ', '#open '], '#']);
    assert.deepEqual(complete('see #OPS'), [['#ops '], '#OPS']);
  });

  test('offers emojis behind a colon', () => {
    assert.deepEqual(complete('thanks :tad'), [['🎉 '], ':tad']);
    assert.deepEqual(complete(':sob:'), [['😭 '], ':sob:']);
    assert.deepEqual(complete('/react 3 :thu'), [['👍 ', '👎 '], ':thu']);
    assert.deepEqual(complete(':'), [[], ':']);
  });

  test('offers nothing after a space, and nothing that does not fit', () => {
    assert.deepEqual(complete('/msg '), [[], '']);
    assert.deepEqual(complete('x'), [[], 'x']);
  });
});

test('takeWord cuts off the first word and the spaces around it', () => {
  assert.deepEqual(takeWord('  bob  has left '), ['bob', 'has left']);
  assert.deepEqual(takeWord('bob'), ['bob', '']);
  assert.deepEqual(takeWord('  '), ['', '']);
});

test('a command of IRC clients that there is not is answered with what to do instead', () => {
  const table = [{ name: 'query', arguments: '', summary: () => '', run: () => {} }];
  const commands = { table, role: 'member' } as const;
  assert.throws(() => findCommand(commands, '/buffer'), {
    message:
      'There is no /buffer here. Alt-1 to Alt-9 go to a room by its number, Alt-A to one with something new; /query #ROOM or /query NAME goes to one by name.',
  });
  assert.throws(() => findCommand(commands, '/quer'), { message: /did you mean \/query\?$/ });
});
