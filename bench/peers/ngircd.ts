import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { connectionsOf } from './audience.ts';
import { irc } from './irc.ts';
import { configured, startPeer, versionOf } from './peer.ts';

/** ngIRCd, a small IRC server. */
export const ngircd: System = {
  name: 'ngIRCd',
  keeps: 'nothing',
  version: () => versionOf('ngircd', ['--version'], /ngIRCd (\d[\d.]*)/),
  async start({ folder, audience }) {
    const port = await freePort();
    const values = { PORT: port, UID: process.getuid?.() ?? 0, GID: process.getgid?.() ?? 0 };
    const config = configured('ngircd.conf', folder, values);
    return startPeer('ngircd', ['--nodaemon', '--config', config], port, {
      connections: connectionsOf(audience, irc),
      echo: false,
      // Ten may wait to be accepted; who does not get that place tries again a second later.
      ramp: 8,
    });
  },
};
