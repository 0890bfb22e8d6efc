import process from 'node:process';
import { errorSentences } from '../base/errors.ts';
import type { LineReader } from '../base/line-reader.ts';
import { openLine } from '../client/connect.ts';
import type { Credentials } from '../client/core/credentials.ts';
import type { LastUsed } from '../client/core/profile.ts';
import type { LineState } from '../client/core/states.ts';
import type { Line } from '../client/line.ts';
import { FileProfile } from '../client/node/file-profile.ts';
import type { PasswordQuestions } from '../terminal/at-line.ts';
import { askPassword, askValue, askYesOrNo, PromptCancelled } from '../terminal/prompts.ts';
import { askPasswordFor } from '../terminal/questions.ts';
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
import { foldName, suggestName } from '../words/name.ts';
import { CommandError, exitCodeOfEnding, exitCodes } from './exit-codes.ts';
import { isInteractive, styleOfTerminal } from './interactive.ts';
import type { joinCommand } from './join-command.ts';
import type { CommandValues } from './options.ts';
import { readPassword } from './password-input.ts';
import { findUserName } from './process-environment.ts';
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
    catchUp: 'recent',
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

/** The options, and where the password comes from. */
type Joining = JoinOptions & {
  /** Gives the password of `--password-file`; undefined when there is no such option. */
  readonly readPassword: (() => Promise<string>) | undefined;
};

/** A password on standard input is read before anything else is, so that the other lines are talk. */
async function passwordReader(
  { passwordFile }: JoinOptions,
  lines: LineReader,
): Promise<Joining['readPassword']> {
  if (passwordFile === undefined) return undefined;
  const password = passwordFile === '-' ? await readPassword('-', lines) : undefined;
  return async () => password ?? readPassword(passwordFile, lines);
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

/** A person is asked for what was not given. */
function askedCredentials(options: Joining, screen: Screen, style: Style): Credentials {
  const ask = <Answer>(work: () => Promise<Answer>) => screen.aside(work);
  return {
    name: (taken) =>
      ask(() =>
        askValue(style, {
          message: taken === undefined ? 'Your name:' : `Somebody else is ${taken}. Your name:`,
          read: foldName,
          ...(taken === undefined ? { default: suggestName(findUserName() ?? 'guest') } : {}),
        }),
      ),
    password: async ({ name, reason, attempt }) => {
      if (attempt === 1 && options.readPassword) return options.readPassword();
      const wrong = reason === 'wrong' ? 'The name or the password is wrong. ' : '';
      const why = { 'session-lost': 'The saved session is over. ', 'certificate-changed': changed };
      const words = reason === 'login' || reason === 'wrong' ? wrong : why[reason];
      return ask(() => orNothing(askPassword(style, `${words}Password for ${name}:`)));
    },
    newPassword: async ({ name, reason }) => {
      assertMaySignUp(options, name, reason);
      if (options.readPassword) return options.readPassword();
      const message =
        reason === 'reset'
          ? `Choose a new password for ${name}:`
          : `You are new here, ${name}. Choose a password:`;
      return ask(() => orNothing(askPasswordFor(style, name, message)));
    },
    signUp: ({ mode }) => {
      if (!options.signUp || mode === 'closed') return Promise.resolve(false);
      const wait = mode === 'approve' ? ' (the operator will have to admit you)' : '';
      return ask(() =>
        askYesOrNo(style, `Are you new here, and want to make an account${wait}?`, false),
      );
    },
  };
}

const changed =
  'The server shows another certificate than before; your password, which is not sent to it, will tell whether it is the same server. ';

/** Nobody is asked: what is missing is an error that names the option. */
function givenCredentials(options: Joining): Credentials {
  let mode: keyof typeof newcomers | undefined;
  const password = async (name: string): Promise<string> => {
    if (options.readPassword) return options.readPassword();
    throw new CommandError(
      exitCodes.usage,
      `Cannot log in as ${name}: there is no saved session and no password. Give --password-file FILE.`,
    );
  };
  return {
    name: (taken) => {
      if (taken === undefined) {
        throw new CommandError(exitCodes.usage, 'Cannot log in: give your name with --name NAME.');
      }
      throw new CommandError(
        exitCodes.noPermission,
        `Cannot log in as ${taken}: somebody else has this name. Give another with --name NAME.`,
      );
    },
    password: ({ name, attempt }) => {
      if (attempt === 1) return password(name);
      if (mode === undefined) return Promise.resolve(undefined);
      const wrong = errorSentences['auth.failed'];
      throw new CommandError(exitCodes.noPermission, `${wrong} ${newcomers[mode]}`);
    },
    newPassword: ({ name, reason }) => {
      assertMaySignUp(options, name, reason);
      return password(name);
    },
    signUp: (asked) => {
      mode = asked.mode === 'approve' || asked.mode === 'invite' ? asked.mode : undefined;
      return Promise.resolve(false);
    },
  };
}

/** Advice for a newcomer where the server does not say whether a name has an account. */
const newcomers = {
  approve: 'Newcomers to this line sign up on a terminal, and then the operator admits them.',
  invite: 'Newcomers to this line need an invitation: give its code with --code CODE.',
} as const;

function assertMaySignUp({ signUp }: JoinOptions, name: string, reason: 'sign-up' | 'reset'): void {
  if (signUp || reason === 'reset') return;
  throw new CommandError(
    exitCodes.noPermission,
    `Cannot log in: there is no account ${name} on this server, and --no-sign-up rules out making one.`,
  );
}

function passwordQuestions(screen: Screen, style: Style): PasswordQuestions {
  return {
    current: (name) =>
      screen.aside(() => orNothing(askPassword(style, `Current password of ${name}:`))),
    next: (name) => screen.aside(() => orNothing(askPasswordFor(style, name))),
  };
}

/** Ctrl-C at a question means no answer. */
async function orNothing(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PromptCancelled) return undefined;
    throw error;
  }
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
