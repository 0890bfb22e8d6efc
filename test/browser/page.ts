/*
 * The program of a page, bundled for a browser, where it has nothing but the standards of the web: the client,
 * and the hub that a shared worker would run.
 */
export { admitTab } from '../../src/client/web/admit-tab.ts';
export { PageMachine } from '../../src/client/web/page-machine.ts';
export { TabHub } from '../../src/client/web/tab-hub.ts';
export { openWebSocketPipe } from '../../src/client/web/web-socket-pipe.ts';
