import type { LastUsed } from '../client/core/profile.ts';
import { safeLine } from '../talk/safe-text.ts';
import type { Style } from '../talk/style.ts';
import { askValue } from '../terminal/prompts.ts';
import { textOf } from '../texts/text-of.ts';
import {
  type Address,
  defaultPort,
  formatAddress,
  parseAddress,
  parsePort,
} from '../wire/address.ts';
import { type AddressList, parseAddressList } from '../wire/address-list.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { isInteractive } from './interactive.ts';
import type { joinCommand } from './join-command.ts';
import type { CommandValues } from './options.ts';
import { write } from './output.ts';
import { defaultRunningFolder } from './paths.ts';
import { processEnvironment } from './process-environment.ts';
import { type RunningLine, runningLines } from './running-lines.ts';

/* Finds out which server a person wants to join. */

type Options = Pick<CommandValues<typeof joinCommand>, 'address' | 'insecure' | 'code'>;

/** A server to join. */
export interface FoundAddress {
  readonly addresses: AddressList;
  /** The account of the operator of a server on this machine: no newcomer can have its name. */
  readonly operator: string | undefined;
}

/** An address that a person can choose, with the name of its line if it runs here. */
interface Choice {
  readonly address: Address;
  readonly line?: RunningLine;
}

/**
 * The server to join: as given, as used last, one that runs on this machine, or as a person says. Throws
 * CommandError where nobody can be asked.
 */
export async function findAddress(
  options: Options,
  last: LastUsed | undefined,
  style: Style,
): Promise<FoundAddress> {
  const running = lines();
  const lastAddress = last === undefined ? undefined : parseAddress(last.server);
  const stated = await statedAddress(options, lastAddress, running, style);
  const [first, ...others] = stated;
  const asGiven = (address: Address): Address => ({
    ...address,
    clear: address.clear || options.insecure,
    ...(options.code === undefined ? {} : { invite: options.code }),
  });
  const operator = running.find((line) => isAt(line, first))?.operator;
  return { addresses: [asGiven(first), ...others.map(asGiven)], operator };
}

/** The person's own servers on this machine; none where there is no home folder to look in. */
function lines(): RunningLine[] {
  try {
    return runningLines(defaultRunningFolder(processEnvironment()));
  } catch (error) {
    if (error instanceof CommandError) return [];
    throw error;
  }
}

async function statedAddress(
  { address, insecure }: Options,
  last: Address | undefined,
  running: readonly RunningLine[],
  style: Style,
): Promise<AddressList> {
  if (address !== undefined) return parseAddressList(address);
  if (isInteractive()) return askAddress(style, choicesOf(last, running));
  if (last !== undefined && !insecure) return [last];
  throw new CommandError(
    exitCodes.usage,
    'Cannot join: no server was named and none was used before. Give its address: partyline join HOST:PORT.',
  );
}

/** The server used last comes first, unless it was one of this machine and does not run any more. */
function choicesOf(last: Address | undefined, running: readonly RunningLine[]): Choice[] {
  const isHere = last !== undefined && running.some((line) => isAt(line, last));
  const isGone = last !== undefined && running.length > 0 && isLocal(last) && !isHere;
  const lines = running.map((line) => ({ address: line.address, line }));
  const others = lines.filter(({ line }) => last === undefined || !isAt(line, last));
  if (last === undefined || isGone) return others;
  const line = running.find((one) => isAt(one, last));
  return [{ address: last, ...(line === undefined ? {} : { line }) }, ...others];
}

/** Asks for host and port, or takes both from one answer; Enter alone takes the first choice. */
async function askAddress(style: Style, choices: readonly Choice[]): Promise<AddressList> {
  const unknownPort = 0;
  const [first] = choices;
  for (const [index, choice] of choices.length > 1 ? choices.entries() : []) {
    write(`  ${index + 1}  ${described(choice, style)}\n`);
  }
  const answer = await askValue(style, {
    message: textOf(choices.length > 1 ? 'join.server-by-number' : 'join.server'),
    default: choices.length > 1 ? '1' : first === undefined ? 'localhost' : shown(first.address),
    read: (text) => readAnswer(choices, text, unknownPort),
  });
  const [named] = answer;
  if (named.port !== unknownPort) return answer;
  const port = await askValue(style, {
    message: textOf('join.port'),
    default: String(defaultPort),
    read: (text) => parsePort(text, 1),
  });
  return [{ ...named, port }];
}

function readAnswer(choices: readonly Choice[], text: string, unknownPort: number): AddressList {
  const choice = chosen(choices, text);
  if (choice !== undefined) return [choice];
  return text.includes(',') ? parseAddressList(text) : [parseAddress(text, { port: unknownPort })];
}

/** The choice that a number, or the address as it is shown, stands for. */
function chosen(choices: readonly Choice[], text: string): Address | undefined {
  const byNumber =
    choices.length > 1 && /^\d{1,3}$/.test(text) ? choices[Number(text) - 1] : undefined;
  return (byNumber ?? choices.find(({ address }) => shown(address) === text))?.address;
}

function described({ address, line }: Choice, style: Style): string {
  const place = shown(address);
  return line === undefined
    ? place
    : `${place}  ${style.faint(textOf('join.on-this-machine', { name: safeLine(line.name) }))}`;
}

/** An address as a person would type it: the fingerprint of a server on this machine goes without saying. */
function shown({ host, port, clear }: Address): string {
  return formatAddress({ host, port, clear }).replace(/^partyline:\/\//, '');
}

function isAt({ address }: RunningLine, { host, port }: Address): boolean {
  return (
    address.port === port && (address.host === host || (isLocal(address) && isLocal({ host })))
  );
}

function isLocal({ host }: Pick<Address, 'host'>): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
