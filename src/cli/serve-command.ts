import { isIP } from 'node:net';
import { InputError } from '../base/errors.ts';
import { type LogFormat, type LogLevel, logFormats, logLevels } from '../base/log.ts';
import { addressesOf, usualClusterName } from '../cluster/options.ts';
import type { MetricsAddress } from '../server/metrics/endpoint.ts';
import { type Address, defaultPort } from '../wire/address.ts';
import { defaultFileLimits } from '../words/file-limits.ts';
import { foldName, suggestName } from '../words/name.ts';
import { type RoomMakers, roomMakers } from '../words/room-makers.ts';
import { type SignUpMode, signUpModes } from '../words/sign-up-mode.ts';
import {
  choice,
  days,
  duration,
  fileSize,
  type Kind,
  list,
  metricsAddress,
  onOrOff,
  outputFile,
  path,
  place,
  port,
  replicas,
  size,
  text,
} from './kinds.ts';
import { type Declaration, declareCommand, onOff, option } from './options.ts';
import { defaultLogFile, defaultServerFolder } from './paths.ts';
import type { ProcessEnvironment } from './process-environment.ts';

/** An option that the environment and the configuration file give as well. */
function setting<Value>(
  flags: string,
  kind: Kind<Value>,
  help: string,
  byDefault: Value | ((environment: ProcessEnvironment) => Value),
  defaultText = inWords(byDefault),
): Declaration<Value> {
  const key = flags.replace(/^--(no-)?/, '').replace(/ .*/, '');
  const variable = `PARTYLINE_${key.toUpperCase().replaceAll('-', '_')}`;
  const find = byDefault instanceof Function ? byDefault : () => byDefault;
  return { flags, kind, help, defaultText, key, variable, default: find };
}

/** A default for the help, which lists no switch that turns off what is on by its default. */
function inWords(value: unknown): string {
  return typeof value === 'boolean' ? (value ? '' : 'off') : String(value);
}

/** `partyline serve`. */
export const serveCommand = declareCommand({
  name: 'serve',
  summary: 'start a line and be its operator',
  options: {
    host: setting(
      '--host <ADDRESS>',
      text(checkHost),
      'address or name to listen on',
      '0.0.0.0',
      '0.0.0.0, all addresses of this machine',
    ),
    port: setting(
      '--port <PORT>',
      port,
      'TCP port; when it is busy the next free one is taken; 0: the system chooses',
      defaultPort,
    ),
    strictPort: setting('--strict-port', onOrOff, 'a busy port is an error (exit code 69)', false),
    data: setting(
      '--data <DIR>',
      path('folders'),
      'folder of keys, accounts and messages',
      defaultServerFolder,
      '~/.local/share/partyline/server, or under XDG_DATA_HOME',
    ),
    log: setting(
      '--log <FILE>',
      outputFile,
      'log file, JSON lines; rotated at 10 MiB, 5 older files are kept; - is standard output',
      defaultLogFile,
      '~/.local/state/partyline/server.log, or under XDG_STATE_HOME',
    ),
    logLevel: setting<LogLevel>(
      '--log-level <LEVEL>',
      choice(logLevels),
      `level of the log: ${logLevels.join(', ')}; each leaves out those before it`,
      'info',
    ),
    logFormat: setting<LogFormat>(
      '--log-format <FORMAT>',
      choice(logFormats),
      'lines of the log: json, one object each; text, words for people',
      'json',
    ),
    name: setting(
      '--name <TEXT>',
      text(checkLineName),
      'name of this line, 1 to 64 characters',
      'Partyline',
    ),
    operator: setting(
      '--operator <NAME>',
      text(foldName),
      "the operator's account name",
      (environment) => suggestName(environment.userName() ?? 'operator'),
      'your login name here',
    ),
    // Given explicitly it wins over what the operator chose last.
    signUp: setting<SignUpMode>(
      '--sign-up <MODE>',
      choice(signUpModes),
      `how newcomers get an account: ${signUpModes.join(', ')}`,
      'open',
      'what the operator chose last, open at first',
    ),
    rooms: setting<RoomMakers>(
      '--rooms <WHO>',
      choice(roomMakers),
      'who may make rooms: anyone, operators of the line',
      'anyone',
    ),
    console: setting('--no-console', onOrOff, "without the operator's console here", true),
    keep: setting<number | undefined>(
      '--keep <DURATION>',
      duration,
      'drop messages for good that are older, such as 365d',
      undefined,
      'messages are kept for good',
    ),
    keepSize: setting<number | undefined>(
      '--keep-size <SIZE>',
      size,
      'drop the oldest messages for good when the database takes more, such as 2GB',
      undefined,
      'no bound',
    ),
    files: setting(
      '--files',
      onOrOff,
      'take files: people send them to rooms, and those who can read the message fetch them',
      false,
    ),
    fileSize: setting(
      '--file-size <SIZE>',
      fileSize,
      'longest file that is taken',
      defaultFileLimits.fileBytes,
      '25MB',
    ),
    fileQuota: setting(
      '--file-quota <SIZE>',
      fileSize,
      'room for all files together',
      defaultFileLimits.lineBytes,
      '2GB',
    ),
    fileAccountQuota: setting(
      '--file-account-quota <SIZE>',
      fileSize,
      'room for the files of one account',
      defaultFileLimits.accountBytes,
      '500MB',
    ),
    fileDays: setting(
      '--file-days <DAYS>',
      days,
      'remove a file so many days after it was posted',
      defaultFileLimits.keepMs,
      '90',
    ),
    backup: setting(
      '--no-backup',
      onOrOff,
      'make no backup before the store of an older version is taken over',
      true,
    ),
    floodLimits: setting(
      '--no-flood-limits',
      onOrOff,
      'take posts as fast as they come, from everybody',
      true,
    ),
    insecure: setting(
      '--insecure',
      onOrOff,
      'clear text instead of TLS: anyone on the way can read and change everything',
      false,
    ),
    tlsCert: setting<string | undefined>(
      '--tls-cert <FILE>',
      path('files'),
      'certificate of your own in PEM, with those that signed it behind it',
      undefined,
      'one that the server makes',
    ),
    tlsKey: setting<string | undefined>(
      '--tls-key <FILE>',
      path('files'),
      'its key in PEM',
      undefined,
      'one that the server makes',
    ),
    cluster: setting<readonly string[] | undefined>(
      '--cluster <URLS>',
      list(checkNatsServer),
      'run the line on several machines: its nats-servers, as nats://HOST:PORT or tls://HOST:PORT, with commas between',
      undefined,
      'on this machine alone',
    ),
    clusterName: setting(
      '--cluster-name <NAME>',
      text(),
      'name of the line there, the same on all nodes',
      usualClusterName,
    ),
    clusterReplicas: setting<number | undefined>(
      '--cluster-replicas <COUNT>',
      replicas,
      'nats-servers that keep what is said, when the line begins there',
      undefined,
      '3 where there are as many, else 1',
    ),
    clusterUser: setting<string | undefined>(
      '--cluster-user <NAME>',
      text(),
      'user of the nats-servers',
      undefined,
      'none',
    ),
    clusterPasswordFile: setting<string | undefined>(
      '--cluster-password-file <FILE>',
      path('files'),
      "file with that user's password on its first line",
      undefined,
      'none',
    ),
    clusterNkey: setting<string | undefined>(
      '--cluster-nkey <FILE>',
      path('files'),
      'file with the seed of an NKey, instead of a user',
      undefined,
      'none',
    ),
    clusterCredentials: setting<string | undefined>(
      '--cluster-credentials <FILE>',
      path('files'),
      'file of credentials (JWT and seed), instead of a user',
      undefined,
      'none',
    ),
    clusterCa: setting<string | undefined>(
      '--cluster-ca <FILE>',
      path('files'),
      'certificates in PEM by which those of the nats-servers are known',
      undefined,
      "the system's",
    ),
    clusterCert: setting<string | undefined>(
      '--cluster-cert <FILE>',
      path('files'),
      'certificate in PEM that this node shows the nats-servers',
      undefined,
      'none',
    ),
    clusterKey: setting<string | undefined>(
      '--cluster-key <FILE>',
      path('files'),
      'its key in PEM',
      undefined,
      'none',
    ),
    advertise: setting<Pick<Address, 'host' | 'port'> | undefined>(
      '--advertise <HOST:PORT>',
      place,
      'where clients find this node of several, as the others tell them',
      undefined,
      'the host and the port listened on',
    ),
    web: setting('--no-web', onOrOff, 'let no browser in', true),
    webHost: setting<readonly string[]>(
      '--web-host <NAMES>',
      list(checkWebHost),
      'names, with commas between, by which browsers reach this server, beside those in its certificate',
      [],
      'none',
    ),
    trustProxy: setting<readonly string[]>(
      '--trust-proxy <ADDRESSES>',
      list(checkProxy),
      'reverse proxies, with commas between, that say by X-Forwarded-For where a browser is',
      [],
      'none',
    ),
    metrics: setting<MetricsAddress | undefined>(
      '--metrics <WHERE>',
      metricsAddress,
      'metrics for Prometheus, and health, by HTTP at HOST:PORT, a port of this machine, or the path of a socket',
      undefined,
      'nowhere',
    ),
    check: onOff('--check', 'check configuration, keys and certificate, and start nothing'),
    // Only on the command line: in a file it would undo for good what it makes an exception of.
    newIdentity: onOff(
      '--new-identity',
      'make keys, certificate or database anew that are missing beside others',
    ),
    config: option('--config <FILE>', path('files'), 'file of options in TOML (PARTYLINE_CONFIG)', {
      variable: 'PARTYLINE_CONFIG',
    }),
  },
  help: `
Every option but --check and --new-identity can be given in the environment as
well (--log-level as PARTYLINE_LOG_LEVEL) and in a file of TOML (log-level =
"debug"). The command line wins over the environment, which wins over the file.

Examples:
  partyline serve
  partyline serve --port 7300 --sign-up invite --name "Night shift"
  partyline serve --no-console --config /etc/partyline.toml
  partyline serve --check --config /etc/partyline.toml
  partyline serve --cluster nats://a:4222,nats://b:4222,nats://c:4222

SIGHUP opens the log anew, reads key and certificate, and takes over name,
rooms, keep, keep-size, log-level and the options of files; all else takes
effect at the next start.`,
});

function checkNatsServer(url: string): string {
  addressesOf({ servers: [url] });
  return url;
}

function checkHost(text: string): string {
  const host = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (host !== '' && !/[\s/\p{Cc}]/u.test(host)) return host;
  throw new InputError(`${JSON.stringify(text)} is not an address or name of this machine.`);
}

function checkWebHost(text: string): string {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) return text.toLowerCase();
  throw new InputError(
    `${JSON.stringify(text)} is not the name of a host: write it without https:// and without a port.`,
  );
}

function checkProxy(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new InputError(`${JSON.stringify(text)} is not the IP address of a proxy.`);
}

function checkLineName(text: string): string {
  const name = text.trim().normalize('NFC');
  if (name !== '' && name.length <= 64 && !/\p{Cc}/u.test(name)) return name;
  throw new InputError(
    `${JSON.stringify(text)} cannot be the name of a line: it needs 1 to 64 characters on one line.`,
  );
}
