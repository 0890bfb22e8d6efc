import type { Machine } from '../core/transport.ts';
import { deviceName } from './device-name.ts';
import { FileProfile } from './file-profile.ts';
import { openFileSource } from './file-source.ts';
import { openLocalSocket } from './open-local-socket.ts';
import { openSocket } from './open-socket.ts';

/** The machine that Node runs on: TCP and TLS, profiles in folders, its host name. */
export const machine: Machine = {
  openTransport: openSocket,
  openLocalTransport: openLocalSocket,
  deviceName,
  profileIn: (folder) => new FileProfile(folder),
  openFile: openFileSource,
};
