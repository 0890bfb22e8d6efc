import { byteWords } from '../base/byte-words.ts';
import type { LineStatus } from '../client/core/operator.ts';
import { textOf } from '../texts/text-of.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime, durationWords } from './times.ts';

/** How a line and its server are doing, for an operator: a few lines, troubles last. */
export function statusLines(status: LineStatus, { style, now }: View): string[] {
  const { address, software, startedAt, signUp, paused, troubles } = status;
  return [
    safeLine(address),
    textOf('status.running', {
      software: safeLine(software),
      duration: durationWords(now - startedAt),
      time: dayAndTime(startedAt, now),
    }),
    textOf('status.numbers', {
      online: textOf('status.people', { count: status.online }),
      connections: textOf('status.connections', { count: status.connections }),
      accounts: textOf('status.accounts', { count: status.accounts }),
      sessions: textOf('status.sessions', { count: status.sessions }),
    }),
    textOf('status.rooms-with', {
      rooms: textOf('status.rooms', { count: status.rooms }),
      entries: textOf('status.entries', { count: status.entries }),
    }),
    diskWords(status),
    commitWords(status),
    behindWords(status),
    backupWords(status, now),
    textOf('sign-up.is', { mode: signUp, meaning: textOf(`sign-up.${signUp}`) }),
    ...(status.lockdown === null
      ? []
      : [textOf('status.lockdown', { time: dayAndTime(status.lockdown.since, now) })]),
    ...(paused ? [textOf('pause.on')] : []),
    ...(troubles.length === 0 ? [textOf('status.no-trouble')] : []),
    ...troubles.map((trouble) => style.warning(safeLine(trouble))),
  ];
}

function diskWords(status: LineStatus): string {
  const { storeBytes, indexBytes, files, filesBytes, logBytes, freeBytes } = status;
  return textOf('status.disk', {
    store: byteWords(storeBytes),
    index: byteWords(indexBytes),
    files:
      files === 0 ? '' : textOf('status.files', { count: files, bytes: byteWords(filesBytes) }),
    log: logBytes === null ? '' : textOf('status.log', { bytes: byteWords(logBytes) }),
    free: byteWords(freeBytes),
  });
}

function commitWords({ commits }: LineStatus): string {
  if (commits.count === 0) return textOf('status.no-commits');
  const { count, p50Us, p99Us, maxUs } = commits;
  const times = { half: ms(p50Us), most: ms(p99Us), longest: ms(maxUs) };
  return textOf('status.commits', { count, ...times });
}

function behindWords({ readersBehind, searchBehind }: LineStatus): string {
  const readers =
    readersBehind === 0
      ? textOf('status.none-behind')
      : textOf('status.behind', { count: readersBehind });
  if (searchBehind === null) return textOf('status.no-index', { readers });
  const search =
    searchBehind === 0
      ? textOf('status.search-whole')
      : textOf('status.search-behind', { number: String(searchBehind) });
  return `${readers}; ${search}.`;
}

function backupWords({ lastBackupAt }: LineStatus, now: number): string {
  if (lastBackupAt === null) return textOf('status.no-backup');
  return textOf('status.backup', {
    duration: durationWords(now - lastBackupAt),
    time: dayAndTime(lastBackupAt, now),
  });
}

function ms(us: number): string {
  return textOf('screen.lag', { milliseconds: (us / 1_000).toFixed(us < 10_000 ? 1 : 0) });
}
