/*
 * Makes the pictures of the page in docs: runs a server, two programs that talk, and the page in a browser, and takes it
 * on a desk and on a phone, light and dark. `npm run picture:web`; needs Debian's packages chromium and
 * fonts-noto-color-emoji.
 */
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Line } from '../src/index.ts';
import { scopeOf } from '../test/support/cleanup.ts';
import { signUpOn } from '../test/support/joined-lines.ts';
import { leastStretching } from '../test/support/light-stretching.ts';
import { newFolder, startLine } from '../test/support/started-line.ts';
import { buildPage } from './build/web.ts';

const docs = join(import.meta.dirname, '..', 'docs');
const source = join(import.meta.dirname, '..', 'src', 'web');
const desk = { width: 1440, height: 900 };
const phone = { width: 360, height: 740 };
const looks = ['light', 'dark'] as const;

async function enter(page: Page, line: string): Promise<void> {
  await page.locator('.composer textarea').fill(line);
  await page.locator('.composer textarea').press('Escape');
  await page.locator('.composer textarea').press('Enter');
}

async function signUp(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'I am new here' }).click();
  await page.getByLabel('Your name').fill('ana');
  await page.getByLabel('A new password').fill('pass the salt, ana');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: 'lobby' }).waitFor();
}

/** What is talked about in the pictures. */
async function talk(page: Page, bob: Line, mira: Line): Promise<void> {
  const room = '#deploys';
  await mira.rooms.join(room);
  await mira.rooms.setTopic(room, 'What goes out, and when');
  await bob.rooms.join(room);
  await bob.rooms.join('#night-watch');
  await mira.send('Release 12 is ready: https://example.org/releases/12', { room });
  await mira.send('The notes are in the usual place.', { room });
  await bob.send('I have read them. When does it go out?', { room });
  await enter(page, `/join ${room}`);
  await page.getByRole('heading', { name: room }).waitFor();
  await enter(page, 'At five, after the backup of the photos.\nThat takes twenty minutes now.');
  await page.getByText('That takes twenty minutes').waitFor();
  const { messages } = await bob.history(room);
  const own = messages.findLast(({ from, kind }) => from === 'ana' && kind === 'text');
  const place = { room, seq: own?.seq ?? 1 };
  await bob.reply(place, 'Good: the dashboards are on my second screen.');
  await mira.react(place, '👍');
  await bob.react(place, '👍');
  await mira.react(place, '🎉');
  await mira.send('ana, who is on call tonight?', { room });
  await enter(page, 'bob is, until eight.');
  await bob.send('are you there?', { to: 'ana' });
  await bob.attention.away('tea');
  await mira.attention.typing(room);
  await page.getByText('mira types').waitFor();
}

async function take(browser: Browser, address: string, bob: Line, mira: Line): Promise<void> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: desk });
  const page = await context.newPage();
  await signUp(page, address);
  await talk(page, bob, mira);
  await page.mouse.move(0, 0);
  for (const [name, size] of Object.entries({ desk, phone })) {
    await page.setViewportSize(size);
    for (const colorScheme of looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(docs, `page-${name}-${colorScheme}.png`) });
    }
  }
}

const undo: (() => unknown)[] = [];
const scope = scopeOf((work: () => unknown) => undo.unshift(work));
try {
  const folder = newFolder(scope);
  await buildPage({ source, folder, isCompressed: false });
  const { address } = await startLine(scope, {
    name: 'Night shift',
    web: { folder },
    stretching: leastStretching,
    bounds: { presenceAudience: 256, presenceDelayMs: 1 },
  });
  const bob = await signUpOn(scope, address, 'bob');
  const mira = await signUpOn(scope, address, 'mira');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  scope.after(() => browser.close());
  await take(browser, `https://127.0.0.1:${address.port}/`, bob, mira);
} finally {
  for (const work of undo) await work();
}
