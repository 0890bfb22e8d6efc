import { Command, Option } from 'commander';
import { addCompletion } from './completion-command.ts';
import { resolveDataFolder, resolveServeOptions } from './config.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { Finish } from './finish.ts';
import {
  type JoinOptions,
  type OptionDefinition,
  serveDefinitions,
  serveTable,
  variableOf,
} from './options.ts';
import { absolutePath, defaultClientFolder } from './paths.ts';
import { addSend } from './send-command.ts';
import type { Surroundings } from './surroundings.ts';
import { addTail } from './tail-command.ts';
import { addToken } from './token-commands.ts';

/**
 * The commands of `partyline`, their options and help texts. Each command's own file is loaded when
 * the command runs; its exit code is handed to `finish`. Parsing rejects with CommanderError for what
 * does not fit (the person was told then) and with whatever the command rejects with.
 */
export function createCommandLine(
  version: string,
  surroundings: Surroundings,
  finish: Finish,
): Command {
  const program = new Command('partyline')
    .description('A private chat line that one person starts and others join.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(sentenceFor(text)) })
    .showHelpAfterError('partyline --help lists the commands.')
    .addHelpText('after', exitCodesText);
  addServe(program, surroundings, finish);
  addJoin(program, surroundings, finish);
  addConsole(program, surroundings, finish);
  addSend(program, surroundings, finish);
  addTail(program, surroundings, finish);
  addToken(program, surroundings, finish);
  addCompletion(program, finish);
  return program;
}

/** commander's `error: unknown option '--prot'` as a sentence; its suggestion has a line of its own. */
function sentenceFor(text: string): string {
  const [problem = '', ...suggestion] = text.replace(/^error: /, '').split('\n');
  const sentence = problem.charAt(0).toUpperCase() + problem.slice(1);
  return [sentence.endsWith('.') ? sentence : `${sentence}.`, ...suggestion].join('\n');
}

const exitCodesText = `
Exit codes: 0 done, 64 wrong usage, 65 wrong data, 66 a file cannot be read,
69 server or port not to be had, 70 a mistake of Partyline, 73 a file cannot be
made, 75 try again later, 76 the other side broke the protocol, 77 login or
right refused, 78 wrong configuration, 130 interrupted.`;

function addServe(program: Command, surroundings: Surroundings, finish: Finish): void {
  const command = program
    .command('serve')
    .description('start a line and be its operator')
    .showHelpAfterError('partyline serve --help lists the options.')
    .addHelpText('after', serveHelp);
  for (const [, definition] of serveDefinitions) {
    for (const option of flagsOf(definition)) command.addOption(option);
  }
  command.addOption(configOption());
  command.action(async (flags) => {
    const options = await resolveServeOptions(flags, surroundings);
    const { run } = await import('./serve.ts');
    finish(await run(options));
  });
}

const serveHelp = `
Every option can be given in the environment as well (--log-level as
PARTYLINE_LOG_LEVEL) and in a file of TOML (log-level = "debug"). The command
line wins over the environment, which wins over the file.

Examples:
  partyline serve
  partyline serve --port 7300 --sign-up invite --name "Night shift"
  partyline serve --no-console --config /etc/partyline.toml`;

function addJoin(program: Command, surroundings: Surroundings, finish: Finish): void {
  program
    .command('join')
    .description('join a line and talk')
    .showHelpAfterError('partyline join --help lists the options.')
    .argument('[address]', 'HOST, HOST:PORT or partyline://HOST:PORT?invite=CODE#FINGERPRINT')
    .option('--name <NAME>', 'your name on the line')
    .option('--password-file <FILE>', 'file that holds your password; - is standard input')
    .addOption(new Option('--password [PASSWORD]').argParser(refusePassword).hideHelp())
    .option('--code <CODE>', 'invitation or reset code, if the address has none')
    .option('--no-sign-up', 'only log in: make no account when the name is new')
    .option('--plain', 'plain lines: no colours, no line that moves')
    .option('--data <DIR>', 'folder of saved sessions (default: ~/.local/share/partyline/client)')
    .option('--insecure', 'clear text: for a server started with --insecure')
    .addHelpText('after', joinHelp)
    .action(async (address: string | undefined, flags: JoinFlags) => {
      const options = joinOptions(address, flags, surroundings);
      const { run } = await import('./join.ts');
      finish(await run(options));
    });
}

const joinHelp = `
What is missing is asked for on a terminal. In a pipe nothing is asked: give
--name and --password-file the first time.

Examples:
  partyline join
  partyline join chat.example.org
  partyline join localhost:7278 --name ada --password-file ~/ada.password`;

/** What stands on a command line is seen by every user of the machine. */
function refusePassword(): never {
  throw new CommandError(
    exitCodes.usage,
    'A password does not belong on the command line, where others can read it: ' +
      'put it in a file for --password-file, or leave it out to be asked.',
  );
}

interface JoinFlags {
  readonly name?: string;
  readonly passwordFile?: string;
  readonly code?: string;
  readonly signUp: boolean;
  readonly plain?: true;
  readonly data?: string;
  readonly insecure?: true;
}

function joinOptions(
  address: string | undefined,
  flags: JoinFlags,
  surroundings: Surroundings,
): JoinOptions {
  const { data, passwordFile, plain = false, insecure = false, ...rest } = flags;
  const absolute = (path: string) => absolutePath(path, surroundings.folder, surroundings);
  return {
    ...rest,
    ...(address === undefined ? {} : { address }),
    ...(passwordFile === undefined
      ? {}
      : { passwordFile: passwordFile === '-' ? '-' : absolute(passwordFile) }),
    data: data === undefined ? defaultClientFolder(surroundings) : absolute(data),
    plain,
    insecure,
  };
}

function addConsole(program: Command, surroundings: Surroundings, finish: Finish): void {
  const command = program
    .command('console')
    .description("attach the operator's console to a server that runs without one")
    .showHelpAfterError('partyline console --help lists the options.')
    .addHelpText('after', consoleHelp)
    .option('--plain', 'plain lines: no colours, no line that moves');
  for (const option of flagsOf(serveTable.data)) command.addOption(option);
  command.addOption(configOption()).action(async (flags) => {
    const data = await resolveDataFolder(flags, surroundings);
    const { run } = await import('./console.ts');
    finish(await run({ data, plain: flags.plain === true }));
  });
}

const consoleHelp = `
Examples:
  partyline console
  partyline console --data /srv/partyline
  echo '/who' | partyline console`;

/** The flags of an option; of a switch also its opposite, the one that changes nothing hidden. */
function flagsOf(definition: OptionDefinition<unknown>): Option[] {
  const { name, kind, description, defaultText } = definition;
  const about = `${description} (default: ${defaultText})`;
  if (kind.placeholder !== undefined) return [new Option(`--${name} <${kind.placeholder}>`, about)];
  const isOn = defaultText === 'on';
  const on = new Option(`--${name}`, about).hideHelp(isOn);
  const off = new Option(`--no-${name}`, `without ${description}`).hideHelp(!isOn);
  return [on, off];
}

function configOption(): Option {
  return new Option('--config <FILE>', `file of options in TOML (${variableOf('config')})`);
}
