import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../measure/scenario.ts';
import type { Machine } from './machine.ts';

/** Where the results lie in the repository. */
export const resultsFolder = join(import.meta.dirname, '../results');

/** The results of the last full run of a scenario. */
export interface Result {
  readonly scenario: { readonly letter: string; readonly title: string; readonly method: string };
  /** `2026-01-31`, UTC. */
  readonly date: string;
  readonly machine: Machine;
  /** Of ours and of the peers it was compared with, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly effort: { readonly repetitions: number; readonly seconds: number };
  readonly outcome: Outcome;
}

/** Keeps a result in place of the last one of its scenario. */
export function writeResult(result: Result, folder = resultsFolder): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.scenario.letter.toLowerCase()}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

/** All results that are kept, by letter. */
export function readResults(folder = resultsFolder): Result[] {
  const files = filesOf(folder).filter((name) => /^[a-z]\.json$/.test(name));
  return files.toSorted().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
