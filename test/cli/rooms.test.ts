import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { Person, type Serving, serve } from '../support/command.ts';
import type { Ended, Program } from '../support/program.ts';

const password = 'a lamp for tests 1';

/** Output without the times in front of messages. */
const untimed = (output: string) => output.replaceAll(/^\d\d:\d\d /gm, '');

describe('rooms on pipes', () => {
  const scope = scopeOf(after);
  const keeper = new Person(scope);
  const ann = new Person(scope);
  let serving: Serving;
  let asAnn: Program;

  before(async () => {
    serving = await serve(keeper, '--operator', 'opal');
    asAnn = await join(ann, 'ann');
    asAnn.write('/join #ops\n/topic Deploys and pages\n/room slow 1s\n/room slow off\nhello\n');
    await asAnn.until(/#ops ann: hello/);
    asAnn.write('/join #den\n/room private\nsecret\n/query #ops\n');
    await asAnn.until(/#den ann: secret/);
  });

  /** Joins with a new account. */
  async function join(person: Person, name: string): Promise<Program> {
    const file = person.file('password', `${password}\n`);
    const words = ['join', serving.address, '--name', name, '--password-file', file];
    const command = person.start(words);
    await command.untilErrors(new RegExp(`^Welcome( back)?, ${name}\\.`, 'm'));
    return command;
  }

  /** Joins with an account and says this. */
  async function says(person: Person, name: string, ...lines: string[]): Promise<Ended> {
    const command = await join(person, name);
    command.endInput(`${lines.join('\n')}\n`);
    return command.ended();
  }

  test('are made, named and set up; all of that is shown as it happened', async () => {
    const shown = untimed(asAnn.output);
    assert.match(shown, /^There was no room #ops: you have made it, and own it\./m);
    const events = shown.split('\n').filter((line) => line.startsWith('#ops'));
    assert.deepEqual(events, [
      '#ops -- ann made the room',
      '#ops -- ann set the topic: Deploys and pages',
      '#ops -- ann set the slow mode: 1s between two messages of a member',
      '#ops -- ann ended the slow mode',
      '#ops ann: hello',
    ]);
  });

  test('are found, joined and left; a name that is typed wrong is answered with the nearest', async () => {
    const lines = ['/list', '/names #opps', '/join ops', 'hi', '/names', '/topic', '/part', 'bye'];
    lines.push('/history #ops 2', '/list');
    const ben = await says(new Person(scope), 'ben', ...lines);
    assert.equal(ben.code, 0, ben.errors);
    const shown = untimed(ben.output);
    assert.match(shown, /^#ops +1 +Deploys and pages$/m);
    assert.match(shown, /^The topic of #ops: Deploys and pages$/m);
    assert.match(shown, /^2 people are in #ops:\n {2}ann \(owner, here\)\n {2}ben \(here\)$/m);
    assert.match(shown, /^#ops ben: hi$/m);
    assert.match(shown, /^ben: bye$/m);
    assert.match(shown, /^--- 2 messages in #ops ---\n#ops ben: hi\n#ops -- ben left\n/m);
    assert.match(shown, /^#ops +1 +left +Deploys and pages$/m);
    assert.doesNotMatch(shown, /den|secret/, 'a private room is not told of');
    assert.match(ben.errors, /^There is no room #opps for you\. Did you mean #ops\?$/m);
    await asAnn.until(/#ops -- ben left/);
    const seen = untimed(asAnn.output).split('\n');
    assert.deepEqual(
      seen.filter((line) => /^#ops .*\bben\b/.test(line)),
      ['#ops -- ben joined', '#ops ben: hi', '#ops -- ben left'],
    );
  });

  test('that are private answer like those that there are not', async () => {
    const cat = await says(
      new Person(scope),
      'cat',
      '/names #den',
      '/names #dev',
      '/msg #den psst',
    );
    const sentences = cat.errors.match(/There is no room.*there are\./g);
    const same = 'There is no room # for you. /list shows those that there are.';
    assert.deepEqual(
      sentences?.map((sentence) => sentence.replace(/#\w+/, '#')),
      [same, same, same],
    );
  });

  test('are followed, sent to, and given to app tokens by name', async () => {
    const sent = await ann.run(['send', '--room=#ops', '--json', 'The', 'build', 'is red']);
    const { room, seq } = JSON.parse(sent.output);
    assert.equal(room, '#ops');
    await ann.run(['send', '#ops', 'again']);
    const since = ['--since', String(seq - 1), '--count', '2'];
    const { output } = await ann.run(['tail', '--room=#ops', '--json', ...since]);
    const told = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      told.map(({ room, from, kind, text }) => ({ room, from, kind, text })),
      ['The build is red', 'again'].map((text) => {
        return { room: '#ops', from: 'ann', kind: 'text', text };
      }),
    );
  });

  test('let in who is invited, and put out who is kicked, in words to all', async () => {
    const dan = await join(new Person(scope), 'dan');
    asAnn.write('/query #den\n/invite dan\n');
    await dan.untilErrors(/^-- ann invites you to #den: \/join #den goes in, /m);
    dan.write('/join #den\nhi\n');
    await asAnn.until(/#den dan: hi/);
    asAnn.write('/op dan\n/kick dan too loud\n/bans\n');
    await dan.untilErrors(/^-- You are not in #den any more: lines go to the lobby\.$/m);
    dan.endInput('to all\n');
    const { output } = await dan.ended();
    const shown = untimed(output);
    assert.match(shown, /^#den -- ann made dan an operator of the room$/m);
    assert.match(shown, /^#den -- ann put dan out: too loud$/m);
    assert.match(shown, /^dan: to all$/m);
    await asAnn.until(/Nobody is banned from #den or muted in it\./);
    assert.match(asAnn.output, /^dan is invited to #den\.$/m);
    assert.match(asAnn.output, /^dan was put out of #den\.$/m);
  });

  test('are the place of commands about people, and the lobby that of the line', async () => {
    const eve = await join(new Person(scope), 'eve');
    eve.write('/join #ops\n');
    await eve.until(/#ops -- eve joined/);
    const lines = ['/join #ops', '/kick eve', '/query', '/kick eve off you go'];
    const { code, output, errors } = await keeper.run(['console'], `${lines.join('\n')}\n`);
    assert.equal(code, 0, errors);
    assert.match(output, /^eve was put out of #ops\.\neve was kicked from the line\.$/m);
    const ended = await eve.ended();
    assert.match(untimed(ended.output), /^#ops -- opal put eve out$/m);
    assert.equal(ended.code, 77);
  });

  test('are told as they are to a script, which goes on under a new name', async () => {
    const lines = [
      '/join #plans',
      '/topic Soon',
      '/topic',
      '/room rename Later',
      'hello',
      '/names',
    ];
    const { code, output, errors } = await keeper.run(['console'], `${lines.join('\n')}\n`);
    assert.equal(code, 0, errors);
    assert.match(output, /^The topic of #plans: Soon$/m);
    assert.match(output, /^1 person is in #later:$/m);
  });

  test('are entered by newcomers whose invitation names them', async () => {
    const console = await keeper.run(['console'], '/invite new fay #ops operator\n');
    assert.match(console.output, /, for fay only, into #ops as operator:$/m);
    const [address = ''] = console.output.match(/partyline:\S+/) ?? [];
    const fay = new Person(scope);
    const file = fay.file('password', `${password}\n`);
    const words = ['join', address, '--name', 'fay', '--password-file', file];
    const { output, errors } = await fay.run(words, '/msg #ops hello\n/names #ops\n');
    assert.match(untimed(output), /^#ops fay: hello$/m, errors);
    assert.match(output, /^ {2}fay \(operator, here\)$/m);
    await asAnn.until(/#ops -- fay joined/);
  });

  test('that do not exist are refused to commands, with the nearest', async () => {
    const { code, errors } = await ann.run(['send', '#opps', 'hello']);
    assert.equal(code, 65);
    assert.equal(errors, 'There is no room #opps for you. Did you mean #ops?\n');
    const tail = await ann.run(['tail', '--room=#opps']);
    assert.deepEqual([tail.code, tail.errors], [code, errors]);
    const nowhere = await ann.run(['send']);
    assert.equal(nowhere.code, 64);
    assert.match(nowhere.errors, /^Nothing says where to send it: .* quotes around a room: '#ops'/);
  });
});
