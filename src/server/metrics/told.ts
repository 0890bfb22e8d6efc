import type { VitalSigns } from '../vitals/signs.ts';

/* The table of what machines are told about a server. */

/** A number, or numbers that a label tells apart. */
export interface Told {
  /** Without `partyline_`; it ends with `_total` where it only grows. */
  readonly name: string;
  readonly help: string;
  /** Name of the label. */
  readonly label?: string;
  /** By the value of the label; '' where there is none. */
  readonly values: readonly (readonly [kind: string, value: number])[];
}

/** Everything that is read from the vital signs; what nobody knows is left out. */
export function toldOf(signs: VitalSigns): readonly Told[] {
  const { totals, traffic } = signs;
  const counted = (event: string) =>
    signs.events
      .filter((each) => each.event === event)
      .map(({ kind, count }) => [kind, count] as const);
  return [
    one('start_time_seconds', 'When the server started, since 1970 UTC.', signs.startedAt / 1_000),
    one('accounts', 'Accounts.', totals.accounts),
    one('sessions', 'Sessions that were not ended, app tokens among them.', totals.sessions),
    one('rooms', 'Rooms, direct conversations among them.', totals.rooms),
    one('entries', 'Entries of all rooms since their beginning.', totals.entries),
    one('people_online', 'People who are here.', signs.online),
    {
      name: 'connections',
      help: 'Open connections by their stage.',
      label: 'stage',
      values: [
        ['login', signs.connections - signs.members],
        ['member', signs.members],
      ],
    },
    one(
      'received_messages_total',
      'Messages of the protocol from clients.',
      traffic.receivedMessages,
    ),
    one('received_bytes_total', 'Bytes of messages from clients.', traffic.receivedBytes),
    one('sent_messages_total', 'Messages of the protocol to clients.', traffic.sentMessages),
    one('sent_bytes_total', 'Bytes of messages to clients.', traffic.sentBytes),
    one(
      'readers_behind',
      'Readers fed from the store, counted for every such room.',
      signs.readersBehind,
    ),
    ...known('search_behind', 'Decisions that the index of the search lacks.', signs.searchBehind),
    one('store_bytes', 'The database with its log.', signs.storeBytes),
    one('index_bytes', 'The index of the search.', signs.indexBytes),
    one('files', 'Files that people have sent.', signs.files),
    one('files_bytes', 'Those files together.', signs.filesBytes),
    ...known('log_bytes', 'The log with its older files.', signs.logBytes),
    one('free_bytes', 'Room on the disk of the data folder.', signs.freeBytes),
    ...known(
      'last_backup_timestamp_seconds',
      'When the line was backed up last, since 1970 UTC.',
      signs.lastBackupAt === undefined ? undefined : signs.lastBackupAt / 1_000,
    ),
    ...known('nodes', 'Nodes of the line that this one hears of, itself among them.', signs.nodes),
    one('troubles', 'Troubles that are not over.', signs.troubles.length),
    {
      name: 'log_events_total',
      help: 'Events that the log was told, at every level.',
      label: 'event',
      values: [...Map.groupBy(signs.events, ({ event }) => event)].map(([event, counts]) => [
        event,
        counts.reduce((sum, { count }) => sum + count, 0),
      ]),
    },
    {
      name: 'logins_total',
      help: 'Logins by their kind.',
      label: 'kind',
      values: counted('login'),
    },
    {
      name: 'login_failures_total',
      help: 'Logins that failed, by the code that the client was told.',
      label: 'code',
      values: counted('login.failed'),
    },
    {
      name: 'sign_up_failures_total',
      help: 'Sign-ups that failed, by the code that the client was told.',
      label: 'code',
      values: counted('sign-up.failed'),
    },
    {
      name: 'refusals_total',
      help: 'Messages that were not acted upon, by code.',
      label: 'code',
      values: counted('refused'),
    },
    {
      name: 'decisions_total',
      help: 'Decisions about accounts, sessions and rooms, by their kind.',
      label: 'kind',
      values: counted('accepted'),
    },
  ];
}

function one(name: string, help: string, value: number): Told {
  return { name, help, values: [['', value]] };
}

function known(name: string, help: string, value: number | undefined): Told[] {
  return value === undefined ? [] : [one(name, help, value)];
}
