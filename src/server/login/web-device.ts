import { limits } from '../../words/limits.ts';

/** The mark behind the names of devices that logged in over a WebSocket. */
const mark = ' (web)';

/**
 * The name of a browser in lists of sessions: marked by the server, whatever the page says, since its login was not
 * bound to its channel.
 */
export function webDevice(device: string): string {
  if (device.endsWith(mark)) return device;
  const kept = Array.from(device).slice(0, limits.deviceNameLength - mark.length);
  return kept.join('') + mark;
}
