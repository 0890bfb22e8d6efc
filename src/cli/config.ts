import { readFileSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { InputError } from '../base/errors.ts';
import { systemReason } from '../base/private-files.ts';
import { nearest } from '../terminal/nearest.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { FileValue } from './option-kinds.ts';
import {
  type OptionDefinition,
  type ServeOptions,
  type ServeValues,
  serveDefinitions,
  serveTable,
  variableOf,
} from './options.ts';
import { absolutePath } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

/** What the command line gave: texts for options with a value, true or false for switches. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** Where values of options are looked for, the nearest first. */
export interface Sources {
  readonly flags: Flags;
  readonly surroundings: Surroundings;
  readonly file: ConfigurationFile | undefined;
}

/** A configuration file that was read. */
export interface ConfigurationFile {
  /** Absolute path. */
  readonly path: string;
  readonly values: Readonly<Record<string, FileValue>>;
}

/**
 * The options of `partyline serve`: flags win over PARTYLINE_* variables, which win over the file
 * named by --config or PARTYLINE_CONFIG, which wins over the defaults. An empty variable counts as
 * missing; relative paths in the file count from its folder. Rejects with CommandError, a sentence
 * that names where a wrong value came from.
 */
export async function resolveServeOptions(
  flags: Flags,
  surroundings: Surroundings,
): Promise<ServeOptions> {
  const sources = await openSources(flags, surroundings);
  const explicit = new Set<string>();
  const values: Record<string, unknown> = {};
  for (const [key, definition] of serveDefinitions) {
    const given = findValue(key, definition, sources);
    if (given !== undefined) explicit.add(key);
    values[key] = given === undefined ? definition.default(surroundings) : given.value;
  }
  const config = sources.file === undefined ? {} : { config: sources.file.path };
  return { ...(values as unknown as ServeValues), ...config, explicit };
}

/** The server's data folder alone, found as resolveServeOptions finds it. */
export async function resolveDataFolder(flags: Flags, surroundings: Surroundings): Promise<string> {
  const sources = await openSources(flags, surroundings);
  const given = findValue('data', serveTable.data, sources);
  return given === undefined ? serveTable.data.default(surroundings) : given.value;
}

async function openSources(flags: Flags, surroundings: Surroundings): Promise<Sources> {
  const { folder, environment } = surroundings;
  const named = flags.config ?? environment[variableOf('config')];
  if (typeof named !== 'string' || named === '') return { flags, surroundings, file: undefined };
  const file = await readConfigurationFile(absolutePath(named, folder, surroundings));
  return { flags, surroundings, file };
}

/** Reads a file of TOML with the keys of the options. Rejects with CommandError. */
async function readConfigurationFile(path: string): Promise<ConfigurationFile> {
  const text = readConfigurationText(path);
  const { parse, TomlError } = await import('smol-toml');
  try {
    const values = parse(text);
    refuseUnknownKeys(path, Object.keys(values));
    return { path, values };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.split('\n');
    const said = reason.replace('Invalid TOML document: ', '');
    throw wrong(`${path}, line ${error.line}, column ${error.column}: this is not TOML: ${said}.`);
  }
}

function readConfigurationText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(
      exitCodes.noInput,
      `Cannot read the configuration file ${path}: ${systemReason(error)}.`,
    );
  }
}

function refuseUnknownKeys(path: string, keys: readonly string[]): void {
  const known = serveDefinitions.map(([, { name }]) => name);
  for (const key of keys) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    const hint =
      meant === undefined ? `The keys are ${known.join(', ')}.` : `Did you mean ${meant}?`;
    throw wrong(`${path}: ${JSON.stringify(key)} is not a key of the configuration. ${hint}`);
  }
}

/** The value of the nearest source that gives one. */
function findValue<Value>(
  key: string,
  definition: OptionDefinition<Value>,
  sources: Sources,
): { value: Value } | undefined {
  return (
    fromFlags(key, definition, sources) ??
    fromEnvironment(definition, sources) ??
    fromFile(definition, sources)
  );
}

function fromFlags<Value>(
  key: string,
  { name, kind }: OptionDefinition<Value>,
  { flags, surroundings }: Sources,
): { value: Value } | undefined {
  const given = flags[key];
  if (given === undefined) return undefined;
  const place = { surroundings, folder: surroundings.folder };
  const read = () => kind.fromText(String(given), place);
  return { value: named(`--${name}`, exitCodes.usage, read) };
}

function fromEnvironment<Value>(
  { name, kind }: OptionDefinition<Value>,
  { surroundings }: Sources,
): { value: Value } | undefined {
  const variable = variableOf(name);
  const given = surroundings.environment[variable];
  if (given === undefined || given === '') return undefined;
  const place = { surroundings, folder: surroundings.folder };
  return { value: named(variable, exitCodes.configuration, () => kind.fromText(given, place)) };
}

function fromFile<Value>(
  { name, kind }: OptionDefinition<Value>,
  { file, surroundings }: Sources,
): { value: Value } | undefined {
  const given = file?.values[name];
  if (file === undefined || given === undefined) return undefined;
  const { dirname } = surroundings.platform === 'win32' ? win32 : posix;
  const place = { surroundings, folder: dirname(file.path) };
  const source = `${file.path}, key ${name}`;
  return { value: named(source, exitCodes.configuration, () => kind.fromFile(given, place)) };
}

/** Reads a value; what is wrong with it is said together with where it came from. */
function named<Value>(source: string, exitCode: number, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new CommandError(exitCode, `${source}: ${error.message}`);
  }
}

function wrong(sentence: string): CommandError {
  return new CommandError(exitCodes.configuration, sentence);
}
