import { RateLimit } from '../auth/rate-limit.ts';
import { freeBytesOf } from '../base/free-bytes.ts';
import { randomId } from '../base/ids.ts';
import { lockdownOf } from '../chat/lockdown.ts';
import { signUpMode } from '../chat/sign-up.ts';
import type { Account } from '../chat/tables.ts';
import { FreeSpace } from '../journal/free-space.ts';
import type { Storage } from '../journal/storage.ts';
import type { DataFolder } from '../store/data-folder.ts';
import { FileFolder } from '../store/files/file-folder.ts';
import { Connections } from './connections.ts';
import { Consequences } from './consequences.ts';
import { FanOut } from './delivery/fan-out.ts';
import { Posts } from './delivery/posts.ts';
import { Presence } from './delivery/presence.ts';
import { Readers } from './delivery/readers.ts';
import { Receipts } from './delivery/receipts.ts';
import { RoomFactsCache } from './delivery/room-facts.ts';
import { TypingNotices } from './delivery/typing-notices.ts';
import { KnownNetworks } from './door/known-networks.ts';
import { KeptFiles } from './files/kept-files.ts';
import { Tickets } from './files/tickets.ts';
import { Uploads } from './files/uploads.ts';
import { HistoryKeeper } from './history-keeper.ts';
import type { Keys } from './keys.ts';
import { Gate } from './login/gate.ts';
import { createGreetingHandlers } from './login/handlers.ts';
import { LoginQueue } from './login/login-queue.ts';
import { Turns } from './login/turns.ts';
import { FloodGate } from './member/flood-gate.ts';
import { MemberSessions } from './member/member-sessions.ts';
import { MutedNetworks } from './member/muted-networks.ts';
import { RoomChanges } from './member/room-changes.ts';
import type { Settings } from './options.ts';
import { hearPeers } from './peers/hear-peers.ts';
import { Peers } from './peers/peers.ts';
import { PresenceElsewhere } from './peers/presence-elsewhere.ts';
import { SharedConnections } from './peers/shared-connections.ts';
import { SharedSignUpLimits, SharedThrottle } from './peers/shared-limits.ts';
import type { Controls } from './requests/controls.ts';
import { createHandlers } from './requests/handlers.ts';
import { Terms } from './terms.ts';
import { Troubles } from './troubles.ts';
import type { LogTally } from './vitals/log-tally.ts';
import { Vitals } from './vitals/vitals.ts';
import { WaitingAccounts } from './waiting-accounts.ts';

/* Joins the parts of a server: the one place that knows them all. */

/** The things that a server is put together from. */
export interface Foundation {
  readonly settings: Settings;
  /** Counts what the log of the settings is told. */
  readonly tally: LogTally;
  readonly folder: DataFolder;
  readonly keys: Keys;
  readonly storage: Storage;
}

/** The server as a whole, as far as the parts know it. */
export interface Whole {
  readonly controls: Controls;
  /** The account that is the operator's at the server itself. */
  operator(): Account;
  /** Where clients find it, `HOST:PORT`; undefined: it does not listen yet. */
  place(): string | undefined;
}

/** The parts of one server, joined; none of them knows the server. */
export interface Assembly {
  /** What the nodes of the line tell each other; undefined: there is one machine. */
  readonly peers: { start(): void; stop(): void } | undefined;
  readonly gate: Gate;
  readonly troubles: Troubles;
  readonly vitals: Vitals;
  readonly loginQueue: LoginQueue;
  readonly knownNetworks: KnownNetworks;
  readonly posts: Posts;
  readonly presence: Presence;
  readonly consequences: Consequences;
  readonly connections: Connections;
  readonly waitingAccounts: WaitingAccounts;
  readonly historyKeeper: HistoryKeeper;
  readonly keptFiles: KeptFiles;
  readonly uploads: Uploads;
  readonly tickets: Tickets;
}

/** Makes the parts of a server and gives each what it needs. Nothing runs yet. */
export function assemble(foundation: Foundation, whole: Whole): Assembly {
  const { settings, keys, storage } = foundation;
  const { clock, log, bounds } = settings;
  const { journal, directory, history, search, epoch } = storage;
  const rooms = new RoomFactsCache(directory);
  const peers = peersOf(foundation, whole);
  const others = peers ?? nobody;
  const elsewhere = peers && new PresenceElsewhere(peers);
  const readers = new Readers(elsewhere);
  const fanOut = new FanOut(readers, rooms, bounds.readerQueueBytes);
  const nameOf = (account: number) => directory.account(account)?.name ?? '';
  const posts = new Posts({ journal, fanOut, readers, rooms, nameOf });
  const presence = new Presence({ readers, clock, bounds, directory, elsewhere });
  const receipts = new Receipts({
    directory,
    readers,
    rooms,
    pass: (delivered) => others.pass({ type: 'delivered', ...delivered }),
  });
  const typing = new TypingNotices({
    fanOut,
    rooms,
    bounds,
    pass: ({ room, account }) => others.pass({ type: 'typing', room, account }),
  });
  const throttle = new SharedThrottle(others, clock);
  const signUps = new SharedSignUpLimits(others, bounds, clock);
  const gate = new Gate(signUpMode(directory), lockdownOf(directory));
  const troubles = new Troubles(log, (text) => connections.tellOperators(text));
  const fileFolder = new FileFolder(foundation.folder.path);
  const line = settings.live;
  const keptFiles = new KeptFiles({ folder: fileFolder, directory, journal, clock, log, line });
  const vitals = new Vitals({
    clock,
    folder: foundation.folder,
    logBytes: settings.logBytes,
    tally: foundation.tally,
    history,
    search,
    readers,
    fanOut,
    keptFiles,
    troubles,
    peers,
    connections: () => connections,
  });
  const floods = new FloodGate(settings.floodLimits, {
    clock,
    directory,
    lockdown: () => gate.lockdown,
  });
  const mutedNetworks = new MutedNetworks(directory, clock);
  const sessions = new MemberSessions(
    bounds.connectionsPerSession,
    peers && new SharedConnections(peers),
  );
  const tickets = new Tickets({ clock, directory });
  const filesSpace = new FreeSpace({
    // The journal has the last of the room to itself.
    minBytes: 2 * bounds.freeDiskBytes,
    unsettledBytes: 0,
    ask: () => freeBytesOf(foundation.folder.path),
  });
  const uploads = new Uploads({
    folder: fileFolder,
    kept: keptFiles,
    directory,
    journal,
    clock,
    line,
    isLow: (bytes) => filesSpace.isLow(bytes),
  });
  const turns = peers === undefined ? new Turns() : new Turns(epoch, () => clock.now());
  const terms = new Terms(directory);
  const roomChanges = new RoomChanges();
  const loginQueue = new LoginQueue(() => posts.areUnderWay);
  const shared = {
    clock,
    log,
    bounds,
    journal,
    directory,
    history,
    search,
    presence,
    epoch,
    terms,
    nodes: () => peers?.places ?? [],
    readers,
    fanOut,
    receipts,
    typing,
    troubles,
    vitals,
    software: settings.software,
    mutedNetworks,
    floods,
    uploads,
    keptFiles,
    tickets,
    line,
  };
  const login = { keys: keys.login, throttle, gate, loginQueue, sessions, posts };
  const connections: Connections = new Connections({
    clock,
    bounds,
    sessions,
    login: {
      handlers: createGreetingHandlers({ ...shared, ...login, ...whole }),
      attempts: {
        journal,
        throttle,
        lookups: new RateLimit({}, clock),
        signUps,
        heldLoginMs: bounds.heldLoginMs,
      },
      gate,
      directory,
      clock,
      turns,
      greeting: {
        software: settings.software,
        serverId: keys.login.serverId,
        line: settings.live,
        stretching: keys.stretching,
      },
    },
    member: {
      ...shared,
      turns,
      roomChanges,
      handlers: createHandlers({ ...shared, ...login, ...whole }),
    },
  });
  return {
    peers: peers && {
      start: () =>
        peers.start(hearPeers({ presence, receipts, typing, directory, throttle, signUps })),
      stop: () => peers.stop(),
    },
    gate,
    troubles,
    vitals,
    loginQueue,
    knownNetworks: new KnownNetworks({ directory, clock }),
    posts,
    presence,
    consequences: new Consequences({
      sessions,
      directory,
      presence,
      gate,
      mutedNetworks,
      roomChanges,
      receipts,
      terms,
      turns,
      log,
    }),
    connections,
    waitingAccounts: new WaitingAccounts({ directory, journal, clock }),
    historyKeeper: new HistoryKeeper({ history, journal, clock, log, line }),
    keptFiles,
    uploads,
    tickets,
  };
}

/** The other nodes where there are none. */
const nobody: Pick<Peers, 'pass'> = { pass: () => {} };

/** undefined: there is one machine, and nothing of this costs anything. */
function peersOf({ settings, storage }: Foundation, whole: Whole): Peers | undefined {
  const { bus } = storage;
  if (bus === undefined) return undefined;
  const { clock, log } = settings;
  return new Peers({ bus, clock, log, node: randomId(8), place: () => whole.place() });
}
