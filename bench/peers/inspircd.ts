import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { connectionsOf } from './audience.ts';
import { irc } from './irc.ts';
import { configured, startPeer, versionOf } from './peer.ts';

/** InspIRCd, one of the most used IRC servers. */
export const inspircd: System = {
  name: 'InspIRCd',
  keeps: 'nothing',
  version: () => versionOf('inspircd', ['--version'], /InspIRCd-(\d[\d.]*)/),
  async start({ folder, audience }) {
    const port = await freePort();
    const config = configured('inspircd.conf', folder, { PORT: port, FOLDER: folder });
    const asRoot = process.getuid?.() === 0 ? ['--runasroot'] : [];
    return startPeer('inspircd', ['--nofork', ...asRoot, '--config', config], port, {
      connections: connectionsOf(audience, irc),
      echo: false,
      // It lets in, once a second, all who have said their names.
      ramp: 256,
    });
  },
};
