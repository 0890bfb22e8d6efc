import { assertArgument, either, text } from '../../base/arguments.ts';
import { InputError } from '../../base/errors.ts';
import { type Address, addressKind, formatAddress } from '../../wire/address.ts';
import { type AddressList, parseAddressList } from '../../wire/address-list.ts';
import type { SavedLogin } from '../core/options.ts';
import { Route } from '../core/route.ts';
import { FileProfile } from './file-profile.ts';

/**
 * Finds the session that `partyline join`, or a program with a profile, has saved. It is only read:
 * nothing is taken from the client that uses it, which may be running.
 *
 * @param profileFolder where it was saved
 * @param server its address; the one used last if left out
 * @param name the account; any if left out, the one used last before others
 * @throws InputError if there is none
 */
export function savedSession(
  profileFolder: string,
  server?: string | Address,
  name?: string,
): SavedLogin {
  const attempt = 'Cannot find a saved session';
  assertArgument(attempt, 'the folder', profileFolder, text);
  if (server !== undefined)
    assertArgument(attempt, 'the server', server, either(text, addressKind));
  if (name !== undefined) assertArgument(attempt, 'the name', name, text);
  const profile = new FileProfile(profileFolder);
  const last = profile.lastUsed();
  const [address, ...named] = addressesOf(server ?? last?.server);
  const { host, port, clear } = address;
  const key = formatAddress({ host, port, clear });
  const preferred = name ?? (last?.server === key ? last.name : undefined);
  const read = () => {
    const memory = profile.saved(key, preferred);
    const isAnother = name !== undefined && memory?.name !== name;
    if (memory?.session === undefined || memory.name === undefined || isAnother) {
      throw new InputError(
        `There is no saved session${name === undefined ? '' : ` of ${name}`} on ${host}:${port}: join it once with the password, or use an app token.`,
      );
    }
    const { id: session, deviceToken: secret } = memory.session;
    const { name: account, nodes = [], pin: fingerprint } = memory;
    return { name: account, nodes, credential: { session, secret, fingerprint } };
  };
  const { name: account, nodes } = read();
  const others = [...named, ...new Route([address], nodes).addresses.slice(1)];
  return { address, others, name: account, credential: () => read().credential };
}

function addressesOf(server: string | Address | undefined): AddressList {
  if (server === undefined) {
    throw new InputError('No server was used before: name one, or join one first.');
  }
  return typeof server === 'string' ? parseAddressList(server) : [server];
}
