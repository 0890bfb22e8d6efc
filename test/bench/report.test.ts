import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { callsIn } from '../../bench/measure/trace.ts';
import { amountsOf } from '../../bench/run/amounts.ts';
import { withFigures } from '../../bench/run/report.ts';
import { type Result, readResults, writeResult } from '../../bench/run/results.ts';
import { markdownTable, textTable } from '../../bench/run/tables.ts';

const result: Result = {
  scenario: { letter: 'B', title: 'One to many', method: 'It is measured.' },
  date: '2026-01-31',
  machine: {
    ...{ cpu: 'Some CPU', cores: 2, memoryBytes: 4 * 1024 ** 3, kernel: 'Linux 6.1' },
    ...{ fileSystem: 'ext4', append: { bytes: 250, p50: 199.6, p99: 400 }, node: '24.0.0' },
  },
  versions: { Partyline: '0.1.0', NATS: '2.10.1' },
  effort: { repetitions: 3, seconds: 2 },
  outcome: {
    figures: [{ what: '10 readers', who: 'NATS', unit: 'deliveries/s', values: [1234567, 9, 2e6] }],
    goals: [{ goal: 'at least 2 x NATS', reached: '1.00 x (0.50 to 2.00)', met: false }],
    notes: ['Somebody was left out.'],
  },
};

describe('the page of figures', () => {
  test('is what the results make of it', () => {
    const page = new URL('../../docs/performance.md', import.meta.url);
    const text = readFileSync(page, 'utf8');
    assert.equal(text, withFigures(text, readResults()), 'npm run bench writes it anew');
  });

  test('keeps the words around the figures', () => {
    const page = 'Before.\n\n<!-- figures -->\nold\n<!-- /figures -->\n\nAfter.\n';
    const made = withFigures(page, [result]);
    assert.match(made, /^Before\.\n\n<!-- figures -->\n\n### B\. One to many\n/);
    assert.match(made, /\n\n<!-- \/figures -->\n\nAfter\.\n$/);
    assert.doesNotMatch(made, /old/);
    assert.equal(withFigures(made, [result]), made);
  });

  test('shows figures, goals, notes and where they were taken', () => {
    const made = withFigures('<!-- figures --><!-- /figures -->', [result]);
    for (const line of [
      '| 10 readers | NATS | 1,234,567 deliveries/s | 9 to 2,000,000 |',
      '| at least 2 x NATS | 1.00 x (0.50 to 2.00) | no |',
      '- Somebody was left out.',
      'Measured on 2026-01-31, 3 repetitions of 2 s, on Some CPU, 2 cores, 4 GiB, Linux 6.1, ext4, where ' +
        'writing 250 bytes and fsyncing them took 200 µs (p50). Programs: Partyline 0.1.0, NATS 2.10.1, ' +
        'Node 24.0.0.',
    ]) {
      assert.ok(made.split('\n').includes(line), `${line}\n\nis in\n\n${made}`);
    }
  });

  test('must have a place for them', () => {
    assert.throws(() => withFigures('No markers.', [result]));
  });
});

describe('the results', () => {
  test('are read as they were written, by letter', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'partyline-test-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const other = { ...result, scenario: { ...result.scenario, letter: 'A' } };
    for (const one of [result, other]) writeResult(one, folder);
    writeFileSync(join(folder, 'README.md'), 'not a result');
    assert.deepEqual(readResults(folder), [other, result]);
  });

  test('may not be there yet', () => {
    assert.deepEqual(readResults(join(tmpdir(), 'partyline-test-absent')), []);
  });
});

describe('an amount', () => {
  test('is written on a scale that fits', () => {
    const medianOf = (...[unit, value]: [Parameters<typeof amountsOf>[0]['unit'], number]) =>
      amountsOf({ unit, values: [value] }).median;
    assert.equal(medianOf('messages/s', 1234.5), '1,235 messages/s');
    assert.equal(medianOf('us', 12.34), '12.3 µs');
    assert.equal(medianOf('us', 1234.5), '1,235 µs');
    assert.equal(medianOf('bytes', 8_192), '8.0 KiB');
    assert.equal(medianOf('bytes', 3 * 1024 ** 2), '3.0 MiB');
    assert.equal(medianOf('% of a core', 0.256), '0.26 % of a core');
  });
});

describe('a table', () => {
  const rows = [
    ['a', 'bb'],
    ['ccc', 'd|'],
  ];

  test('stands in columns on a terminal', () => {
    assert.equal(textTable(rows), 'a    bb\nccc  d|');
  });

  test('keeps bars in Markdown', () => {
    assert.equal(markdownTable(rows), '| a | bb |\n|---|---|\n| ccc | d\\| |');
  });
});

test('calls are counted in what strace sums up, with and without errors', () => {
  const summary = [
    '% time     seconds  usecs/call     calls    errors syscall',
    '------ ----------- ----------- --------- --------- ----------------',
    ' 60.00    0.010000          10      1000           fsync',
    ' 30.00    0.001000           1        20         3 write',
    ' 10.00    0.001000           1         5           pwrite64',
    '------ ----------- ----------- --------- --------- ----------------',
    '100.00    0.012000          10      1025         3 total',
  ].join('\n');
  assert.deepEqual(callsIn(summary), { flushes: 1000, writes: 25 });
  assert.deepEqual(callsIn(''), { flushes: 0, writes: 0 });
});
