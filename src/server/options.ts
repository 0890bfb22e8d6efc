import { defaultStretching, type Stretching } from '../auth/stretching.ts';
import {
  assertArgument,
  assertOptions,
  callback,
  either,
  flag,
  integer,
  type Kind,
  type Kinds,
  object,
  objectWith,
  oneOf,
  text,
} from '../base/arguments.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { InputError, PartylineError } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { ClusterOptions } from '../cluster/options.ts';
import type { Upgrade } from '../store/upgrade.ts';
import { type Address, defaultPort } from '../wire/address.ts';
import type { FileLimits } from '../words/file-limits.ts';
import { type RoomMakers, roomMakers } from '../words/room-makers.ts';
import { type SignUpMode, signUpModes } from '../words/sign-up-mode.ts';
import { type Bounds, defaultBounds } from './bounds.ts';
import type { LiveSettings } from './live-settings.ts';
import { defaultFloodLimits, type FloodLimits } from './member/flood-gate.ts';
import type { MetricsAddress } from './metrics/endpoint.ts';
import type { TlsFiles } from './tls-identity.ts';
import type { WebOptions } from './web/web-options.ts';

/** The options that a server is started with. */
export interface ServerOptions {
  /** Folder of keys, database and console socket; made when missing. */
  readonly dataFolder: string;
  /**
   * Keys, certificate or database that are missing beside others are made anew. Default false: then a start
   * is refused that would make another line of this one. A new folder gets all of them either way.
   */
  readonly newIdentity?: boolean | undefined;
  /**
   * Called where the store has an older schema, before anything in it is changed; the start waits until it has
   * resolved. Whoever wants a backup makes it there.
   */
  readonly beforeUpgrade?: ((upgrade: Upgrade) => Promise<void>) | undefined;
  /**
   * The line runs on several machines: where its nodes meet, and how this one shows who it is there. Default: it runs
   * on this machine alone.
   */
  readonly cluster?: ClusterOptions | undefined;
  /** Called, before the server accepts connections, with how many of the entries that it has missed are stored. */
  readonly onCatchUp?: ((done: number, total: number) => void) | undefined;
  /** Address to listen on: a name or an IP address. Default 0.0.0.0, all of the machine's. */
  readonly host?: string | undefined;
  /** TCP port; 0 lets the system choose. Default 7278. */
  readonly port?: number | undefined;
  /** A busy port is an error instead of a reason to take the next one. Default false. */
  readonly strictPort?: boolean | undefined;
  /**
   * Where clients find this node of a line with several, as the others tell them. Default: the host and the port
   * listened on.
   */
  readonly advertise?: Pick<Address, 'host' | 'port'> | undefined;
  /** The name of the line. Default `Partyline`. */
  readonly name?: string | undefined;
  /** The operator's account name, folded. Default `operator`. */
  readonly operator?: string | undefined;
  /** The name was chosen for this start: it wins over the operator there is. Default false. */
  readonly operatorIsExplicit?: boolean | undefined;
  /** How newcomers are taken; wins over what the operator set last. Default: that, else `open`. */
  readonly signUp?: SignUpMode | undefined;
  /** Who may make rooms. Default `anyone`. */
  readonly rooms?: RoomMakers | undefined;
  /** Messages that are older are dropped for good, in milliseconds. Default: all are kept. */
  readonly keepMs?: number | undefined;
  /** Bytes that the database may take: beyond that the oldest messages are dropped for good. Default: no bound. */
  readonly keepBytes?: number | undefined;
  /** The bounds of the files that people may send. Default: the line takes none. */
  readonly files?: FileLimits | undefined;
  /** A key and a certificate in place of those that are made in the data folder; `reload` reads them anew. */
  readonly tls?: TlsFiles | undefined;
  /** Clear text instead of TLS. Default false. */
  readonly insecure?: boolean | undefined;
  /** Serves the page to browsers, on the same port. Default: no browser gets in. */
  readonly web?: WebOptions | undefined;
  /**
   * Where machines ask by HTTP how the server is doing, in the format of Prometheus: an address, or the path of a
   * Unix socket. Default: nowhere.
   */
  readonly metrics?: MetricsAddress | undefined;
  /** The program and its version, as told to clients. Default `partyline`. */
  readonly software?: string | undefined;
  readonly log?: Log | undefined;
  /** The last lines of that log, oldest first, for an operator; without it they are not to be had. */
  readonly lastLogLines?: ((count: number) => Promise<string[]>) | undefined;
  /** What that log takes on the disk, in bytes, for an operator. */
  readonly logBytes?: (() => number) | undefined;
  readonly clock?: Clock | undefined;
  readonly bounds?: Partial<Bounds> | undefined;
  /** How fast people may post; false: as fast as they can. Default: `defaultFloodLimits`. */
  readonly floodLimits?: FloodLimits | false | undefined;
  /** Key stretching asked of clients (Argon2id); counts only when the data folder is new. */
  readonly stretching?: Stretching | undefined;
}

/** The options with nothing left open. */
export interface Settings {
  readonly dataFolder: string;
  readonly newIdentity: boolean;
  readonly beforeUpgrade: (upgrade: Upgrade) => Promise<void>;
  /** undefined: on this machine alone. */
  readonly cluster: ClusterOptions | undefined;
  readonly onCatchUp: (done: number, total: number) => void;
  readonly host: string;
  readonly port: number;
  readonly strictPort: boolean;
  /** undefined: the host and the port listened on. */
  readonly advertise: Pick<Address, 'host' | 'port'> | undefined;
  readonly live: LiveSettings;
  readonly operator: string;
  readonly operatorIsExplicit: boolean;
  readonly signUp: SignUpMode | undefined;
  /** undefined: those of the data folder. */
  readonly tls: TlsFiles | undefined;
  readonly insecure: boolean;
  /** undefined: no browser gets in. */
  readonly web: WebOptions | undefined;
  /** undefined: nowhere. */
  readonly metrics: MetricsAddress | undefined;
  readonly software: string;
  readonly log: Log;
  readonly lastLogLines: (count: number) => Promise<string[]>;
  /** undefined: nobody knows. */
  readonly logBytes: (() => number) | undefined;
  readonly clock: Clock;
  readonly bounds: Bounds;
  /** undefined: people post as fast as they can. */
  readonly floodLimits: FloodLimits | undefined;
  readonly stretching: Stretching;
}

/** A choice that can only be against. */
const isFalse: Kind = { words: 'false', accepts: (value) => value === false };

const logMethods = ['debug', 'info', 'warn', 'error', 'child'];

const kinds: Kinds = {
  dataFolder: text,
  newIdentity: flag,
  beforeUpgrade: callback,
  cluster: object,
  onCatchUp: callback,
  host: text,
  port: integer(0, 65_535),
  strictPort: flag,
  advertise: object,
  name: text,
  operator: text,
  operatorIsExplicit: flag,
  signUp: oneOf(signUpModes),
  rooms: oneOf(roomMakers),
  keepMs: integer(1),
  keepBytes: integer(1),
  files: object,
  tls: object,
  insecure: flag,
  web: object,
  metrics: object,
  software: text,
  log: objectWith(...logMethods),
  lastLogLines: callback,
  logBytes: callback,
  clock: objectWith('now', 'elapsed'),
  bounds: object,
  floodLimits: either(object, isFalse),
  stretching: object,
};

/**
 * Throws InputError for files on a line of several machines.
 *
 * @param chosen `files`: false or undefined: none
 */
export function assertFilesFit(chosen: {
  readonly files?: FileLimits | false | undefined;
  readonly cluster?: ClusterOptions | undefined;
}): void {
  if (!chosen.files || chosen.cluster === undefined) return;
  throw new InputError(
    'A line on several machines takes no files: each would have those that were sent through it. Leave out files.',
  );
}

/** Fills in the defaults. Throws InputError for what no server can run with. */
export function resolveSettings(options: ServerOptions): Settings {
  assertOptions('Cannot start a server', options, kinds);
  assertArgument('Cannot start a server', 'dataFolder', options.dataFolder, text);
  assertFilesFit(options);
  const name = options.name ?? 'Partyline';
  if (name.trim() === '' || name.length > 64 || /\p{Cc}/u.test(name)) {
    throw new InputError('The name of the line must have 1 to 64 characters on one line.');
  }
  return {
    dataFolder: options.dataFolder,
    newIdentity: options.newIdentity ?? false,
    beforeUpgrade: options.beforeUpgrade ?? (async () => {}),
    cluster: options.cluster,
    onCatchUp: options.onCatchUp ?? (() => {}),
    host: options.host ?? '0.0.0.0',
    port: options.port ?? defaultPort,
    strictPort: options.strictPort ?? false,
    advertise: options.advertise,
    live: {
      name,
      rooms: options.rooms ?? 'anyone',
      keep: { ms: options.keepMs, bytes: options.keepBytes },
      files: options.files ?? false,
    },
    operator: options.operator ?? 'operator',
    operatorIsExplicit: options.operatorIsExplicit ?? false,
    signUp: options.signUp,
    tls: options.tls,
    insecure: options.insecure ?? false,
    web: options.web,
    metrics: options.metrics,
    software: options.software ?? 'partyline',
    log: options.log ?? silentLog,
    lastLogLines: options.lastLogLines ?? noLog,
    logBytes: options.logBytes,
    clock: options.clock ?? systemClock,
    bounds: { ...defaultBounds, ...options.bounds },
    floodLimits:
      options.floodLimits === false ? undefined : (options.floodLimits ?? defaultFloodLimits),
    stretching: options.stretching ?? defaultStretching,
  };
}

function noLog(): Promise<never> {
  const sentence = 'This server keeps no log that could be shown.';
  return Promise.reject(new PartylineError('forbidden', sentence));
}
