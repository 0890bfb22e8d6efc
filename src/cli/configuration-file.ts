import { readFileSync } from 'node:fs';
import { EncodingError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { systemReason } from '../base/private-files.ts';
import { decodeUtf8, withoutMark } from '../base/utf8.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** A configuration file that was read. */
export interface ConfigurationFile {
  /** Absolute path. */
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The file, and the line in which a key stands, or an entry of the table of this name. */
  placeOf(key: string, entry?: string): string;
}

/**
 * Reads a file of TOML with the keys of a command's options. Rejects with CommandError.
 *
 * @param path absolute
 * @param known keys
 */
export async function readConfigurationFile(
  path: string,
  known: readonly string[],
): Promise<ConfigurationFile> {
  const text = readConfigurationText(path);
  const { parse, TomlError } = await import('smol-toml');
  try {
    const values = parse(text);
    const placeOf = (key: string, entry?: string) => {
      const line = lineOf(text, key, entry) ?? lineOf(text, key);
      return line === undefined ? path : `${path}, line ${line}`;
    };
    const file: ConfigurationFile = { path, values, placeOf };
    refuseUnknownKeys(file, known);
    return file;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.split('\n');
    const said = reason.replace('Invalid TOML document: ', '');
    throw wrong(`${path}, line ${error.line}, column ${error.column}: this is not TOML: ${said}.`);
  }
}

function readConfigurationText(path: string): string {
  try {
    return withoutMark(decodeUtf8(readFileSync(path), `the configuration file ${path}`));
  } catch (error) {
    if (error instanceof EncodingError) throw wrong(error.message);
    throw new CommandError(
      exitCodes.noInput,
      `Cannot read the configuration file ${path}: ${systemReason(error)}.`,
    );
  }
}

function refuseUnknownKeys(file: ConfigurationFile, known: readonly string[]): void {
  for (const key of Object.keys(file.values)) {
    if (known.includes(key)) continue;
    const hint = didYouMean(key, known) || ` The keys are ${known.join(', ')}.`;
    throw wrong(
      `${file.placeOf(key)}: ${JSON.stringify(key)} is not a key of the configuration.${hint}`,
    );
  }
}

function lineOf(text: string, key: string, entry?: string): number | undefined {
  let table = '';
  for (const [index, line] of text.split('\n').entries()) {
    const [, header] = /^\s*\[\s*([^[\]]+?)\s*\]/.exec(line) ?? [];
    if (header !== undefined) table = unquoted(header);
    const [, name = ''] = /^\s*("[^"]*"|'[^']*'|[\w-]+)\s*[.=]/.exec(line) ?? [];
    const found =
      header !== undefined ? [table] : table === '' ? [unquoted(name)] : [table, unquoted(name)];
    if (found[0] === key && found[1] === entry) return index + 1;
  }
  return undefined;
}

function unquoted(name: string): string {
  return name.replace(/^(["'])(.*)\1$/, '$2');
}

function wrong(sentence: string): CommandError {
  return new CommandError(exitCodes.configuration, sentence);
}
