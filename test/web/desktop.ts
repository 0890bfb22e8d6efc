import type { BrowserContext, Page } from 'playwright-core';
import { hasWholeBrowser } from './browser-page.ts';

/*
 * What is beside a page on the desktop: other windows, and notifications. The whole Chromium has them; for the one
 * without windows the page is given some at the edge of the browser.
 */

/** A notification as it is shown. */
export interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** What functions that run in the page or in its service worker use there. */
interface BrowserNotification extends Shown {
  readonly data: unknown;
  close(): void;
}
interface Registration {
  getNotifications(wish?: { readonly tag?: string }): Promise<BrowserNotification[]>;
}
declare const navigator: {
  readonly serviceWorker: { readonly ready: Promise<Registration> };
  readonly locks: {
    request<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  };
};
declare const registration: Registration;
declare const document: { hasFocus(): boolean };
declare const Notification: {
  readonly permission: string;
  requestPermission(): Promise<string>;
};
declare const ServiceWorkerRegistration: {
  prototype: Registration & {
    showNotification(
      title: string,
      options: Omit<BrowserNotification, 'title' | 'close'>,
    ): Promise<void>;
  };
};
declare function dispatchEvent(event: Event): void;
declare class NotificationEvent extends Event {
  constructor(name: string, options: { notification: BrowserNotification });
}
declare class ExtendableEvent extends Event {}

/** A person at a desktop with a page on it. */
export class Desktop {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page in a browser. */
  static async open(context: BrowserContext, address: string): Promise<Desktop> {
    const page = await context.newPage();
    if (!hasWholeBrowser) await page.addInitScript(standIns);
    await page.goto(address);
    // As tests of pages want it mostly, each page has the focus at any time.
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    return new Desktop(page);
  }

  /** Lets the page show notifications, or does not any more. */
  async allow(isAllowed: boolean): Promise<void> {
    const context = this.page.context();
    if (isAllowed) await context.grantPermissions(['notifications']);
    else await context.clearPermissions();
    if (!hasWholeBrowser) await this.page.evaluate(`standIns.isAllowed = ${isAllowed}`);
  }

  /** Looks at another window. */
  async lookAway(): Promise<void> {
    if (hasWholeBrowser) await (await this.page.context().newPage()).bringToFront();
    else await this.page.evaluate('standIns.look(false)');
    await this.isLookedAt(false);
  }

  async lookAgain(): Promise<void> {
    if (hasWholeBrowser) await this.page.bringToFront();
    else await this.page.evaluate('standIns.look(true)');
    await this.isLookedAt(true);
  }

  /** Waits until the page is looked at, or is not. */
  async isLookedAt(isLookedAt: boolean): Promise<void> {
    await this.page.waitForFunction((wanted) => document.hasFocus() === wanted, isLookedAt);
  }

  /** The notifications that are shown, by their tags; asked for in turn with the pages, as src/web/page/notify.ts has it. */
  async notifications(): Promise<Shown[]> {
    const shown = await this.page.evaluate(async () => {
      const { ready } = navigator.serviceWorker;
      const all = await navigator.locks.request('partyline.notifications', async () =>
        (await ready).getNotifications(),
      );
      return all.map(({ title, body, tag }) => ({ title, body, tag }));
    });
    return shown.sort((one, other) => (one.tag < other.tag ? -1 : 1));
  }

  /** Waits until so many are shown. */
  async shows(count: number): Promise<Shown[]> {
    for (;;) {
      const shown = await this.notifications();
      if (shown.length === count) return shown;
    }
  }

  /** Clicks a notification: its worker is told as the browser tells it, but for leave to take the focus. */
  async click(tag: string): Promise<void> {
    const [worker] = this.page.context().serviceWorkers();
    if (worker === undefined) throw new Error('The page has no service worker.');
    if (hasWholeBrowser) await worker.evaluate(clickReal, tag);
    else await worker.evaluate(clickStandIn, await this.page.evaluate(`standIns.take("${tag}")`));
  }
}

/** Runs in the service worker. */
async function clickReal(tag: string): Promise<void> {
  const [notification] = await registration.getNotifications({ tag });
  if (notification === undefined) throw new Error(`There is no notification ${tag}.`);
  const event = new NotificationEvent('notificationclick', { notification });
  // Only for its own events a browser waits.
  Object.assign(event, { waitUntil: (work: Promise<unknown>) => void work.catch(() => {}) });
  dispatchEvent(event);
}

/** Runs in the service worker. */
function clickStandIn(data: unknown): void {
  const event = new ExtendableEvent('notificationclick');
  const notification = { data, close: () => {} };
  const waitUntil = (work: Promise<unknown>) => void work.catch(() => {});
  dispatchEvent(Object.assign(event, { notification, waitUntil }));
}

/** Runs in the page before its own program: windows and notifications for a browser without them. */
function standIns(): void {
  const shown = new Map<string, BrowserNotification>();
  let isFocused = true;
  const means = {
    isAllowed: false,
    look(isLooking: boolean) {
      isFocused = isLooking;
      dispatchEvent(new Event(isLooking ? 'focus' : 'blur'));
    },
    take(tag: string): unknown {
      const { data } = shown.get(tag) as BrowserNotification;
      shown.delete(tag);
      return data;
    },
  };
  document.hasFocus = () => isFocused;
  Object.defineProperty(Notification, 'permission', {
    get: () => (means.isAllowed ? 'granted' : 'denied'),
  });
  Notification.requestPermission = async () => Notification.permission;
  const { prototype } = ServiceWorkerRegistration;
  prototype.showNotification = async (title, options) => {
    if (!means.isAllowed) throw new TypeError('The page may not show notifications.');
    shown.set(options.tag, { title, ...options, close: () => shown.delete(options.tag) });
  };
  prototype.getNotifications = async ({ tag } = {}) =>
    [...shown.values()].filter((one) => tag === undefined || one.tag === tag);
  Object.assign(globalThis, { standIns: means });
}
