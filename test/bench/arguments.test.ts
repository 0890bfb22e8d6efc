import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { readArguments, UsageError } from '../../bench/run/arguments.ts';
import { scenarios } from '../../bench/scenarios/scenarios.ts';

const command = join(import.meta.dirname, '../../bench/bench.ts');

function bench(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env });
}

describe('the command of the bench', () => {
  test('has scenarios by their letters, in this order', () => {
    const letters = scenarios.map(({ letter }) => letter).join('');
    assert.match(letters, /^ABCDEFGHIJKLM$/);
  });

  for (const [arg, says] of [
    ['Z', /There is no scenario "Z"; there are A, B/],
    ['--fast', /--fast/],
  ] as const) {
    test(`refuses ${arg}`, () => {
      const { status, stdout, stderr } = bench([arg]);
      assert.deepEqual([status, stdout], [64, '']);
      assert.match(stderr, says);
      assert.match(stderr, /npm run bench -- --help/);
    });
  }

  test('says what there is', () => {
    const { status, stdout, stderr } = bench(['--help']);
    assert.deepEqual([status, stderr], [0, '']);
    for (const { letter, title } of scenarios) assert.ok(stdout.includes(`  ${letter}  ${title}`));
  });

  test('says what to do without a C compiler', (t) => {
    const empty = mkdtempSync(join(tmpdir(), 'partyline-test-'));
    t.after(() => rmSync(empty, { recursive: true }));
    const { status, stdout, stderr } = bench(['--quick', 'B'], { PATH: empty });
    assert.deepEqual([status, stdout], [69, '']);
    assert.match(stderr, /bench\/setup/);
  });
});

describe('its arguments', () => {
  const known = ['A', 'B', 'C'];

  test('name all scenarios when they name none', () => {
    const wanted = readArguments([], known);
    assert.deepEqual(wanted.letters, known);
    assert.deepEqual([wanted.quick, wanted.write], [false, true]);
    assert.deepEqual([wanted.repetitions, wanted.seconds, wanted.messages], [3, 3, 10_000_000]);
  });

  test('name scenarios in either case, each once and in order', () => {
    assert.deepEqual(readArguments(['c', 'A', 'C'], known).letters, ['A', 'C']);
  });

  test('write nothing when it was quick, or not wanted', () => {
    assert.equal(readArguments(['--quick'], known).write, false);
    assert.equal(readArguments(['--no-write'], known).write, false);
  });

  const wrong: readonly [args: readonly string[], says: RegExp][] = [
    [['A', 'D'], /There is no scenario "D"; there are A, B, C\./],
    [['--repetitions', '0'], /--repetitions is a whole number, 1 or more, and not "0"/],
    [['--repetitions', '1.5'], /not "1\.5"/],
    [['--seconds', 'soon'], /--seconds is a number of seconds above 0, and not "soon"/],
    [['--seconds', '0'], /not "0"/],
    [['--messages', '10'], /--messages is a whole number, 1000 or more/],
    [['--seconds'], /--seconds/],
    [['--no-quick'], /--no-quick/],
  ];
  for (const [args, says] of wrong) {
    test(`are not ${args.join(' ')}`, () => {
      assert.throws(
        () => readArguments(args, known),
        (error) => error instanceof UsageError && says.test(error.message),
      );
    });
  }
});
