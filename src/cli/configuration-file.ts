import { readFileSync } from 'node:fs';
import { EncodingError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { systemReason } from '../base/private-files.ts';
import { decodeUtf8, withoutMark } from '../base/utf8.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { serveCommand } from './serve-command.ts';

/** A configuration file that was read. */
export interface ConfigurationFile {
  /** Absolute path. */
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads a file of TOML with the keys of the options of `partyline serve`. Rejects with CommandError.
 *
 * @param path absolute
 */
export async function readConfigurationFile(path: string): Promise<ConfigurationFile> {
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
    return withoutMark(decodeUtf8(readFileSync(path), `the configuration file ${path}`));
  } catch (error) {
    if (error instanceof EncodingError) throw wrong(error.message);
    throw new CommandError(
      exitCodes.noInput,
      `Cannot read the configuration file ${path}: ${systemReason(error)}.`,
    );
  }
}

function refuseUnknownKeys(path: string, keys: readonly string[]): void {
  const known = Object.values(serveCommand.options).flatMap(({ key }) => key ?? []);
  for (const key of keys) {
    if (known.includes(key)) continue;
    const hint = didYouMean(key, known) || ` The keys are ${known.join(', ')}.`;
    throw wrong(`${path}: ${JSON.stringify(key)} is not a key of the configuration.${hint}`);
  }
}

function wrong(sentence: string): CommandError {
  return new CommandError(exitCodes.configuration, sentence);
}
