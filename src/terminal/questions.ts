import { checkPassword } from '../auth/passwords.ts';
import { parseAddress, parsePort } from '../wire/address.ts';
import { foldName } from '../words/name.ts';
import { type Asking, askNewPassword, askValue } from './prompts.ts';

/** What a question about one value needs. */
export interface ValueQuestion {
  /** The question itself; each has its own words by default. */
  readonly message?: string;
  /** What Enter alone answers. */
  readonly default?: string;
}

/** What the question for a host needs. */
export interface HostQuestion extends ValueQuestion {
  /** Looks whether the host can be used, such as whether it resolves; throws InputError if not. */
  readonly check?: (host: string) => void | Promise<void>;
}

/**
 * Asks for a host: a name or an address, without a port.
 *
 * @throws PromptCancelled
 */
export function askHost(asking: Asking, asked: HostQuestion = {}): Promise<string> {
  return askValue(asking, {
    message: 'Host:',
    ...asked,
    read: async (answer) => {
      // In brackets the colons of an IPv6 address are no port, and a port is refused as part of it.
      const { host } = parseAddress(answer.includes(':') ? `[${answer}]` : answer);
      await asked.check?.(host);
      return host;
    },
  });
}

/** What the question for a port needs. */
export interface PortQuestion extends ValueQuestion {
  /** 0 where the system may choose, else 1. */
  readonly lowest: 0 | 1;
}

/**
 * Asks for a port.
 *
 * @throws PromptCancelled
 */
export function askPort(asking: Asking, asked: PortQuestion): Promise<number> {
  return askValue(asking, {
    message: 'Port:',
    ...asked,
    read: (answer) => parsePort(answer, asked.lowest),
  });
}

/**
 * Asks for a name; what comes back is folded.
 *
 * @throws PromptCancelled
 */
export function askName(asking: Asking, asked: ValueQuestion = {}): Promise<string> {
  return askValue(asking, { message: 'Your name:', ...asked, read: foldName });
}

/**
 * Asks for the new password of an account, twice, and checks it.
 *
 * @param name the account's folded name
 * @throws PromptCancelled
 */
export function askPasswordFor(
  asking: Asking,
  name: string,
  message = `Choose a password for ${name}:`,
): Promise<string> {
  return askNewPassword(asking, { message, check: (password) => checkPassword(password, name) });
}
