import { byteWords } from '../base/byte-words.ts';
import type { LineStatus } from '../client/core/operator.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { signUpMeanings } from './sign-up-meanings.ts';
import { dayAndTime, durationWords } from './times.ts';

/** How a line and its server are doing, for an operator: a few lines, troubles last. */
export function statusLines(status: LineStatus, { style, now }: View): string[] {
  const { address, software, startedAt, signUp, paused, troubles } = status;
  return [
    safeLine(address),
    `${safeLine(software)}, running for ${durationWords(now - startedAt)}, since ${dayAndTime(startedAt, now)}.`,
    `${count(status.online, 'person', 'people')} here, ${count(status.connections, 'connection')}, ${count(status.accounts, 'account')}, ${count(status.sessions, 'session')}.`,
    `${count(status.rooms, 'room')} with ${count(status.entries, 'entry', 'entries')}.`,
    diskWords(status),
    commitWords(status),
    behindWords(status),
    backupWords(status, now),
    `Sign-up is ${signUp}: ${signUpMeanings[signUp]}.`,
    ...(status.lockdown === null
      ? []
      : [`A lockdown is on since ${dayAndTime(status.lockdown.since, now)}.`]),
    ...(paused ? ['New connections are turned away until /resume.'] : []),
    ...(troubles.length === 0 ? ['There is no trouble.'] : []),
    ...troubles.map((trouble) => style.warning(safeLine(trouble))),
  ];
}

function diskWords({ storeBytes, indexBytes, logBytes, freeBytes }: LineStatus): string {
  const log = logBytes === null ? '' : `, the log ${byteWords(logBytes)}`;
  return `The store takes ${byteWords(storeBytes)}, the index of the search ${byteWords(indexBytes)}${log}; ${byteWords(freeBytes)} are free.`;
}

function commitWords({ commits }: LineStatus): string {
  if (commits.count === 0) return 'Nothing was stored in the last minute.';
  const { count: number, p50Us, p99Us, maxUs } = commits;
  return `${count(number, 'commit')} in the last minute or two: half within ${ms(p50Us)}, 99 % within ${ms(p99Us)}, the longest ${ms(maxUs)}.`;
}

function behindWords({ readersBehind, searchBehind }: LineStatus): string {
  const readers =
    readersBehind === 0
      ? 'No reader is behind'
      : `${count(readersBehind, 'reader is', 'readers are')} behind`;
  if (searchBehind === null) return `${readers}; there is no index of the search at present.`;
  const search =
    searchBehind === 0 ? 'the search has everything' : `the search is ${searchBehind} behind`;
  return `${readers}; ${search}.`;
}

function backupWords({ lastBackupAt }: LineStatus, now: number): string {
  if (lastBackupAt === null) return 'No backup is known of.';
  return `The last backup is ${durationWords(now - lastBackupAt)} old, of ${dayAndTime(lastBackupAt, now)}.`;
}

function ms(us: number): string {
  return `${(us / 1_000).toFixed(us < 10_000 ? 1 : 0)} ms`;
}

function count(number: number, one: string, more = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : more}`;
}
