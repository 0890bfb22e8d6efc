import { FileProfile } from '../client/node/file-profile.ts';
import { type Address, formatAddress } from '../wire/address.ts';
import { parseAddressList } from '../wire/address-list.ts';
import type { KnownOffer } from './kinds.ts';
import { knownWords } from './known-words.ts';
import { defaultClientFolder, defaultRunningFolder } from './paths.ts';
import type { ProcessEnvironment } from './process-environment.ts';
import { runningLines } from './running-lines.ts';

/**
 * Names for the shells' completion, from the files of this machine alone: servers that were joined or run here, and
 * people, rooms and tokens that were met on one.
 *
 * @param server the one that the command line names; otherwise PARTYLINE_SERVER, else the one last joined
 */
export function knownOffers(
  offer: KnownOffer,
  server: string | undefined,
  environment: ProcessEnvironment,
): string[] {
  const folder = defaultClientFolder(environment);
  const profile = new FileProfile(folder);
  if (offer === 'servers') return serversIn(profile, environment);
  const address = readable(
    server ?? environment.variables.PARTYLINE_SERVER ?? profile.lastUsed()?.server,
  );
  if (address === undefined) return offer === 'rooms' ? ['lobby'] : [];
  const { people, rooms, tokens } = knownWords(folder, address);
  if (offer === 'tokens') return [...tokens].sort();
  const names = [...rooms, ...people.map((name) => `@${name}`)].sort();
  return [...new Set(['lobby', ...names])];
}

function serversIn(profile: FileProfile, environment: ProcessEnvironment): string[] {
  const running = runningLines(defaultRunningFolder(environment)).map(({ address }) => address);
  const joined = profile.servers().map(readable);
  return [...new Set([...running, ...joined].flatMap((each) => (each ? shown(each) : [])))].sort();
}

/** An address as a person would type it. */
function shown({ host, port, clear }: Address): string {
  return formatAddress({ host, port, clear }).replace(/^partyline:\/\//, '');
}

function readable(server: string | undefined): Address | undefined {
  try {
    return server === undefined ? undefined : parseAddressList(server)[0];
  } catch {
    return undefined;
  }
}
