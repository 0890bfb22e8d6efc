import { hostname } from 'node:os';
import { limits } from '../../words/limits.ts';

/** The name of this machine in lists of sessions: its host name, as far as it is printable ASCII. */
export function deviceName(): string {
  const printable = hostname().replace(/[^\x20-\x7e]/g, '');
  return printable.slice(0, limits.deviceNameLength) || 'unnamed';
}
