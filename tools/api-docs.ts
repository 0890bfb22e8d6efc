// npm run docs: writes docs/api.md from the docstrings of what the package exports.
// npm run docs:check: fails if a docstring is missing, if a type is mentioned that nobody can import,
// or if docs/api.md is not what would be written.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { emitDeclarations } from './api-docs/declarations.ts';
import type { Entry } from './api-docs/entry.ts';
import { pageOf } from './api-docs/page.ts';
import { readEntries } from './api-docs/reader.ts';

const root = resolve(import.meta.dirname, '..');
const page = join(root, 'docs', 'api.md');

function read(): Entry[] {
  using declarations = emitDeclarations(root);
  return readEntries(root, declarations.folder);
}

function faultsOf({ specifier, exports }: Entry): string[] {
  return exports.flatMap(({ name, undocumented, hidden }) => [
    ...undocumented.map((what) => `${specifier}: ${what} has no docstring.`),
    ...hidden.map((type) => `${specifier}: ${name} mentions ${type}, which is not exported.`),
  ]);
}

function isCurrent(text: string): boolean {
  try {
    return readFileSync(page, 'utf8') === text;
  } catch {
    return false;
  }
}

function run(onlyCheck: boolean): string[] {
  const entries = read();
  const faults = entries.flatMap(faultsOf);
  const text = pageOf(entries);
  if (!onlyCheck) writeFileSync(page, text);
  else if (!isCurrent(text))
    faults.push('docs/api.md is out of date: npm run docs writes it anew.');
  return faults;
}

const faults = run(process.argv.includes('--check'));
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
