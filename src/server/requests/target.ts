import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';

/** An account by its name, or a network. */
export type Target = { readonly name: string } | { readonly network: string };

/** The target of a request, which names one. Throws `message.invalid` for one that names none, or both. */
export function targetOf({
  name,
  network,
}: {
  readonly name?: string | undefined;
  readonly network?: string | undefined;
}): Target {
  if (name !== undefined && network === undefined) return { name };
  if (network !== undefined && name === undefined) return { network };
  throw new PartylineError('message.invalid', worded('target.one'), { field: 'name' });
}
