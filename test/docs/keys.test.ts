import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultBindings, lineModeBindings } from '../../src/terminal/input/bindings.ts';
import { boundActions } from '../../src/terminal/key-lines.ts';
import { textOf } from '../../src/texts/text-of.ts';
import { Page } from './page.ts';

/** The actions with their keys and effects, as docs/using.md lists them. */
function rows() {
  const inLineMode = new Map(
    boundActions(lineModeBindings).map(({ action, keys }) => [action, keys.join(', ')]),
  );
  return boundActions(defaultBindings).map(({ action, keys }) => {
    const lineMode = inLineMode.get(action) ?? '–';
    return {
      Keys: keys.join(', '),
      'In line mode': lineMode === keys.join(', ') ? '' : lineMode,
      Action: `\`${action}\``,
      Effect: textOf(`action.${action}`),
    };
  });
}

test('docs/using.md lists the keys as they are', () => {
  const [written] = new Page('using.md').tables('Keys');
  assert.deepEqual(written, rows(), tableOf(rows()));
});

/** The table as it has to stand in the page. */
function tableOf(wanted: readonly Readonly<Record<string, string>>[]): string {
  const heads = Object.keys(wanted[0] ?? {});
  const lines = [heads, ...wanted.map((row) => Object.values(row))].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return ['It should be:', lines[0], `|${'---|'.repeat(heads.length)}`, ...lines.slice(1)].join(
    '\n',
  );
}
