import { lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import { InputError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { syncFolder, writePrivateFile } from '../base/private-files.ts';
import {
  certificateName,
  type DataFolder,
  databaseName,
  firstStartName,
  loginKeyName,
  tlsKeyName,
} from '../store/data-folder.ts';

/*
 * The files that make a line what it is. They belong together: a line that is started without one of them
 * would be another line under the same name, so a start makes all of them or none.
 */

/** The files by name, each with what is lost with it. */
const contents = {
  [loginKeyName]: 'the key behind all passwords',
  [tlsKeyName]: 'the key of the certificate',
  [certificateName]: 'the certificate that clients know the server by',
  [databaseName]: 'accounts and messages',
} as const;

type IdentityFile = keyof typeof contents;

/** The write-ahead log of the database, which SQLite deletes when the database is not there. */
const databaseLog = `${databaseName}-wal`;

const identityFiles = Object.keys(contents) as IdentityFile[];

/** What is known of a line beside its data folder. */
export interface KnownIdentity {
  /** The operator has said that what is missing is to be made anew. */
  readonly newIdentity: boolean;
  /** The line runs on several machines, of which this is one. */
  readonly isNode?: boolean;
  /** Accounts and messages are kept by the nodes of a cluster as well, from which this one gets them. */
  readonly isInCluster: boolean;
}

/**
 * Looks at a data folder before anything is made in it. Returns whether this start makes the files that are
 * missing: all of them in a new folder, the rest after a first start that was cut off, or those that the
 * operator has given up. Nothing that exists is overwritten: a certificate whose key is missing
 * is given another name, and so is the write-ahead log of a database that is missing.
 *
 * @throws InputError when one is missing beside others, or where a cluster has the line and the folder not its keys
 */
export function beginIdentity(
  folder: DataFolder,
  { newIdentity, isNode = false, isInCluster }: KnownIdentity,
): boolean {
  const missing = identityFiles.filter((name) => !hasContent(folder.file(name)));
  if (isInCluster && missing.includes(loginKeyName)) throw keysElsewhere(folder);
  const mayMake = newIdentity || exists(folder.file(firstStartName)) || isEmpty(folder);
  if (missing.length === 0) return mayMake;
  const hasAllKeys = missing.every((name) => name === databaseName);
  if (isInCluster && hasAllKeys) {
    setAside(folder.file(databaseLog));
    return mayMake;
  }
  if (!mayMake && isNode && hasAllKeys) throw notBegun(folder);
  if (!mayMake) throw lost(folder, missing);
  if (isEmpty(folder))
    writePrivateFile(folder.file(firstStartName), 'Its first start is not over.\n');
  for (const name of leftOver(missing)) setAside(folder.file(name));
  return true;
}

/** The files that would be overwritten, or deleted by SQLite, when the missing ones are made. */
function leftOver(missing: readonly IdentityFile[]): string[] {
  return [
    ...missing,
    ...(missing.includes(tlsKeyName) && !missing.includes(certificateName)
      ? [certificateName]
      : []),
    ...(missing.includes(databaseName) ? [databaseLog] : []),
  ];
}

/** Ends the first start: from now on what is missing is lost. Called before anybody can connect. */
export function endFirstStart(folder: DataFolder): void {
  const file = folder.file(firstStartName);
  if (!exists(file)) return;
  rmSync(file);
  syncFolder(folder.path);
}

/** Whether there is nothing of a line yet. */
function isEmpty(folder: DataFolder): boolean {
  return ![...identityFiles, databaseLog].some((name) => exists(folder.file(name)));
}

/** A file of no bytes is what an interrupted copy leaves, and to SQLite the same as none. */
function hasContent(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Whether the name is taken, be it by a link to a place that is not there. */
function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function setAside(file: string): void {
  if (exists(file)) renameSync(file, `${file}.aside-${randomId(6)}`);
}

function keysElsewhere(folder: DataFolder): InputError {
  return new InputError(
    `The line has other nodes already, and the data folder ${folder.path} does not have its keys: write them into a file there with partyline cluster init, and put them into this folder with partyline cluster join.`,
  );
}

function notBegun(folder: DataFolder): InputError {
  return new InputError(
    `The data folder ${folder.path} has the keys of a line that the nats-servers do not have: start it first on the node where the keys were made; or, if the nats-servers have lost it, restore a backup into this folder.`,
  );
}

function lost(folder: DataFolder, missing: readonly IdentityFile[]): InputError {
  const names = missing.map((name) => `${name} (${contents[name]})`).join(' and ');
  const [is, it] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return new InputError(
    `Cannot start on the data folder ${folder.path}: ${names} ${is} missing or empty, beside other files of a line. ` +
      `Restore ${it} from a backup; or, to give ${it} up for good, start once with --new-identity, which makes ${it} anew and keeps the rest.`,
  );
}
