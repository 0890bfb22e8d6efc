import { sanctionedAccount, sanctionedNetwork } from '../../chat/sanctions.ts';
import type { AuditEvent } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { Act } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { formatNetwork } from '../../words/network.ts';
import { accountNamed } from './account-named.ts';
import { firstThatFit } from './fitting.ts';
import type { Handler } from './handler.ts';

/** `audit`: what operators and the line did, and to whom; all, or of one account, newest first. */
export function listAudit({ directory }: { readonly directory: Directory }): Handler<'audit'> {
  return (_requester, { name, before = Number.MAX_SAFE_INTEGER, limit = limits.actsListed }) => {
    const account = name === undefined ? undefined : accountNamed(directory, name).id;
    // One more than is answered, which tells whether there are more.
    const found =
      account === undefined
        ? directory.acts(before, limit + 1)
        : directory.actsOf(account, before, limit + 1);
    const acts = found.slice(0, limit).map((event) => described(directory, event));
    const { fitting, more } = firstThatFit(acts);
    return { acts: fitting, more: more > 0 || found.length > acts.length };
  };
}

function described(directory: Directory, event: AuditEvent): Act {
  const { position, at, actor, type: act, whom, data } = event;
  const { until, reason = '', account: _, ...others } = data;
  return {
    position,
    at,
    by: directory.account(actor)?.name ?? null,
    act,
    ...toldTarget(directory, whom ?? ''),
    ...(until === undefined ? {} : { until: until === null ? null : Number(until) }),
    reason: String(reason),
    facts: Object.entries(others)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => ({ name, value: String(value) })),
  };
}

/** A subject as operators write it: an account by its name, or a network; neither where it is gone. */
export function toldTarget(
  directory: Pick<Directory, 'account'>,
  subject: string,
): Pick<Act, 'name' | 'network'> {
  const network = sanctionedNetwork({ subject });
  if (network !== undefined) return { network: formatNetwork(network) };
  const name = directory.account(sanctionedAccount({ subject }) ?? 0)?.name;
  return name === undefined ? {} : { name };
}
