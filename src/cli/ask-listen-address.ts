import { lookup } from 'node:dns/promises';
import { InputError } from '../base/errors.ts';
import type { Style } from '../talk/style.ts';
import { askValue } from '../terminal/prompts.ts';
import { readHost } from '../terminal/questions.ts';
import { parsePort } from '../wire/address.ts';

/** Where a server listens. */
interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Asks a person where to listen; Enter alone takes what is proposed.
 *
 * @throws PromptCancelled
 */
export async function askListenAddress(
  { host, port }: ListenAddress,
  style: Style,
): Promise<ListenAddress> {
  return {
    host: await askValue(style, {
      message: 'Listen on address:',
      default: host,
      read: hostOfThisMachine,
    }),
    port: await askValue(style, {
      message: 'Port:',
      default: String(port),
      read: (answer) => parsePort(answer, 0),
    }),
  };
}

async function hostOfThisMachine(answer: string): Promise<string> {
  const host = readHost(answer);
  try {
    await lookup(host);
    return host;
  } catch {
    throw new InputError(`${host} is no address, and no host of this name can be found.`);
  }
}
