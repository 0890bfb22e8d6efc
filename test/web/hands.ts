import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';

/* What people do at a page, and what they see. */

/** What functions that run in the page use there. */
declare const document: {
  querySelector(selector: string): { readonly value: string } | null;
};

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The field that a person writes in. */
export function field(page: Page): Locator {
  return page.locator('.composer textarea');
}

/** Waits until the field holds a text. */
export async function holds(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('.composer textarea')?.value === wanted,
    text,
  );
}

/** Writes something, and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** The messages that hold a text. */
export function message(page: Page, text: string | RegExp): Locator {
  return page.locator('article', { hasText: text });
}

/** Waits for the list of what was said in a room. */
export async function seesRoom(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

/** Presses Tab until something has the focus. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const most = 60;
  for (let count = 0; count < most; count += 1) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`Tab does not lead to ${wanted}.`);
}

/** The faults that axe finds in what the page shows now: rule, and element. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

/** Waits, each time it is called, until a program has got a text; those before it are passed over. */
export function hears(line: Line): (text: string) => Promise<void> {
  const messages = line.messages()[Symbol.asyncIterator]();
  return async (text) => {
    for (;;) {
      const { done, value } = await messages.next();
      if (done) throw new Error(`the line ended before "${text}"`);
      if (value.text === text) return;
    }
  };
}
