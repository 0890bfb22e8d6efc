import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreBackup } from '../../src/backup/restore.ts';
import { writeBackup } from '../../src/backup/write-backup.ts';
import { type Server, startServer } from '../../src/server/server.ts';
import { openDataFolder } from '../../src/store/data-folder.ts';
import { type Address, parseAddress } from '../../src/wire/address.ts';
import type { Scope } from './cleanup.ts';
import { copyRunningFolder } from './copied-folder.ts';
import { lightStretching } from './light-stretching.ts';
import { temporaryFolder } from './test-server.ts';

/** A server whose data folder is copied, and put back by hand, as an operator does. */
export interface RestorableLine {
  readonly address: Address;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Copies the data folder as it is, whether or not the server runs. */
  copy(): void;
  /** Puts the copy in the place of the data folder; the server must be stopped. */
  putBack(): void;
  /** Backs the line up while it runs. */
  backUp(): Promise<void>;
  /** Stops, restores the backup, and starts again on the same port. */
  restoreBackup(): Promise<void>;
  /** Stops, puts the copy back, and starts again on the same port. */
  restore(): Promise<void>;
  /** Begins anew with an empty folder. */
  replace(): Promise<void>;
}

/** Starts one in clear text, so that no certificate tells its stores apart; it ends with the scope. */
export async function startRestorableLine(scope: Scope): Promise<RestorableLine> {
  const root = temporaryFolder();
  const [folder, backup] = [join(root, 'data'), join(root, 'backup')];
  const archive = join(root, 'line.tar');
  let server: Server | undefined;
  const open = (port: number) =>
    startServer({
      host: '127.0.0.1',
      port,
      strictPort: true,
      insecure: true,
      dataFolder: folder,
      stretching: lightStretching,
      floodLimits: false,
    });
  const stop = async () => {
    await server?.stop();
    server = undefined;
  };
  const start = async () => {
    server = await open(address.port);
  };
  const putBack = () => {
    rmSync(folder, { recursive: true });
    cpSync(backup, folder, { recursive: true });
  };
  server = await open(0);
  const address = parseAddress(server.address());
  scope.after(stop);
  return {
    address,
    start,
    stop,
    copy: () => {
      rmSync(backup, { recursive: true, force: true });
      copyRunningFolder(folder, backup);
    },
    putBack,
    backUp: async () => {
      const options = { folder, workFolder: root, software: 'test', now: Date.now() };
      const chunks: Uint8Array[] = [];
      await writeBackup(options, (bytes) => void chunks.push(bytes));
      writeFileSync(archive, Buffer.concat(chunks));
    },
    restoreBackup: async () => {
      await stop();
      const held = openDataFolder(folder);
      restoreBackup(archive, held);
      held.release();
      await start();
    },
    restore: async () => {
      await stop();
      putBack();
      await start();
    },
    replace: async () => {
      await stop();
      rmSync(folder, { recursive: true });
      await start();
    },
  };
}
