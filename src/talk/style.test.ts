import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { createStyle, type Style } from './style.ts';

const methods = ['strong', 'faint', 'error', 'warning', 'accent', 'name'] as const;

test('without colours every text stays as it is', () => {
  const style: Style = createStyle(false);
  for (const method of methods) assert.equal(style[method]('text'), 'text');
});

test('with colours every text is there, and its colour ends with it', () => {
  const style: Style = createStyle(true);
  for (const method of methods) {
    const styled = style[method]('text');
    assert.equal(stripVTControlCharacters(styled), 'text');
    assert.match(styled, /^\p{Cc}\[\d+mtext\p{Cc}\[(22|39)m$/u);
  }
});

test('a name has the same colour wherever it is shown, and names have many', () => {
  const style = createStyle(true);
  assert.equal(style.name('alice'), createStyle(true).name('alice'));
  const names = Array.from({ length: 100 }, (_, index) => `name${index}`);
  const colours = new Set(names.map((name) => style.name(name).replace(name, '')));
  assert.ok(colours.size >= 6);
});
