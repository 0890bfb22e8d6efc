import { certificateName, databaseName, loginKeyName, tlsKeyName } from '../store/data-folder.ts';

/* The files in a backup, in their order. */

/** What the backup is of, first of all: JSON, see `manifest.ts`. */
export const manifestName = 'backup.json';

/** The configuration that the server is started with, if there is any. */
export const configurationName = 'partyline.toml';

/** SHA-256 of all others, as `sha256sum -c` reads it. It comes last: a file without it was cut off. */
export const sumsName = 'SHA256SUMS';

/** Keys and certificate. */
export const keyNames = [loginKeyName, tlsKeyName, certificateName] as const;

/** The files of the line itself, in the order in which they may stand; only the configuration may be missing. */
export const partNames: readonly string[] = [...keyNames, configurationName, databaseName];

/** The name of a file that people have sent, by its hash; these stand behind all others, in the order of the hashes. */
export function filePartName(hash: string): string {
  return `file-${hash}`;
}

/** The hash in such a name; undefined for any other. */
export function hashOfPart(name: string): string | undefined {
  return /^file-([0-9a-f]{64})$/.exec(name)?.[1];
}

/** The longest manifest, in bytes: it lists all files. */
export const mostManifestBytes = 64 * 1024 * 1024;

/** All but the database are small: longer ones, in bytes, are none of these. */
export const mostSmallBytes = 1024 * 1024;
