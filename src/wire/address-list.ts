import { InputError } from '../base/errors.ts';
import { limits } from '../words/limits.ts';
import { type Address, formatAddress, parseAddress, placeOf } from './address.ts';

/** The addresses of one line, the one to try first before the others. */
export type AddressList = readonly [Address, ...Address[]];

/**
 * Reads the addresses of one line, with commas between them: `a.example,b.example:7300`,
 * `partyline://a.example,b.example#FINGERPRINT`. As they lead to the same line, the scheme of the first, and a code
 * or a fingerprint of any, hold for all.
 *
 * @throws InputError one sentence that names the value that was wrong
 */
export function parseAddressList(text: string): AddressList {
  const [first = '', ...others] = text.split(',');
  const scheme = /^\s*[^:/?#,]*:\/\//.exec(first)?.[0] ?? '';
  const inScheme = (other: string) => (other.includes('://') ? other : `${scheme}${other.trim()}`);
  return addressListOf([
    parseAddress(first),
    ...others.map((other) => parseAddress(inScheme(other))),
  ]);
}

/**
 * Joins the addresses of one line: a code or a fingerprint of any holds for all.
 *
 * @throws InputError if they contradict each other, or are too many
 */
export function addressListOf([first, ...others]: AddressList): AddressList {
  const all = [first, ...others];
  if (all.length > limits.nodesTold) {
    throw new InputError(
      `A line has at most ${limits.nodesTold} addresses, and these are ${all.length}.`,
    );
  }
  const shared = {
    ...theOne(all, 'fingerprint', 'fingerprint: all nodes of a line have the same key'),
    ...theOne(all, 'invite', 'invitation'),
    ...theOne(all, 'reset', 'reset code'),
  };
  if (all.some(({ clear }) => clear !== first.clear)) {
    throw new InputError('The addresses of one line are either all in clear text or none of them.');
  }
  return [{ ...first, ...shared }, ...others.map((other) => ({ ...other, ...shared }))];
}

/** Writes addresses of one line so that `parseAddressList` gives them back. */
export function formatAddressList([first, ...others]: AddressList): string {
  return [formatAddress(first), ...others.map(placeOf)].join(',');
}

function theOne<Field extends 'fingerprint' | 'invite' | 'reset'>(
  addresses: readonly Address[],
  field: Field,
  words: string,
): Partial<Pick<Address, Field>> {
  const given = new Set(addresses.flatMap((address) => address[field] ?? []));
  if (given.size > 1) throw new InputError(`The addresses of one line have one ${words}.`);
  const [value] = given;
  return (value === undefined ? {} : { [field]: value }) as Partial<Pick<Address, Field>>;
}
