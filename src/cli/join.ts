import process from 'node:process';
import { openLine } from '../client/connect.ts';
import type { LastUsed } from '../client/core/profile.ts';
import type { LineState } from '../client/core/states.ts';
import type { Line } from '../client/line.ts';
import { FileProfile } from '../client/node/file-profile.ts';
import { askValue } from '../terminal/prompts.ts';
import type { Screen } from '../terminal/screen.ts';
import { joinedSeat } from '../terminal/seats.ts';
import type { Style } from '../terminal/style.ts';
import { Talk } from '../terminal/talk.ts';
import {
  type Address,
  defaultPort,
  formatAddress,
  parseAddress,
  parsePort,
} from '../wire/address.ts';
import { CommandError, exitCodeOfEnding, exitCodes } from './exit-codes.ts';
import { isInteractive, styleOfTerminal } from './interactive.ts';
import type { joinCommand } from './join-command.ts';
import {
  askedCredentials,
  givenCredentials,
  passwordQuestions,
  passwordReader,
} from './join-credentials.ts';
import type { CommandValues } from './options.ts';
import { inputMistakeOf, openScreen, standardInput } from './screens.ts';
import { softwareName } from './software.ts';

type JoinOptions = CommandValues<typeof joinCommand>;

/** `partyline join`: joins a line and talks until the person leaves; resolves with the exit code. */
export async function run(given: JoinOptions): Promise<number> {
  const lines = standardInput();
  const options = { ...given, readPassword: await passwordReader(given, lines) };
  const style = styleOfTerminal(options.plain);
  const profile = new FileProfile(options.data);
  const address = await findAddress(options, profile.lastUsed(), style);
  const screen = openScreen(options.plain, lines);
  const mistake = inputMistakeOf(screen);
  const credentials = isInteractive()
    ? askedCredentials(options, screen, style)
    : givenCredentials(options);
  const line = openLine({
    address,
    ...(options.name === undefined ? {} : { name: options.name }),
    software: softwareName(),
    profile,
    credentials,
    // A person pages back; a pipe has nobody who could.
    catchUp: isInteractive() ? 'recent' : 'all',
    waitForAdmission: isInteractive(),
  });
  const passwords = passwordQuestions(screen, style);
  const talk = new Talk(line, { screen, style, seat: joinedSeat, passwords });
  const interrupted = leaveOnSignals(line, screen, talk);
  talk.open();
  const closed = await line.whenClosed();
  await screen.close();
  mistake();
  return interrupted() ? exitCodes.interrupted : exitCodeFor(closed, talk);
}

/** The server to join: as given, as used last, or as a person says. */
async function findAddress(
  options: JoinOptions,
  last: LastUsed | undefined,
  style: Style,
): Promise<Address> {
  const lastAddress = last === undefined ? undefined : parseAddress(last.server);
  const address = await statedAddress(options, lastAddress, style);
  return {
    ...address,
    clear: address.clear || options.insecure,
    ...(options.code === undefined ? {} : { invite: options.code }),
  };
}

async function statedAddress(
  { address, insecure }: JoinOptions,
  last: Address | undefined,
  style: Style,
): Promise<Address> {
  if (address !== undefined) return parseAddress(address);
  if (isInteractive()) return askAddress(style, last);
  if (last !== undefined && !insecure) return last;
  throw new CommandError(
    exitCodes.usage,
    'Cannot join: no server was named and none was used before. Give its address: partyline join HOST:PORT.',
  );
}

/** Asks for host and port, or takes both from one answer; Enter alone takes the server used last. */
async function askAddress(style: Style, last: Address | undefined): Promise<Address> {
  const unknownPort = 0;
  const answer = await askValue(style, {
    message: 'Server:',
    default: last === undefined ? 'localhost' : formatAddress(last).replace(/^partyline:\/\//, ''),
    read: (text) => parseAddress(text, { port: unknownPort }),
  });
  if (answer.port !== unknownPort) return answer;
  const port = await askValue(style, {
    message: 'Port:',
    default: String(defaultPort),
    read: (text) => parsePort(text, 1),
  });
  return { ...answer, port };
}

/** Ctrl-C and signals take leave; a second one ends at once. Returns whether there was one. */
function leaveOnSignals(line: Line, screen: Screen, talk: Talk): () => boolean {
  let interrupted = false;
  const leave = () => {
    if (interrupted) line.abort();
    interrupted = true;
    void talk.leave();
  };
  screen.on('interrupt', leave);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
  return () => interrupted;
}

function exitCodeFor({ reason, error }: LineState & { type: 'closed' }, talk: Talk): number {
  if (reason === 'left') return talk.unsentCount === 0 ? exitCodes.ok : exitCodes.temporary;
  if (reason === 'revoked' && talk.loggedOut) return exitCodes.ok;
  return exitCodeOfEnding(reason, error);
}
