import { flushCompileCache } from 'node:module';
import process from 'node:process';
import { standardOutputName } from '../base/log-destination.ts';
import { type LogFile, openLogFile } from '../base/log-file.ts';
import { limitYoungObjects } from '../base/young-objects.ts';
import { type BusyPort, PortError } from '../server/door/ports.ts';
import { type Server, startServer } from '../server/server.ts';
import { FolderLostError } from '../store/files-in-place.ts';
import type { Style } from '../talk/style.ts';
import { textOf } from '../texts/text-of.ts';
import { formatAddress, parseAddress, placeOf } from '../wire/address.ts';
import { clusterOf } from './cluster-options.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { fileLimitsOf } from './file-limits.ts';
import { isInteractive, styleOfTerminal } from './interactive.ts';
import type { CommandValues } from './options.ts';
import { write } from './output.ts';
import type { OwnConsole } from './own-console.ts';
import { defaultRunningFolder } from './paths.ts';
import { processEnvironment } from './process-environment.ts';
import { Progress } from './progress.ts';
import type { Resolved } from './resolve-options.ts';
import { announceLine } from './running-lines.ts';
import type { serveCommand } from './serve-command.ts';
import { ServiceManager } from './service-manager.ts';
import { commandName, softwareName } from './software.ts';
import { tlsFilesOf } from './tls-files.ts';
import type { ToldUpgrade } from './told-upgrade.ts';
import { webOptionsOf } from './web-options-of.ts';

type ServeOptions = CommandValues<typeof serveCommand>;

/** `partyline serve`: runs a server until it is stopped; resolves with the exit code. */
export async function run(
  options: ServeOptions,
  explicit: ReadonlySet<string>,
  resolve: () => Promise<Resolved<typeof serveCommand.options>>,
): Promise<number> {
  assertBothTlsFiles(options);
  if (options.check) return (await import('./check-serve.ts')).checkServe(options);
  const style = styleOfTerminal(false);
  assertLogHasPlace(options);
  const { host, port } = await completeAddress(options, explicit, style);
  const logFile = openLogFile({
    file: options.log,
    level: options.logLevel,
    format: options.logFormat,
  });
  try {
    const server = await start({ ...options, host, port }, explicit, logFile);
    flushCompileCache();
    limitYoungObjects();
    return await serve(server, options, logFile, style, resolve);
  } finally {
    await logFile.close();
  }
}

/** A certificate is of no use without its key, nor a key without its certificate. */
function assertBothTlsFiles({ tlsCert, tlsKey }: ServeOptions): void {
  if ((tlsCert === undefined) === (tlsKey === undefined)) return;
  const [given, missing] = tlsKey === undefined ? ['cert', 'key'] : ['key', 'cert'];
  throw new CommandError(
    exitCodes.configuration,
    `--tls-${given} needs its other half: give --tls-${missing} as well.`,
  );
}

/** A log and a console would write over each other on one terminal. */
function assertLogHasPlace({ log, console }: ServeOptions): void {
  if (log !== standardOutputName || !console || !isInteractive()) return;
  throw new CommandError(
    exitCodes.usage,
    'Cannot write the log to this terminal, which has the console: add --no-console, or name a file with --log.',
  );
}

/** Asks a person for host and port when neither was given anywhere. */
async function completeAddress(
  { host, port, console }: ServeOptions,
  explicit: ReadonlySet<string>,
  style: Style,
): Promise<{ host: string; port: number }> {
  const given = explicit.has('host') || explicit.has('port');
  if (given || !console || !isInteractive()) return { host, port };
  const { askListenAddress } = await import('./ask-listen-address.ts');
  return await askListenAddress({ host, port }, style);
}

async function start(
  options: ServeOptions,
  explicit: ReadonlySet<string>,
  { log, lastLines, bytes }: LogFile,
): Promise<Server> {
  let upgrade: ToldUpgrade | undefined;
  const catchUp = new Progress(
    (percent) => `Catching up with the other nodes: ${Math.floor(percent)} %`,
  );
  try {
    const server = await startServer({
      beforeUpgrade: async (pending) => {
        const { beginUpgrade } = await import('./told-upgrade.ts');
        upgrade = await beginUpgrade(pending, options);
      },
      dataFolder: options.data,
      newIdentity: options.newIdentity,
      host: options.host,
      port: options.port,
      strictPort: options.strictPort,
      name: options.name,
      keepMs: options.keep,
      keepBytes: options.keepSize,
      files: fileLimitsOf(options),
      insecure: options.insecure,
      web: webOptionsOf(options),
      metrics: options.metrics,
      tls: tlsFilesOf(options),
      cluster: clusterOf(options),
      advertise: options.advertise,
      onCatchUp: (done, total) => catchUp.tell((100 * done) / total),
      ...(options.floodLimits ? {} : { floodLimits: false as const }),
      software: softwareName(),
      log,
      ...(lastLines === undefined ? {} : { lastLogLines: lastLines }),
      logBytes: bytes,
      operator: options.operator,
      operatorIsExplicit: explicit.has('operator'),
      rooms: options.rooms,
      ...(explicit.has('signUp') ? { signUp: options.signUp } : {}),
    });
    upgrade?.finish();
    return server;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    throw new CommandError(exitCodes.unavailable, error.message);
  } finally {
    upgrade?.end();
    catchUp.end();
  }
}

async function serve(
  server: Server,
  options: ServeOptions,
  logFile: LogFile,
  style: Style,
  resolve: () => Promise<Resolved<typeof serveCommand.options>>,
): Promise<number> {
  const manager = ServiceManager.ofThisProcess(logFile.log);
  const reload = async () => {
    const { reloadServer } = await import('./reload-server.ts');
    await reloadServer({ server, logFile, options, resolve });
  };
  const signals = handleSignals(
    (reason) => {
      void manager?.stopping();
      void server.stop(reason);
    },
    () => void (manager === undefined ? reload() : manager.reloading(reload)),
  );
  await openLocalDoor(server, logFile);
  const withdraw = announce(server, logFile);
  for (const line of banner(server, options, style)) write(`${line}\n`);
  manager?.ready(`${server.name} listens on port ${server.port}.`, () => server.isWell());
  const own = options.console ? await loadOwnConsole(server, style, signals.interrupt) : undefined;
  try {
    await server.ended;
    return exitCodes.ok;
  } catch (error) {
    throw new CommandError(exitCodes.software, whyItStopped(error, options.log));
  } finally {
    withdraw();
    await manager?.stopping();
    signals.release();
    await own?.close();
    if (own !== undefined) processEnvironment().errors.write(`${server.name} has stopped.\n`);
  }
}

/** The last words of a server that had to stop, to its operator. */
function whyItStopped(error: unknown, log: string): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof FolderLostError) return `The server had to stop: ${reason}`;
  return `The server had to stop: its store failed (${reason}). ${log === standardOutputName ? 'The log' : `The log ${log}`} says more. All acknowledged messages are stored.`;
}

/** The code that only a console needs is loaded once others can connect. */
async function loadOwnConsole(
  server: Server,
  style: Style,
  interrupt: () => void,
): Promise<OwnConsole> {
  const { openOwnConsole } = await import('./own-console.ts');
  return openOwnConsole(server, style, interrupt);
}

/** Tells the person's clients on this machine where the server is; without a place for that it runs as well. */
function announce(server: Server, { log }: LogFile): () => void {
  try {
    const { name, operatorName: operator } = server;
    const folder = defaultRunningFolder(processEnvironment());
    return announceLine(folder, { name, address: localAddress(server), operator });
  } catch (error) {
    log.warn('line.not-announced', {
      reason: error instanceof Error ? error.message : String(error),
    });
    return () => {};
  }
}

/** The server's address for clients on the same machine. */
function localAddress(server: Server): string {
  const isEverywhere = server.host === '0.0.0.0' || server.host === '::';
  const address = parseAddress(server.address());
  return formatAddress(isEverywhere ? { ...address, host: 'localhost' } : address);
}

/** Lets consoles attach; a server that cannot, because its folder's path is too long, runs without. */
async function openLocalDoor(server: Server, { log }: LogFile): Promise<void> {
  try {
    await server.listenLocally();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('console.unavailable', { reason });
    processEnvironment().errors.write(`${reason}\n`);
  }
}

/** The first words of a server that is ready; without a console also for scripts. */
function banner(server: Server, options: ServeOptions, style: Style): string[] {
  const { busyPorts } = server;
  const address = server.address();
  const local = `${server.host} port ${server.port}`;
  return [
    ...(busyPorts.length === 0 ? [] : [portTaken(busyPorts, server.port)]),
    `${style.strong(server.name)} listens on ${local}${options.insecure ? ', in clear text' : ''}.`,
    ...(server.fingerprint === undefined ? [] : [`Key fingerprint: ${server.fingerprint}`]),
    `Data: ${options.data}`,
    `Log: ${options.log === standardOutputName ? 'standard output' : options.log}`,
    ...metricsLine(server, options),
    textOf('sign-up.is', {
      mode: server.signUp,
      meaning: textOf(`sign-up.${server.signUp}`),
    }),
    `Join with: ${style.accent(`${commandName(processEnvironment().variables)} join '${address}'`)}`,
    ...(options.console
      ? [`You are ${style.name(server.operatorName)}. Type to talk; /help lists the commands.`]
      : [`ready ${address}`]),
  ];
}

function metricsLine(server: Server, { metrics }: ServeOptions): string[] {
  if (metrics === undefined) return [];
  if ('path' in metrics) return [`Metrics: ${metrics.path}`];
  const { metricsPort: port = 0 } = server;
  return [`Metrics: http://${placeOf({ host: metrics.host, port })}/metrics`];
}

function portTaken(busy: readonly BusyPort[], port: number): string {
  const [first, last] = [busy[0], busy.at(-1)];
  const isForbidden = first?.reason === 'EACCES';
  const why = isForbidden ? 'not allowed by the system' : 'in use by another program';
  const which =
    busy.length === 1 ? `Port ${first?.port} is` : `Ports ${first?.port} to ${last?.port} are`;
  return `${which} ${why}; the server takes ${port} instead.`;
}

/** First SIGINT or SIGTERM stops in order, a second SIGINT at once; SIGHUP reloads. */
function handleSignals(stop: (reason: string) => void, reload: () => void) {
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) process.exit(exitCodes.interrupted);
    interrupted = true;
    stop('');
  };
  const terminate = () => stop('');
  process.on('SIGINT', interrupt).on('SIGTERM', terminate).on('SIGHUP', reload);
  const release = () => {
    process.off('SIGINT', interrupt).off('SIGTERM', terminate).off('SIGHUP', reload);
  };
  return { interrupt, release };
}
