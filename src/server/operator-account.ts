import type { Clock } from '../base/clock.ts';
import { PartylineError } from '../base/errors.ts';
import { hashSecret, newToken, randomId } from '../base/ids.ts';
import { localAddress } from '../chat/local-session.ts';
import type { Account } from '../chat/tables.ts';
import type { Journal } from '../journal/journal.ts';
import type { Directory } from '../store/directory.ts';

/** Device name of the session that remembers how far the operator has read at the console. */
export const consoleDevice = 'console';

/**
 * The operator's account: the one asked for by name, else the one there is, else a new one under the
 * suggested name. Throws `sign-up.name-taken` when the name belongs to a member.
 */
export async function ensureOperator(
  parts: { readonly directory: Directory; readonly journal: Journal; readonly clock: Clock },
  name: string,
  nameIsExplicit: boolean,
): Promise<Account> {
  const { directory, journal, clock } = parts;
  const present = directory.operator();
  if (!nameIsExplicit && present !== undefined) return present;
  const named = directory.accountByName(name);
  if (named?.role === 'operator') return named;
  const at = clock.now();
  const outcome = await journal.request({
    type: 'account.create',
    at,
    uid: randomId(16),
    name,
    role: 'operator',
    record: null,
    mode: 'operator',
    inviteHash: null,
    session: {
      id: randomId(16),
      device: consoleDevice,
      tokenHash: hashSecret(newToken()),
      familyHash: null,
      address: localAddress,
    },
  });
  if (outcome.ok) return outcome.value.account;
  // Another node may have made it at the same time.
  const made = directory.operator();
  if (!nameIsExplicit && made !== undefined) return made;
  throw new PartylineError(
    outcome.code,
    outcome.code === 'sign-up.name-taken'
      ? `The name ${name} belongs to a member of this line; the operator needs another (--operator NAME).`
      : outcome.message,
  );
}
