import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assertPrivate } from '../base/private-files.ts';
import { checkKeys } from '../server/keys.ts';
import { databaseName } from '../store/data-folder.ts';
import { clusterOf } from './cluster-options.ts';
import { exitCodes } from './exit-codes.ts';
import type { CommandValues } from './options.ts';
import { print } from './output.ts';
import type { serveCommand } from './serve-command.ts';
import { tlsFilesOf } from './tls-files.ts';

/**
 * `partyline serve --check`: looks at everything that a start would refuse and that can be seen without one, also
 * while a server runs; resolves with the exit code. Rejects with InputError for the first fault.
 */
export async function checkServe(options: CommandValues<typeof serveCommand>): Promise<number> {
  const isBegun = existsSync(join(options.data, databaseName));
  if (isBegun) assertPrivate(options.data);
  const cluster = clusterOf(options);
  if (cluster !== undefined) (await import('../cluster/access.ts')).accessOf(cluster);
  const certificate = checkKeys(isBegun ? options.data : undefined, tlsFilesOf(options));
  const line = isBegun ? `The line in ${options.data}` : `A new line in ${options.data}`;
  const until =
    certificate === undefined
      ? ''
      : ` Its certificate is good until ${new Date(certificate.validTo).toISOString().slice(0, 10)}.`;
  await print(`${line} can be served with this configuration.${until}\n`);
  return exitCodes.ok;
}
