import { InputError } from '../base/errors.ts';
import { type LogLevel, logLevels } from '../base/log.ts';
import { defaultPort } from '../wire/address.ts';
import { foldName, suggestName } from '../words/name.ts';
import { type SignUpMode, signUpModes } from '../words/sign-up-mode.ts';
import {
  choiceKind,
  type OptionKind,
  pathKind,
  portKind,
  switchKind,
  textKind,
} from './option-kinds.ts';
import { defaultLogFile, defaultServerFolder } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

/** The values of the options of `partyline serve` that flags, environment and file can give. */
export interface ServeValues {
  /** Address or name to listen on. */
  readonly host: string;
  /** TCP port; 0 lets the system choose. */
  readonly port: number;
  /** A busy port is an error instead of a reason to take the next one. */
  readonly strictPort: boolean;
  /** Absolute path of the folder of keys, database and console socket. */
  readonly data: string;
  /** Absolute path of the log file. */
  readonly log: string;
  readonly logLevel: LogLevel;
  /** What the line is called. */
  readonly name: string;
  /** The operator's account name, folded. */
  readonly operator: string;
  /** How newcomers are taken. Given explicitly it wins over what the operator chose last. */
  readonly signUp: SignUpMode;
  /** Whether the operator types here. */
  readonly console: boolean;
  /** Clear text instead of TLS. */
  readonly insecure: boolean;
}

/** What `partyline serve` runs with. */
export interface ServeOptions extends ServeValues {
  /** Absolute path of the configuration file, if one was named. */
  readonly config?: string;
  /** Names of the values above that were given by flag, environment or file: `host`, `strictPort`. */
  readonly explicit: ReadonlySet<string>;
}

/** What `partyline join` runs with. */
export interface JoinOptions {
  /** As typed: HOST, HOST:PORT or partyline://...; asked for if missing. */
  readonly address?: string;
  readonly name?: string;
  /** Absolute path of the file that holds the password; `-` is standard input. */
  readonly passwordFile?: string;
  /** Plain lines even on a terminal. */
  readonly plain: boolean;
  /** Absolute path of the folder of sessions and pins. */
  readonly data: string;
  /** Whether an account may be made when the name is new. */
  readonly signUp: boolean;
  /** Invitation or reset code, if it is not part of the address. */
  readonly code?: string;
  /** Talk to a server that was started with --insecure: clear text. */
  readonly insecure: boolean;
}

/** What `partyline console` runs with. */
export interface ConsoleOptions {
  /** Absolute path of the server's data folder. */
  readonly data: string;
  readonly plain: boolean;
}

/** One option, defined once for the command line, the environment, the file and the help text. */
export interface OptionDefinition<Value> {
  /** `strict-port`: the flag is --strict-port, the variable PARTYLINE_STRICT_PORT, the key strict-port. */
  readonly name: string;
  readonly kind: OptionKind<Value>;
  /** What holds when it is given nowhere. */
  readonly default: (surroundings: Surroundings) => Value;
  /** The default in words, for the help text. */
  readonly defaultText: string;
  readonly description: string;
}

/** Every option of `partyline serve` but --config, by its name in ServeValues. */
export const serveTable: {
  readonly [Key in keyof ServeValues]: OptionDefinition<ServeValues[Key]>;
} = {
  host: {
    name: 'host',
    kind: textKind('ADDRESS', checkHost),
    default: () => '0.0.0.0',
    defaultText: '0.0.0.0, all addresses of this machine',
    description: 'address or name to listen on',
  },
  port: {
    name: 'port',
    kind: portKind,
    default: () => defaultPort,
    defaultText: String(defaultPort),
    description: 'TCP port; when it is busy the next free one is taken; 0: the system chooses',
  },
  strictPort: {
    name: 'strict-port',
    kind: switchKind,
    default: () => false,
    defaultText: 'off',
    description: 'a busy port is an error (exit code 69)',
  },
  data: {
    name: 'data',
    kind: pathKind('DIR'),
    default: defaultServerFolder,
    defaultText: '~/.local/share/partyline/server, or under XDG_DATA_HOME',
    description: 'folder of keys, accounts and messages',
  },
  log: {
    name: 'log',
    kind: pathKind('FILE'),
    default: defaultLogFile,
    defaultText: '~/.local/state/partyline/server.log, or under XDG_STATE_HOME',
    description: 'log file, JSON lines; rotated at 10 MiB, 5 older files are kept',
  },
  logLevel: {
    name: 'log-level',
    kind: choiceKind('LEVEL', logLevels),
    default: () => 'info',
    defaultText: 'info',
    description: `what is logged: ${logLevels.join(', ')}; each level leaves out those before it`,
  },
  name: {
    name: 'name',
    kind: textKind('TEXT', checkLineName),
    default: () => 'Partyline',
    defaultText: 'Partyline',
    description: 'what this line is called, 1 to 64 characters',
  },
  operator: {
    name: 'operator',
    kind: textKind('NAME', foldName),
    default: (surroundings) => suggestName(surroundings.userName()),
    defaultText: 'your login name here',
    description: "the operator's account name",
  },
  signUp: {
    name: 'sign-up',
    kind: choiceKind('MODE', signUpModes),
    default: () => 'open',
    defaultText: 'what the operator chose last, open at first',
    description: `how newcomers get an account: ${signUpModes.join(', ')}`,
  },
  console: {
    name: 'console',
    kind: switchKind,
    default: () => true,
    defaultText: 'on',
    description: "the operator's console here",
  },
  insecure: {
    name: 'insecure',
    kind: switchKind,
    default: () => false,
    defaultText: 'off',
    description: 'clear text instead of TLS: anyone on the way can read and change everything',
  },
};

/** The options of the table with their names in ServeValues. */
export const serveDefinitions = Object.entries(serveTable) as readonly (readonly [
  keyof ServeValues,
  OptionDefinition<unknown>,
])[];

/** The environment variable of an option: `PARTYLINE_STRICT_PORT` for `strict-port`. */
export function variableOf(name: string): string {
  return `PARTYLINE_${name.toUpperCase().replaceAll('-', '_')}`;
}

function checkHost(text: string): string {
  const host = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (host !== '' && !/[\s/\p{Cc}]/u.test(host)) return host;
  throw new InputError(`${JSON.stringify(text)} is not an address or name of this machine.`);
}

function checkLineName(text: string): string {
  const name = text.trim().normalize('NFC');
  if (name !== '' && name.length <= 64 && !/\p{Cc}/u.test(name)) return name;
  throw new InputError(
    `${JSON.stringify(text)} cannot be the name of a line: it needs 1 to 64 characters on one line.`,
  );
}
