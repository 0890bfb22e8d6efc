import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { type Line, openLine } from '../../src/index.ts';
import { joinedSeat } from '../../src/talk/seats.ts';
import { plainStyle } from '../../src/talk/style.ts';
import { Talk } from '../../src/talk/talk.ts';
import { LineScreen } from '../../src/terminal/line-screen.ts';
import { printedStage } from '../../src/terminal/printed-stage.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

/** A terminal of which everything that is written to it can be awaited. */
class Terminal extends Writable {
  readonly columns = 200;
  readonly input = new PassThrough();
  #written = '';
  #looks = new Set<() => void>();

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#written += chunk.toString();
    done();
    for (const look of this.#looks) look();
  }

  /** Resolves with what was written since the last call, up to and with what `wanted` matches. */
  until(wanted: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const found = wanted.exec(this.#written);
        if (found === null) return;
        this.#looks.delete(look);
        const end = found.index + found[0].length;
        const text = this.#written.slice(0, end);
        this.#written = this.#written.slice(end);
        resolve(text);
      };
      this.#looks.add(look);
      look();
    });
  }

  type(text: string): void {
    this.input.write(text);
  }
}

describe('the attention of a person at a terminal', () => {
  const suite = scopeOf(after);
  let house: StartedLine;
  let bob: Line;
  let terminal: Terminal;

  before(async () => {
    house = await startLine(suite, { bounds: { presenceAudience: 256, presenceDelayMs: 1 } });
    bob = await signUpOn(suite, house.address, 'bob');
    await bob.send('said before');
    terminal = new Terminal();
    const screen = new LineScreen({ input: terminal.input, output: terminal });
    const ann = openLine({ address: house.address, name: 'ann', password, signUp: true });
    suite.after(() => ann.abort());
    suite.after(() => screen.close());
    new Talk(ann, { screen, style: plainStyle, seat: joinedSeat, stage: printedStage }).open();
    await terminal.until(/Here: bob/);
  });

  test('is told to others and by them', async () => {
    const attention = new Promise((resolve) => bob.once('attention', resolve));
    terminal.type('/away out for lunch\r');
    await terminal.until(/You are away: out for lunch\. \/back ends it\./);
    assert.deepEqual(await attention, [{ name: 'ann', away: 'out for lunch', idleSince: null }]);
    terminal.type('/whois ann\r');
    await terminal.until(/ann: here for \d+ seconds?, away: out for lunch/);
    terminal.type('/back\r');
    await terminal.until(/You are not away any more\./);
    await bob.attention.away('asleep');
    await terminal.until(/bob is away: asleep/);
    terminal.type('/who\r');
    await terminal.until(/bob for \d+ seconds?, away: asleep/);
    await bob.attention.back();
    await terminal.until(/bob is back/);
  });

  test('is drawn to what is for them, as they choose', async () => {
    const quiet = async (text: string) => {
      await bob.send(text);
      const shown = await terminal.until(new RegExp(`bob: ${text}`));
      assert.ok(!shown.includes('\x07'));
    };
    await quiet('hello everybody');
    await bob.send('look, Ann');
    const rung = await terminal.until(/bob: look, Ann/);
    assert.ok(rung.includes('\x07') && !rung.includes('\x1b]9'));
    terminal.type('/notify word Deploy\r/notify bell off\r/notify desktop on\r');
    await terminal.until(/desktop are on\./);
    await bob.send('deployed\x1b]0;evil\x07');
    const called = await terminal.until(/bob: deployed/);
    assert.ok(
      called.includes('\x1b]9;Partyline: bob in lobby: deployed\u{FFFD}]0;evil\u{FFFD}\x07'),
    );
    terminal.type('/notify none lobby\r');
    await terminal.until(/call you in lobby: none\./);
    await quiet('ann, deployed again');
    terminal.type('/notify\r');
    await terminal.until(
      /call you: mention\r\n {2}lobby: none\r\nWords: deploy\r\nBell: off; desktop: on/,
    );
    terminal.type(
      '/notify default lobby\r/notify word deploy off\r/notify #none all\r/notify loud\r',
    );
    await terminal.until(/deploy does not call you any more/);
    await terminal.until(/Type \/notify none, mention or all/);
    await quiet('deployed once more');
  });

  test('is spared those whom they ignore, whose messages count all the same', async () => {
    terminal.type('/ignore bob\r');
    await terminal.until(/You ignore bob; \/unignore bob ends it\./);
    await bob.send('can you hear me?');
    terminal.type('/ignore\r/unignore bob\r');
    await terminal.until(/You ignore bob\./);
    assert.doesNotMatch(await terminal.until(/You do not ignore bob\./), /can you hear me/);
    await bob.send('and now?');
    assert.doesNotMatch(await terminal.until(/bob: and now\?/), /can you hear me/);
  });

  test('is told who types in the room, while there is room beside an empty line', async () => {
    const typing = new Promise((resolve) => bob.once('typing', resolve));
    await bob.attention.typing('lobby');
    await terminal.until(/lobby \(bob types\)> $/);
    terminal.type('h');
    await terminal.until(/lobby> h/);
    assert.deepEqual(await typing, { room: 'lobby', roomName: 'lobby', name: 'ann' });
    terminal.type('\x7f');
    await terminal.until(/lobby \(bob types\)> /);
    await bob.send('hi');
    await terminal.until(/bob: hi\r\n[\s\S]*lobby> /);
    house.clock.advance(2_000);
    terminal.type('/typing off\r');
    await terminal.until(/neither told nor shown/);
    await bob.attention.typing('lobby');
    await bob.send('that was all');
    assert.doesNotMatch(await terminal.until(/bob: that was all/), /types/);
  });

  test('is asked again and again for what is urgent, until they acknowledge it', async () => {
    const posted = await bob.send('the disk is full', { kind: 'urgent', names: ['ann'] });
    await terminal.until(/bob \(urgent\): the disk is full/);
    const other = await bob.send('and the backup failed', { kind: 'urgent' });
    await terminal.until(/bob \(urgent\): and the backup failed/);
    terminal.type('/ack\r');
    const list =
      /!! \d\d:\d\d bob in lobby: the disk is full \(\/ack 1\)[\s\S]*backup failed \(\/ack 2\)/;
    await terminal.until(list);
    await terminal.until(/2 urgent messages wait for you: \/ack N says which\./);
    terminal.type('/ack 1\r/ack\r/ack\r');
    await terminal.until(/You have acknowledged the message of bob\.[\s\S]*You have acknowledged/);
    await terminal.until(/No urgent message waits for you\./);
    for (const { room, seq } of [posted, other]) {
      const people = await bob.attention.acknowledgements({ room, seq });
      const ann = people.find(({ name }) => name === 'ann');
      assert.ok(ann?.acknowledgedAt);
    }
    const answered = new Promise((resolve) =>
      bob.on('message', ({ kind, names, own }) => {
        if (kind === 'urgent' && !own) resolve(names);
      }),
    );
    terminal.type('/urgent @bob look at this\r');
    await terminal.until(/ann \(urgent\): look at this/);
    assert.deepEqual(await answered, ['bob']);
  });
});
