import { readFileSync } from 'node:fs';

/** Units in which the kernel tells CPU time, per second: the same on every Linux. */
const ticksPerSecond = 100;

/** Memory of a running process that is in RAM (VmRSS), in bytes. */
export function rssBytes(pid: number): number {
  return memoryBytes(pid, 'VmRSS');
}

/** The part of it that is in no file (RssAnon), in bytes. */
export function anonymousBytes(pid: number): number {
  return memoryBytes(pid, 'RssAnon');
}

function memoryBytes(pid: number, field: 'VmRSS' | 'RssAnon'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kibibytes) * 1024;
}

/** CPU time that a running process has used with all its threads, in seconds, to 0.01 s. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold anything; utime and stime are fields 14 and 15, proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
