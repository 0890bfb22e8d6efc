import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, afterEach, before } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Address } from '../../src/wire/address.ts';
import { defaultFileLimits } from '../../src/words/file-limits.ts';
import { buildPage } from '../../tools/build/web.ts';
import { builtPage } from '../support/built.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { leastStretching } from '../support/light-stretching.ts';
import {
  type LineSettings,
  newFolder,
  type StartedLine,
  startLine,
} from '../support/started-line.ts';
import { openWay, type Way } from './way.ts';

/** Debian's Chromium, and the one without windows, which costs half of it and has no notifications. */
const wholeBrowser = '/usr/bin/chromium';
const lightBrowser = '/usr/bin/chromium-headless-shell';
export const hasWholeBrowser = existsSync(wholeBrowser);

const executablePath = [process.env.CHROMIUM ?? '', lightBrowser, wholeBrowser].find((path) =>
  existsSync(path),
);

/** Why tests in a browser are skipped; false: they are not. */
export const skip =
  executablePath === undefined &&
  'these tests need a browser: install Debian’s package chromium-headless-shell or chromium';

/** The password of everybody in these tests. */
export const password = 'pass the salt, please';

/** Nothing that a test waits for takes so long on a slow machine, in milliseconds. */
const patienceMs = 50_000;

let built: Promise<string> | undefined;

/** The folder of the page, built once for a run of all tests, or for those of this process. */
export async function pageFolder(): Promise<string> {
  if (builtPage !== undefined) return builtPage;
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
  /** The browser is the whole one, where there is that; false if left out. */
  readonly isWhole?: boolean;
}

/** A line with its page and a browser; see `pagesOfSuite`. */
export class BrowserPages {
  /** Errors that the pages did not catch. */
  readonly errors: string[] = [];
  readonly browser: Browser;
  /** To the server, wherever it listens now. */
  readonly way: Way;
  readonly #house: RestartableLine;
  readonly #contexts = new Set<BrowserContext>();

  constructor(house: RestartableLine, way: Way, browser: Browser) {
    this.#house = house;
    this.way = way;
    this.browser = browser;
  }

  /** The line as it runs. */
  get line(): StartedLine {
    return this.#house.now;
  }

  /** The way, as the address of a server. */
  get address(): Address {
    return { ...this.line.address, port: this.way.port };
  }

  /** Starts the server again, on the same folder, after it has stopped. */
  async startAgain(): Promise<void> {
    await this.line.server.stop();
    await this.#house.start();
  }

  /**
   * A browser of its own, with nothing kept in it.
   *
   * @param options `goesPast`: the person goes on past a certificate that the browser does not know
   */
  async device({ goesPast = false } = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      ignoreHTTPSErrors: goesPast,
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

/** A line that can be started again on its folder. */
interface RestartableLine {
  readonly now: StartedLine;
  start(): Promise<void>;
}

async function startRestartable(scope: Scope, settings: LineSettings): Promise<RestartableLine> {
  const dataFolder = newFolder(scope);
  const start = async () =>
    startLine(scope, {
      name: 'Night shift',
      web: { folder: await pageFolder() },
      files: defaultFileLimits,
      stretching: leastStretching,
      ...settings,
      bounds: { presenceAudience: 256, presenceDelayMs: 1, ...settings.bounds },
      dataFolder,
    });
  let line = await start();
  return {
    get now() {
      return line;
    },
    async start() {
      line = await start();
    },
  };
}

/** Starts a line with its page, and Chromium; both end with the scope. */
export async function openPages(
  scope: Scope,
  { isTrusted = true, isWhole = false, ...settings }: PageSettings = {},
): Promise<BrowserPages> {
  const house = await startRestartable(scope, settings);
  const way = await openWay(scope, () => house.now.address.port);
  const { fingerprint } = house.now.server;
  const path = isWhole && hasWholeBrowser ? wholeBrowser : executablePath;
  const browser = await launch(scope, isTrusted ? fingerprint : undefined, path);
  return new BrowserPages(house, way, browser);
}

/**
 * Starts Chromium; it ends with the scope.
 *
 * @param fingerprint that of a server whose certificate it takes for that of a known authority
 */
export async function launch(
  scope: Scope,
  fingerprint?: string,
  path = executablePath,
): Promise<Browser> {
  const hash = Buffer.from(fingerprint ?? '', 'base64url').toString('base64');
  const browser = await chromium.launch({
    executablePath: path ?? '',
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
