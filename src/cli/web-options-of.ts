import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { WebOptions } from '../server/web/web-options.ts';
import type { CommandValues } from './options.ts';
import type { serveCommand } from './serve-command.ts';

/** The folder of the package, or of the clone. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const builtPage = join(root, 'dist', 'web');
const builder = join(root, 'tools', 'web.ts');

/** Whether this runs from the sources: then the page is that of the sources as well. */
const isClone = import.meta.filename.endsWith('.ts');

/** How browsers are served; undefined: they are not. */
export function webOptionsOf({
  web,
  webHost,
  trustProxy,
}: CommandValues<typeof serveCommand>): WebOptions | undefined {
  if (!web || !existsSync(isClone ? builder : builtPage)) return undefined;
  const folder = isClone ? buildPage : builtPage;
  return { folder, hosts: webHost, trustedProxies: trustProxy };
}

/** Builds the page in a process of its own, so that a server that starts knows nothing of bundlers. */
async function buildPage(): Promise<string> {
  const [{ execFile }, { promisify }] = await Promise.all([
    import('node:child_process'),
    import('node:util'),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'partyline-web-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await promisify(execFile)(process.execPath, [builder, folder]);
  return folder;
}
