import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';
import process from 'node:process';
import { withFolder } from '../measure/temporary.ts';
import { type Appended, append, appendedBytes } from '../reference/append.ts';

/** The machine that a scenario ran on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  /** Of the data folders: `ext4`. */
  readonly fileSystem: string;
  /** Writing so many bytes and fsyncing them, just before the scenario, in microseconds. */
  readonly append: { readonly bytes: number } & Pick<Appended, 'p50' | 'p99'>;
  readonly node: string;
}

/** How long writing and fsyncing is measured, in milliseconds. */
const appendMs = 500;

/** Describes the machine; takes half a second. */
export async function describeMachine(): Promise<Machine> {
  const { p50, p99 } = await withFolder((folder) => append(folder, appendMs));
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    kernel: `${type()} ${release().split('-')[0]}`,
    fileSystem: fileSystemOf(tmpdir()),
    append: { bytes: appendedBytes, p50, p99 },
    node: process.versions.node,
  };
}

/** The type of the file system that a folder is on. */
function fileSystemOf(folder: string): string {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const [, , found = 'unknown'] = mounts
    .filter(([, at = '-']) => folder === at || folder.startsWith(at === '/' ? at : `${at}/`))
    .reduce<string[]>((longest, one) => (lengthOf(one) >= lengthOf(longest) ? one : longest), []);
  return found;
}

function lengthOf([, at = '']: readonly string[]): number {
  return at.length;
}
