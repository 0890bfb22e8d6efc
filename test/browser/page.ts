/*
 * The program of a page, bundled for a browser, where it has nothing but the standards of the web: the client,
 * and the hub that a shared worker would run.
 */
export { PageMachine } from '../../src/client/web/page-machine.ts';
export { admitTab, shareTabs } from '../../src/client/web/share-tabs.ts';
export { TabHub } from '../../src/client/web/tab-hub.ts';
export { openWebSocketPipe } from '../../src/client/web/web-socket-pipe.ts';
