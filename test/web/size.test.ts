import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { pageEn } from '../../src/texts/page-en.ts';
import { pageRu } from '../../src/texts/page-ru.ts';
import { pageFolder } from './browser-page.ts';

const mostBytes = 120 * 1_024;

test('the page is 120 KB at the most, compressed, until something is loaded later', async () => {
  const folder = await pageFolder();
  const files = firstFiles(folder);
  const contents = files.map((file) => readFileSync(join(folder, file)));
  const bytes = contents.map((content) => brotliCompressSync(content).length);
  const sum = bytes.reduce((total, each) => total + each, 0);
  assert.ok(files.length > 3 && sum > 50_000, 'the page is found');
  assert.ok(sum <= mostBytes, `${sum} bytes`);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const file of files) assert.ok(file === 'index.html' || page.includes(`"/${file}"`), file);
  const isSaid = (words: string) => contents.some((content) => content.includes(words));
  assert.ok(isSaid(pageEn['page.give-up']));
  assert.ok(!isSaid(pageRu['page.give-up'] as string), 'Russian is loaded where it is chosen');
});

/** The files that a browser loads to show the page: those that index.html names, and those that they import. */
function firstFiles(folder: string): string[] {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/"\/(assets\/[^"]+)"/g)].map(([, file = '']) => file);
  const files = new Set(['index.html']);
  for (let file = named.pop(); file !== undefined; file = named.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const code = readFileSync(join(folder, file), 'utf8');
    const imports = code.matchAll(/\b(?:import|from)"\.\/([^"]+)"/g);
    for (const [, imported = ''] of imports) named.push(`assets/${imported}`);
  }
  return [...files];
}
