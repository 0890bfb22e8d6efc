import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { shownAfter, type Watched, watch, watchedSoFar } from './watched.ts';

const executablePath = '/usr/bin/chromium';
export const hasBrowser = existsSync(executablePath);

const password = 'a lamp for the bench';
const room = '.messages article';
const form = 'input[name="username"]';
/** Pixels that the wheel turns the list by in a second: some forty messages, more than anybody reads. */
const pixelsPerSecond = 3_000;

/** A device: its window, and how much slower it is than this machine. */
export interface Device {
  readonly width: number;
  readonly height: number;
  readonly slowness: number;
}

/** How much the page takes, after what is not needed any more was thrown away. */
export interface Taken {
  /** Bytes of JavaScript's heap, and of what it holds outside of it. */
  readonly heapBytes: number;
  /** Elements in the document. */
  readonly elements: number;
}

/** How the page is opened: with nothing of it in the browser, or with what an earlier visit has left there. */
interface Opening {
  readonly isEmpty?: boolean;
}

/** Somebody with a browser of their own, and a page of the line in it. */
export class Visitor {
  readonly #context: BrowserContext;
  readonly #address: string;
  #page: Page;
  #session: CDPSession;

  private constructor(context: BrowserContext, address: string, page: Page, session: CDPSession) {
    this.#context = context;
    this.#address = address;
    this.#page = page;
    this.#session = session;
  }

  /** Starts a browser that takes the certificate of the server at a port as one that it can check. */
  static async start(port: number, { width, height }: Device): Promise<Visitor> {
    const key = await publicKeyOf(port);
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', `--ignore-certificate-errors-spki-list=${key}`],
    });
    const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB' });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    return new Visitor(context, `https://127.0.0.1:${port}/`, page, session);
  }

  async close(): Promise<void> {
    await this.#context.browser()?.close();
  }

  /** Of the browser. */
  get version(): string {
    return this.#context.browser()?.version() ?? '';
  }

  /** Goes to the form; resolves with the time until it can be filled in, in milliseconds. */
  form(opening: Opening = {}): Promise<number> {
    return this.#open(form, opening);
  }

  /** Comes back to the room; resolves with the time until messages are seen, in milliseconds. */
  room(opening: Opening = {}): Promise<number> {
    return this.#open(room, opening);
  }

  async signUp(name: string): Promise<void> {
    const page = this.#page;
    await page.getByRole('button', { name: 'I am new here' }).click();
    await page.locator(form).fill(name);
    await page.locator('input[type="password"]').fill(password);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.locator(room).first().waitFor();
  }

  /** Goes on as if at another device. */
  async become({ width, height, slowness }: Device): Promise<void> {
    await this.#page.setViewportSize({ width, height });
    await this.#session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  }

  /** Turns the wheel over the messages, upwards, for so long. */
  async scrollUp(ms: number): Promise<Watched> {
    const { width = 0, height = 0 } = this.#page.viewportSize() ?? {};
    return this.#watched(() =>
      this.#session.send('Input.synthesizeScrollGesture', {
        x: Math.round(width / 2),
        y: Math.round(height / 2),
        yDistance: Math.round((pixelsPerSecond * ms) / 1000),
        speed: pixelsPerSecond,
        gestureSourceType: 'mouse',
        preventFling: true,
      }),
    );
  }

  /** Types so many letters, one each 50 ms. */
  async type(count: number): Promise<Watched> {
    const field = this.#page.locator('.composer textarea');
    await field.click();
    const watched = await this.#watched(async () => {
      for (let key = 0; key < count; key += 1) {
        await this.#page.keyboard.press(String.fromCharCode(97 + (key % 26)));
        await delay(50);
      }
    });
    await field.fill('');
    return watched;
  }

  /** Waits until a message is seen. */
  async sees(text: string | RegExp): Promise<void> {
    await this.#page.locator(room, { hasText: text }).first().waitFor({ timeout: 300_000 });
  }

  async taken(): Promise<Taken> {
    const session = this.#session;
    for (let turn = 0; turn < 3; turn += 1) await session.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
    const elements = await this.#page.locator('*').count();
    return { heapBytes: usedSize + backingStorageSize, elements };
  }

  async #open(selector: string, { isEmpty = false }: Opening): Promise<number> {
    await this.#page.goto('about:blank');
    if (isEmpty) await this.#emptyCache();
    await this.#page.goto(this.#address, { waitUntil: 'commit' });
    return this.#page.evaluate(shownAfter, selector);
  }

  /** Throws away the parts of the page that the browser has kept; who was here stays known. */
  async #emptyCache(): Promise<void> {
    const { origin } = new URL(this.#address);
    const storageTypes = 'cache_storage,service_workers';
    await this.#session.send('Storage.clearDataForOrigin', { origin, storageTypes });
    await this.#session.send('Network.clearBrowserCache');
  }

  async #watched(doing: () => Promise<unknown>): Promise<Watched> {
    await this.#page.evaluate(watch);
    await doing();
    return this.#page.evaluate(watchedSoFar);
  }
}

/** The hash of the public key of a server's certificate, in the form in which Chromium takes it. */
async function publicKeyOf(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect');
    const { publicKey } = new X509Certificate(socket.getPeerCertificate().raw);
    const der = publicKey.export({ type: 'spki', format: 'der' });
    return createHash('sha256').update(der).digest('base64');
  } finally {
    socket.destroy();
  }
}
