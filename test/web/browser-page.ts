import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, afterEach, before } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { defaultFileLimits } from '../../src/words/file-limits.ts';
import { buildPage } from '../../tools/build/web.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { leastStretching } from '../support/light-stretching.ts';
import { type LineSettings, type StartedLine, startLine } from '../support/started-line.ts';
import { openWay, type Way } from './way.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why tests in a browser are skipped; false: they are not. */
export const skip = existsSync(executablePath)
  ? false
  : 'these tests need a browser: install Debian’s package chromium, or name another one in CHROMIUM';

/** The password of everybody in these tests. */
export const password = 'pass the salt, please';

/** Nothing that a test waits for takes so long on a slow machine, in milliseconds. */
const patienceMs = 50_000;

let built: Promise<string> | undefined;

/** The folder of the page, built once for all tests of this process. */
export function pageFolder(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-page-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const source = join(import.meta.dirname, '..', '..', 'src', 'web');
  await buildPage({ source, folder, isCompressed: false });
  return folder;
}

/** The options of a line with a page. */
export interface PageSettings extends LineSettings {
  /** The browser knows the certificate of the server; true if left out. */
  readonly isTrusted?: boolean;
}

/** A line with its page and a browser; see `pagesOfSuite`. */
export class BrowserPages {
  /** Errors that the pages did not catch. */
  readonly errors: string[] = [];
  readonly line: StartedLine;
  readonly way: Way;
  readonly browser: Browser;
  readonly #contexts = new Set<BrowserContext>();

  constructor(line: StartedLine, way: Way, browser: Browser) {
    this.line = line;
    this.way = way;
    this.browser = browser;
  }

  /** A browser of its own, with nothing kept in it. */
  async device(): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(patienceMs);
    context.on('weberror', (error) => this.errors.push(String(error.error())));
    this.#contexts.add(context.on('close', () => this.#contexts.delete(context)));
    return context;
  }

  /** Opens the page; in a browser of its own unless one is given. */
  async open(context?: BrowserContext, fragment = ''): Promise<Page> {
    const page = await (context ?? (await this.device())).newPage();
    await page.goto(`https://127.0.0.1:${this.way.port}/${fragment}`);
    return page;
  }

  /** Opens the page, and signs somebody up. */
  async join(name: string, context?: BrowserContext): Promise<Page> {
    const page = await this.open(context);
    await page.getByRole('button', { name: 'I am new here' }).click();
    await fillIn(page, name);
    return page;
  }

  /** What all pages show, for a report of a failure. */
  async shown(): Promise<string[]> {
    const pages = [...this.#contexts].flatMap((context) => context.pages());
    return Promise.all(pages.map((page) => page.locator('body').innerText()));
  }
}

/** Fills in the form for newcomers, and waits for the lobby. */
export async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('A new password').fill(password);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
}

/** Starts a line with its page, and Debian's Chromium; both end with the scope. */
export async function openPages(
  scope: Scope,
  { isTrusted = true, ...settings }: PageSettings = {},
): Promise<BrowserPages> {
  const line = await startLine(scope, {
    name: 'Night shift',
    web: { folder: await pageFolder() },
    files: defaultFileLimits,
    stretching: leastStretching,
    bounds: { presenceAudience: 256, presenceDelayMs: 1 },
    ...settings,
  });
  const way = await openWay(scope, line.address.port);
  const browser = await launch(scope, isTrusted ? line.server.fingerprint : undefined);
  return new BrowserPages(line, way, browser);
}

/**
 * Starts Chromium; it ends with the scope.
 *
 * @param fingerprint that of a server whose certificate it takes for that of a known authority
 */
export async function launch(scope: Scope, fingerprint?: string): Promise<Browser> {
  const hash = Buffer.from(fingerprint ?? '', 'base64url').toString('base64');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', `--ignore-certificate-errors-spki-list=${hash}`],
  });
  scope.after(() => browser.close());
  return browser;
}

/**
 * A line with its page and a browser for the suite that calls this; there from its first hook on. Of a test that fails,
 * it is told what the pages show; at the end, that they threw no errors.
 */
export function pagesOfSuite(settings: PageSettings = {}): () => BrowserPages {
  const scope = scopeOf(after);
  let pages: BrowserPages | undefined;
  before(async () => {
    pages = await openPages(scope, settings);
  });
  afterEach(async (context) => {
    if (pages === undefined || !('diagnostic' in context)) return;
    if ('passed' in context && context.passed) return;
    for (const text of await pages.shown()) context.diagnostic(`A page shows:\n${text}`);
  });
  after(() => assert.deepEqual(pages?.errors, []));
  return () => {
    if (pages === undefined) throw new Error('The browser was not started.');
    return pages;
  };
}
