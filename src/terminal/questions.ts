import { checkPassword } from '../auth/passwords.ts';
import type { Style } from '../talk/style.ts';
import { textOf } from '../texts/text-of.ts';
import { parseAddress } from '../wire/address.ts';
import { askNewPassword } from './prompts.ts';

/** Reads the answer to a question for a host: a name or an address, without a port. Throws InputError. */
export function readHost(answer: string): string {
  // In brackets the colons of an IPv6 address are no port, and a port is refused as part of it.
  return parseAddress(answer.includes(':') ? `[${answer}]` : answer).host;
}

/**
 * Asks for the new password of an account, twice, and checks it.
 *
 * @param name the account's folded name
 * @throws PromptCancelled
 */
export function askPasswordFor(
  style: Style,
  name: string,
  message = textOf('password.choose', { name }),
): Promise<string> {
  return askNewPassword(style, { message, check: (password) => checkPassword(password, name) });
}
