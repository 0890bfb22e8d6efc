import { openLine } from '../../src/client/connect.ts';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { median } from '../measure/values.ts';
import type { SeededAccount } from './seeded-store.ts';

/** The time in which a person's device comes back by its token, in microseconds: the median of `count` times. */
export async function timeOfLogin(
  port: number,
  { name, device }: SeededAccount,
  count: number,
): Promise<number> {
  const address = { host: '127.0.0.1', port, clear: true };
  const profile = new MemoryProfile();
  const session = { id: device.session, deviceToken: device.token };
  const entry = profile.open(formatAddress(address), name);
  // A session is resumed in a history: which, it is told by the first welcome.
  await entry.save({ name, session, epoch: 'A'.repeat(22) });
  await entry.release();
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const begin = performance.now();
    await using line = openLine({ address, name, profile, catchUp: 'recent' });
    await line.whenOnline();
    times.push((performance.now() - begin) * 1_000);
  }
  return median(times);
}
