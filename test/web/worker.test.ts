import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { newFolder } from '../support/started-line.ts';
import { pageFolder, pagesOfSuite, skip } from './browser-page.ts';
import { message, say } from './hands.ts';

describe('a page without the worker that tabs share', { skip }, () => {
  const scope = scopeOf(after);
  const folder = newFolder(scope);
  before(async () => {
    cpSync(await pageFolder(), folder, { recursive: true });
    rmSync(join(folder, 'shared-worker.js'));
  });
  const pages = pagesOfSuite({ web: { folder } });

  it('connects by itself where the program of the worker cannot be loaded', async () => {
    const ana = await pages().join('ana');
    await say(ana, 'without a worker');
    await message(ana, 'without a worker').waitFor();
    await ana.reload();
    await message(ana, 'without a worker').waitFor();
    await say(ana, 'and after a return');
    await message(ana, 'and after a return').waitFor();
  });

  it('connects by itself in a browser that has no such workers', async () => {
    const device = await pages().device();
    await device.addInitScript('delete globalThis.SharedWorker');
    const eve = await pages().join('eve', device);
    await say(eve, 'without any worker');
    await message(eve, 'without any worker').waitFor();
  });
});
