import { configurationName, filePartName, hashOfPart, mostSmallBytes, partNames } from './parts.ts';

/** The version of the form of backups: raised when older programs cannot read what newer ones write. */
export const backupFormat = 2;

/** The words that stand at the beginning of each backup about what is in it. */
export interface BackupManifest {
  readonly format: number;
  /** The program and its version that wrote it. */
  readonly software: string;
  /** When it was begun: milliseconds since 1970 UTC. */
  readonly at: number;
  readonly line: {
    /** Fingerprint of the server's key, by which clients know it. */
    readonly fingerprint: string;
    /** The history's; null: its schema is from before there were any, or no line has begun. */
    readonly epoch: string | null;
    /** Id of the latest term of the history; null: it has none. */
    readonly term: string | null;
  };
  /** Version of the database's schema. */
  readonly schema: number;
  /** The files that follow, with their lengths. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** Writes a manifest as it stands in a backup. */
export function formatManifest(manifest: BackupManifest): string {
  const at = new Date(manifest.at).toISOString();
  return `${JSON.stringify({ ...manifest, at }, undefined, 2)}\n`;
}

/** Reads a manifest; undefined if it is none, or of another format. */
export function parseManifest(text: string): BackupManifest | undefined {
  try {
    const manifest = JSON.parse(text);
    const at = Date.parse(manifest.at);
    const isUsable =
      isReadable(manifest.format) &&
      typeof manifest.software === 'string' &&
      typeof manifest.line.fingerprint === 'string' &&
      [manifest.line.epoch, manifest.line.term].every((id) => id === null || isText(id)) &&
      Number.isSafeInteger(manifest.schema) &&
      Number.isFinite(at) &&
      areParts(manifest.parts);
    return isUsable ? { ...manifest, at } : undefined;
  } catch {
    return undefined;
  }
}

/** The format that a manifest says it has; undefined if it says none. */
export function formatOf(text: string): number | undefined {
  try {
    const { format } = JSON.parse(text);
    return Number.isSafeInteger(format) ? format : undefined;
  } catch {
    return undefined;
  }
}

/** Format 1 is the same without files that people have sent. */
function isReadable(format: unknown): boolean {
  return format === 1 || format === backupFormat;
}

/** Whether these are the files of a line, each once and in their order. */
function areParts(parts: BackupManifest['parts']): boolean {
  const hashes = parts.flatMap(({ name }) => hashOfPart(name) ?? []);
  if (hashes.some((hash, index) => index > 0 && hash <= String(hashes[index - 1]))) return false;
  const names = parts.map(({ name }) => name);
  const own = partNames.filter((name) => name !== configurationName || names.includes(name));
  const expected = [...own, ...hashes.map(filePartName)];
  const areNamed = JSON.stringify(names) === JSON.stringify(expected);
  return areNamed && parts.every(hasLength);
}

function hasLength({ name, bytes }: BackupManifest['parts'][number]): boolean {
  const isFile = hashOfPart(name) !== undefined;
  const isLong = isFile || name === partNames.at(-1);
  const most = isLong ? Number.MAX_SAFE_INTEGER : mostSmallBytes;
  return Number.isSafeInteger(bytes) && bytes >= (isFile ? 0 : 1) && bytes <= most;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
