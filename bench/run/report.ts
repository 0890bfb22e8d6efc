import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { type Result, readResults } from './results.ts';
import { figureRows, goalRows, markdownTable } from './tables.ts';

const page = join(import.meta.dirname, '../../docs/performance.md');
const start = '<!-- figures -->';
const end = '<!-- /figures -->';

/** Writes the figures of all results that are kept into docs/performance.md. */
export function updatePage(): void {
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), readResults()));
}

/**
 * Puts the figures of the results between the markers of a page; all else stays.
 *
 * @throws Error when the page has no markers
 */
export function withFigures(text: string, results: readonly Result[]): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no place for figures: ${start} ${end}`);
  const sections = results.length === 0 ? [nothingYet] : results.map(sectionOf);
  return `${text.slice(0, from)}${start}\n\n${sections.join('\n\n')}\n\n${text.slice(to)}`;
}

const nothingYet = 'Nothing has been measured yet: `npm run bench` does, and writes it here.';

function sectionOf(result: Result): string {
  const { scenario, outcome } = result;
  const { figures, goals, notes } = outcome;
  const parts = [
    `### ${scenario.letter}. ${scenario.title}`,
    scenario.method,
    markdownTable(figureRows(figures)),
    ...(goals.length === 0 ? [] : [markdownTable(goalRows(goals))]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    circumstancesOf(result),
  ];
  return parts.join('\n\n');
}

function circumstancesOf({ date, machine, versions, effort }: Result): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const { repetitions, seconds } = effort;
  return (
    `Measured on ${date}, ${repetitions} repetitions of ${seconds} s, on ${describe(machine)}. ` +
    `Programs: ${[...programs, `Node ${machine.node}`].join(', ')}.`
  );
}

function describe({ cpu, cores, memoryBytes, kernel, fileSystem, append }: Machine): string {
  const memory = (memoryBytes / 1024 ** 3).toFixed(0);
  const floor = `writing ${append.bytes} bytes and fsyncing them took ${append.p50.toFixed(0)} µs (p50)`;
  return `${cpu}, ${cores} cores, ${memory} GiB, ${kernel}, ${fileSystem}, where ${floor}`;
}
