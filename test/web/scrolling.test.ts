import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { field, message } from './hands.ts';

/** An element, as functions that run in the page know it. */
interface Shown {
  scrollTop: number;
  readonly scrollHeight: number;
  querySelectorAll(selector: string): ArrayLike<Shown>;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
  readonly dataset: { readonly key: string };
}
declare function requestAnimationFrame(draw: () => void): number;

/** Where the list is, and what is seen of it, in CSS pixels. */
interface Seen {
  readonly scrollTop: number;
  /** How far the first row that is seen is below the top; less than 0 where a part of it is above. */
  readonly top: number;
  readonly key: string;
  /** How much is empty below the last row in the document, and above the first one. */
  readonly emptyBelow: number;
  readonly emptyAbove: number;
  readonly rows: number;
  /** How far the row that was seen before has moved. */
  readonly moved: number;
}

/** Scrolls the list to a place, from the top of all of it or from where it is; returns what is seen some frames later. */
function turn(
  list: Locator,
  to: { readonly place: number } | { readonly part: number } | { readonly by: number },
): Promise<Seen> {
  return list.evaluate(async (box: Shown, wish: { place?: number; part?: number; by?: number }) => {
    const rows = () => Array.from(box.querySelectorAll('[data-key]'));
    const topOf = (row: Shown | undefined) =>
      (row?.getBoundingClientRect().top ?? 0) - box.getBoundingClientRect().top;
    const seen = () =>
      rows().find(
        (row) => row.getBoundingClientRect().bottom > box.getBoundingClientRect().top + 1,
      );
    const before = seen();
    const topBefore = topOf(before);
    const { by = 0, part = 0, place = part * box.scrollHeight } = wish;
    box.scrollTop = 'by' in wish ? box.scrollTop + by : place;
    for (let frame = 0; frame < 3; frame += 1) {
      await new Promise<void>((resolve) => requestAnimationFrame(resolve));
    }
    const { top, bottom } = box.getBoundingClientRect();
    const all = rows();
    return {
      scrollTop: box.scrollTop,
      top: topOf(seen()),
      key: seen()?.dataset.key ?? '',
      emptyAbove: (all[0]?.getBoundingClientRect().top ?? 0) - top,
      emptyBelow: bottom - (all.at(-1)?.getBoundingClientRect().bottom ?? 0),
      rows: all.length,
      moved: topOf(before) - topBefore,
    };
  }, to);
}

describe('the messages of a page', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite();
  let ana: Page;
  let bob: Line;

  before(async () => {
    ana = await pages().join('ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
  });

  it('scrolls through a long history with few messages in the document', async () => {
    for (let number = 1; number <= 400; number += 1) {
      // Of one to three rows of text.
      void bob.send(`line ${number}${' and on'.repeat((number % 3) * 30)}`);
    }
    await message(ana, 'line 400').waitFor();
    const rows = ana.locator('.messages > ol > li');
    assert.ok((await rows.count()) <= 160);
    const list = ana.locator('.messages');
    while (!(await ana.getByText('the beginning').isVisible())) {
      await list.evaluate((box: { scrollTop: number }) => {
        box.scrollTop = 0;
      });
    }
    assert.ok((await rows.count()) <= 160);
    await field(ana).press('Alt+End');
    await message(ana, 'line 400').waitFor();
  });

  it('leaves what is read where it is, to the pixel, as messages come above and below it', async () => {
    const list = ana.locator('.messages');
    let turned = 0;
    let rows = 0;
    let last = await turn(list, { by: -400 });
    for (const by of [...Array(18).fill(-400), ...Array(12).fill(400), ...Array(6).fill(-400)]) {
      const next = await turn(list, { by });
      // Of a row that has been taken out of the document nothing is known.
      assert.ok(Math.abs(next.moved + by) < 1, `a row moved by ${next.moved}, and not by ${-by}`);
      assert.ok(next.emptyAbove <= 0 && next.emptyBelow <= 0, 'empty space is seen');
      if (Math.abs(next.scrollTop - last.scrollTop - by) >= 1) turned += 1;
      rows = Math.max(rows, next.rows);
      last = next;
    }
    assert.ok(rows <= 160);
    // All that is seen moves in the document only where the space above is used up.
    assert.ok(turned <= 3, `all rows have moved ${turned} times`);
  });

  it('shows messages wherever somebody drags the scroll bar to, and no space at the beginning', async () => {
    const list = ana.locator('.messages');
    for (const part of [0.7, 0.3, 0.9, 0.5]) {
      const { emptyAbove, emptyBelow } = await turn(list, { part });
      assert.ok(emptyAbove <= 0 && emptyBelow <= 0, 'empty space is seen');
    }
    const beginning = ana.getByText('the beginning');
    while (!(await beginning.isVisible())) await turn(list, { place: 0 });
    const first = await turn(list, { place: 0 });
    assert.equal(first.scrollTop, 0);
    // Only the words that say so are above the first row.
    assert.ok(first.emptyAbove < 60);
    await list.press('End');
    await message(ana, 'line 400').waitFor();
    await list.press('Home');
    await beginning.waitFor();
  });

  it('keeps the same message at the top as the window becomes narrower, and wider again', async () => {
    const list = ana.locator('.messages');
    await field(ana).press('Alt+End');
    await message(ana, 'line 400').waitFor();
    // Its top is seen, as it has fewer lines in a wider window.
    const { top: by } = await turn(list, { by: -3_000 });
    const before = await turn(list, { by });
    for (const width of [320, 900, 1_280]) {
      await ana.setViewportSize({ width, height: 720 });
      const { key, top } = await turn(list, { by: 0 });
      assert.equal(key, before.key);
      assert.ok(Math.abs(top - before.top) < 1);
    }
    await field(ana).press('Alt+End');
    await message(ana, 'line 400').waitFor();
  });

  it('follows the end however fast messages come, and leaves it for one that was answered', async () => {
    for (let number = 1; number <= 200; number += 1) await bob.send(`tick ${number}.`);
    await message(ana, 'tick 200.').waitFor();
    await message(ana, 'tick 150.').focus();
    await ana.keyboard.press('r');
    await ana.keyboard.type('an answer');
    await ana.keyboard.press('Enter');
    await message(ana, 'an answer')
      .getByRole('button', { name: /↪ bob tick 150/ })
      .click();
    const topOf = async (one: Locator) => (await one.boundingBox())?.y ?? 0;
    const isSeen = async () =>
      (await topOf(message(ana, 'tick 150.').first())) > (await topOf(ana.locator('.messages')));
    while (!(await isSeen()));
    await field(ana).press('Alt+End');
    await message(ana, 'an answer').waitFor();
  });
});
