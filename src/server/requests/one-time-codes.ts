import type { Clock } from '../../base/clock.ts';
import { hashSecret, newCode } from '../../base/ids.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { Address } from '../../wire/address.ts';
import type { Bounds } from '../bounds.ts';
import { propose } from '../propose.ts';
import type { Controls } from './controls.ts';
import type { Handler } from './handler.ts';
import { actIn } from './rooms.ts';

/** Requests for codes that are good once; they are told here, and kept as hashes. */
export function oneTimeCodes(parts: {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, 'inviteLifetimeMs' | 'resetLifetimeMs'>;
  readonly controls: Pick<Controls, 'address' | 'page'>;
}): { readonly invite: Handler<'invite.create'>; readonly reset: Handler<'account.reset'> } {
  const { journal, clock, bounds, controls } = parts;
  return {
    async invite(requester, { name = null, rooms: named, role = 'member' }) {
      const { account: actor } = requester;
      const rooms = named?.map((room) => actIn(parts, requester, room).room) ?? null;
      const [at, code] = [clock.now(), newCode()];
      const expiresAt = at + bounds.inviteLifetimeMs;
      const codeHash = hashSecret(code);
      const invitation = { codeHash, name, expiresAt, rooms, role };
      await propose(journal, { type: 'invite.create', at, actor, ...invitation });
      return { ...placesOf(controls, { invite: code }), code, expiresAt };
    },
    async reset({ account: actor }, { name }) {
      const [at, code] = [clock.now(), newCode()];
      const expiresAt = at + bounds.resetLifetimeMs;
      const codeHash = hashSecret(code);
      await propose(journal, { type: 'account.reset', at, actor, name, codeHash, expiresAt });
      return { ...placesOf(controls, { reset: code }), code, expiresAt };
    },
  };
}

/** Where a code is good: at the line, and at its page if it has one. */
function placesOf(
  controls: Pick<Controls, 'address' | 'page'>,
  code: Pick<Address, 'invite' | 'reset'>,
): { readonly address: string; readonly page?: string } {
  const page = controls.page(code);
  return { address: controls.address(code), ...(page !== undefined && { page }) };
}
