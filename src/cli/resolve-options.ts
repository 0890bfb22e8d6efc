import { posix, win32 } from 'node:path';
import { InputError } from '../base/errors.ts';
import { assertDecoded } from '../base/utf8.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { EmptyValueError, EntryError, readFileValue } from './kinds.ts';
import type { Declaration, Declarations, ValuesOf } from './options.ts';
import type { ProcessEnvironment } from './process-environment.ts';

/**
 * The values of the command line by their names: texts for options with a value, several for those that
 * repeat, true or false for switches.
 */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** The values of a command's options and arguments. */
export interface Resolved<Table extends Declarations> {
  readonly values: ValuesOf<Table>;
  /** Names of those that were given somewhere. */
  readonly explicit: ReadonlySet<string>;
}

/**
 * Finds the value of each option: the command line wins over the environment, which wins over the
 * configuration file (where `config` is among the options), which wins over the default. An empty
 * variable counts as missing; relative paths in the file count from its folder. Rejects with
 * CommandError, a sentence that names where a wrong value came from.
 */
export async function resolveOptions<Table extends Declarations>(
  table: Table,
  given: Given,
  environment: ProcessEnvironment,
): Promise<Resolved<Table>> {
  const { config } = table;
  const path =
    config &&
    (find(config, given.config, environment, undefined)?.value ?? config.default(environment));
  const file = path === undefined ? undefined : await readFile(String(path), table);
  const explicit = new Set<string>();
  const values: Record<string, unknown> = {};
  for (const [name, declaration] of Object.entries(table)) {
    const found = find(declaration, given[name], environment, file);
    if (found !== undefined) explicit.add(name);
    values[name] = found === undefined ? declaration.default(environment) : found.value;
  }
  return { values: values as ValuesOf<Table>, explicit };
}

/** Most commands have no such file. */
async function readFile(path: string, table: Declarations): Promise<ConfigurationFile> {
  const { readConfigurationFile } = await import('./configuration-file.ts');
  const known = Object.values(table.config?.fileOf?.() ?? table).flatMap(({ key }) => key ?? []);
  return readConfigurationFile(path, known);
}

/** The value from the nearest source that has one. */
function find(
  { flags, kind, calledBy, variable = '', key = '', refusal }: Declaration<unknown>,
  given: Given[string],
  environment: ProcessEnvironment,
  file: ConfigurationFile | undefined,
): { readonly value: unknown } | undefined {
  const place = { environment, folder: environment.folder };
  if (given !== undefined) {
    if (refusal !== undefined) throw new CommandError(exitCodes.usage, refusal);
    const source = flags.startsWith('-') ? flags.split(' ', 1)[0] : calledBy;
    const read = (text: unknown) => kind.read(String(text), place);
    const readAll = () => (Array.isArray(given) ? given.map(read) : read(given));
    return named(source, exitCodes.usage, readAll, flags.replaceAll(/[<>[\].]/g, ''));
  }
  const set = environment.variables[variable];
  if (set && isOfAnotherService(variable, set)) {
    environment.tell(
      `${variable}=${set} is passed over: it is the address of another service, as those who run containers set it. Give ${flags} instead.`,
    );
  } else if (set) {
    assertDecoded(set, variable);
    return named(variable, exitCodes.configuration, () => kind.read(set, place));
  }
  const written = file?.values[key];
  if (file === undefined || written === undefined) return undefined;
  const { dirname } = environment.platform === 'win32' ? win32 : posix;
  const inFile = { environment, folder: dirname(file.path) };
  return named(
    (entry) => {
      const name = entry === undefined ? key : `${key}.${entry}`;
      return `${file.placeOf(key, entry)}, key ${name}`;
    },
    exitCodes.configuration,
    () => readFileValue(kind, written, inFile),
  );
}

/** Kubernetes sets `PARTYLINE_PORT=tcp://10.0.0.1:7278` beside a service that is called partyline. */
function isOfAnotherService(variable: string, value: string): boolean {
  return variable.endsWith('_PORT') && /^(tcp|udp|sctp):\/\/\S+:\d+$/.test(value);
}

/**
 * Reads a value; what is wrong with it is said together with where it came from.
 *
 * @param argument how the help calls it, where it is an argument
 */
function named(
  source: string | undefined | ((entry: string | undefined) => string),
  exitCode: number,
  read: () => unknown,
  argument?: string,
) {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const unnamed = error instanceof EmptyValueError ? argument : undefined;
    const place = source instanceof Function ? source(entryOf(error)) : (source ?? unnamed);
    const where = place === undefined ? '' : `${place}: `;
    throw new CommandError(exitCode, `${where}${error.message}`);
  }
}

function entryOf(error: InputError): string | undefined {
  return error instanceof EntryError ? error.entry : undefined;
}
