import { render } from 'preact';
import type { DatabaseFactory } from '../../client/web/kept-values.ts';
import { pageAddress } from '../../client/web/page-address.ts';
import { PageMachine } from '../../client/web/page-machine.ts';
import { codeIn } from '../code-in-address.ts';
import { readSettings, type Settings } from '../settings.ts';
import { notify } from './notify.ts';
import { Page } from './page.ts';
import { PageView } from './page-view.tsx';
import { scriptUrl } from './script-url.ts';
import { speakLanguage } from './speak-language.ts';

/* The program of the page: it is loaded by index.html, and makes everything that is seen. */

const code = codeIn(location.hash);
// The code is a secret: neither the address nor the history of the browser keeps it.
if (code !== undefined) history.replaceState(null, '', location.pathname);
const address = {
  ...pageAddress(location),
  ...(code?.code === undefined ? {} : { [code.kind]: code.code }),
};
// A code that is opened where the page is open already does not load it anew.
addEventListener('hashchange', () => {
  if (codeIn(location.hash) !== undefined) location.reload();
});

function show({ look, language }: Settings): void {
  const { documentElement: root } = document;
  root.lang = language;
  root.dataset.look = look;
}

/** Tabs share a connection where the browser can share a worker between them. */
const sharing =
  'SharedWorker' in globalThis && 'locks' in navigator
    ? {
        worker: (failed: () => void) => {
          const worker = new SharedWorker(scriptUrl('/shared-worker.js'), { type: 'module' });
          worker.addEventListener('error', failed);
          return worker.port;
        },
        locks: navigator.locks,
      }
    : undefined;

const settings = readSettings(localStorage, navigator.languages);
// A browser that cannot load the texts shows those that it has.
await speakLanguage(settings.language).catch(() => {});
const machine = await PageMachine.open({
  place: location,
  userAgent: navigator.userAgent,
  database: indexedDB as unknown as DatabaseFactory,
  sharing,
  notKept: (error) => console.warn('The browser does not keep what is written here.', error),
});
const page = new Page(
  {
    join: (options) => machine.join({ address, ...options }),
    notify: (call) => void notify(call, () => page.answer(call.message)).catch(() => {}),
    kept: localStorage,
    settings,
    show,
    name: machine.name ?? '',
    hasSession: machine.hasSession,
  },
  code,
);
page.start();
render(<PageView page={page} />, document.body);

// What the page is made of stays in the browser, so that it opens while the line is down.
if ('serviceWorker' in navigator) {
  // The only one who tells the page anything is its own worker: a notification was clicked.
  navigator.serviceWorker.addEventListener('message', ({ data }) => page.answer(data));
  navigator.serviceWorker.register(scriptUrl('/service-worker.js')).catch(() => {});
}
