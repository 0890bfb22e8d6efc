import { openLine } from '../client/connect.ts';
import type { LineState } from '../client/core/states.ts';
import type { Line } from '../client/line.ts';
import { FileProfile } from '../client/node/file-profile.ts';
import type { Screen } from '../talk/screen.ts';
import { joinedSeat } from '../talk/seats.ts';
import { Talk } from '../talk/talk.ts';
import { localFilesAt } from '../terminal/local-files.ts';
import { placeOf } from '../wire/address.ts';
import type { AddressList } from '../wire/address-list.ts';
import { keepCompiledSoon } from './compile-cache.ts';
import { exitCodeOfEnding, exitCodes } from './exit-codes.ts';
import { findAddress } from './find-address.ts';
import { isInteractive, speakTheirs, styleOfTerminal } from './interactive.ts';
import type { joinCommand } from './join-command.ts';
import { askedCredentials, givenCredentials, passwordReader } from './join-credentials.ts';
import { openJoinScreen } from './join-screen.ts';
import { collectWords, rememberWords } from './known-words.ts';
import type { CommandValues } from './options.ts';
import { Outages } from './outages.ts';
import { processEnvironment } from './process-environment.ts';
import { inputMistakeOf, standardInput } from './screens.ts';
import { softwareName } from './software.ts';

type JoinOptions = CommandValues<typeof joinCommand>;

/** `partyline join`: joins a line and talks until the person leaves; resolves with the exit code. */
export async function run(given: JoinOptions): Promise<number> {
  speakTheirs(given.language);
  const lines = standardInput();
  const options = { ...given, readPassword: await passwordReader(given, lines) };
  const style = styleOfTerminal(options.plain, options.theme);
  const profile = new FileProfile(options.data);
  const { addresses, operator } = await findAddress(options, profile.lastUsed(), style);
  const { screen, passwords, stage, isFull } = await openJoinScreen(options, style, lines);
  const mistake = inputMistakeOf(screen);
  const credentials = isInteractive()
    ? askedCredentials({ ...options, operator }, screen, style)
    : givenCredentials(options);
  const line = openLine({
    address: addresses,
    ...(options.name === undefined ? {} : { name: options.name }),
    software: softwareName(),
    profile,
    credentials,
    // A person pages back; a pipe has nobody who could.
    catchUp: isInteractive() ? 'recent' : 'all',
    waitForAdmission: isInteractive(),
  });
  const talk = new Talk(line, {
    screen,
    style,
    seat: joinedSeat,
    passwords,
    stage,
    files: localFilesAt(processEnvironment()),
  });
  const interrupted = leaveOnSignals(line, screen, talk);
  if (!isFull) tellFirstWait(line, addresses);
  const met = collectWords(line);
  talk.open();
  keepCompiledSoon();
  const closed = await line.whenClosed();
  rememberWords(options.data, addresses[0], met());
  await screen.close();
  mistake();
  return interrupted() ? exitCodes.interrupted : exitCodeFor(closed, talk);
}

/** Tells that the server does not answer at all: what comes then, the talk tells at once. */
function tellFirstWait(line: Line, addresses: AddressList): void {
  const outages = new Outages();
  const place = addresses.map(placeOf).join(', ');
  outages.aim({ place, isTriedOnce: true, unansweredMs: undefined });
  const take = (state: LineState): void => {
    outages.take(state);
    if (state.type === 'connecting' || state.type === 'securing') return;
    line.off('state', take);
    outages.end();
  };
  line.on('state', take);
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
  const { signals } = processEnvironment();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) signals.on(signal, leave);
  return () => interrupted;
}

function exitCodeFor({ reason, error }: LineState & { type: 'closed' }, talk: Talk): number {
  if (reason === 'left') return talk.unsentCount === 0 ? exitCodes.ok : exitCodes.temporary;
  if (reason === 'revoked' && talk.loggedOut) return exitCodes.ok;
  return exitCodeOfEnding(reason, error);
}
