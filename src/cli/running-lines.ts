import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { makePrivateFolder, writePassingFile } from '../base/private-files.ts';
import { type Address, parseAddress } from '../wire/address.ts';

/*
 * The servers that a person runs on this machine, so that their clients can offer them: each writes a file with
 * its address into a folder of the person's, and takes it away at its end.
 */

/** A server that runs on this machine. */
export interface RunningLine {
  /** The operator's name for the line. */
  readonly name: string;
  readonly address: Address;
  /** The account of the operator at the server. */
  readonly operator: string;
}

/** Tolerance for clocks that were set since the machine was started, in milliseconds. */
const bootToleranceMs = 60_000;

/**
 * Tells others of a server of this process; returns what takes that back. Throws InputError when it cannot be
 * written.
 *
 * @param folder absolute; made if it is missing
 * @param line its address as a text
 */
export function announceLine(
  folder: string,
  line: { readonly name: string; readonly address: string; readonly operator: string },
): () => void {
  makePrivateFolder(folder);
  const file = join(folder, `${process.pid}.json`);
  writePassingFile(file, JSON.stringify({ ...line, since: Date.now() }));
  return () => rmSync(file, { force: true });
}

/** The servers that run, first come first. The file of a server that was killed is taken away. */
export function runningLines(folder: string): RunningLine[] {
  return filesIn(folder)
    .flatMap((name) => {
      const file = join(folder, name);
      const line = isAlive(Number.parseInt(name, 10)) ? read(file) : undefined;
      if (line === undefined) rmSync(file, { force: true });
      return line ?? [];
    })
    .sort((one, other) => one.since - other.since)
    .map(({ since: _, ...line }) => line);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Undefined for a file of another kind, and one from before the machine was started. */
function read(file: string): (RunningLine & { readonly since: number }) | undefined {
  try {
    const { name, address, operator, since } = JSON.parse(readFileSync(file, 'utf8'));
    const bootedAt = Date.now() - uptime() * 1000;
    if (since < bootedAt - bootToleranceMs) return undefined;
    return {
      name: String(name),
      address: parseAddress(address),
      operator: String(operator),
      since,
    };
  } catch {
    return undefined;
  }
}
