import { createServer, type Server, type Socket } from 'node:net';
import { channelBinding } from '../../auth/binding.ts';
import type { Log } from '../../base/log.ts';
import { RecentMap } from '../../base/recent-map.ts';
import { replyTo } from '../../wire/first-bytes.ts';
import { MessageChannel } from '../../wire/message-channel.ts';
import { MessageSocket } from '../../wire/message-socket.ts';
import { clearBindingTypes, tlsBindingTypes } from '../../words/binding-type.ts';
import type { Keys } from '../keys.ts';
import type { LoginQueue } from '../login/login-queue.ts';
import type { Settings } from '../options.ts';
import type { Troubles } from '../troubles.ts';
import type { AcceptedConnection } from './accepted-connection.ts';
import { Crowd } from './crowd.ts';
import { Descriptors } from './descriptors.ts';
import { FirstBytesReader } from './first-bytes-reader.ts';
import { LateClosing, placeNeeded } from './late-closing.ts';
import { networkOf } from './network.ts';
import { type BusyPort, listenOnFreePort } from './ports.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Connections at a time that are secured only for their client to be told that there is no room. */
const mostTurnedAway = 8;

/** Networks that are remembered because somebody has logged in from there. */
const networksKnown = 4_096;
/** One place of so many is kept for them. */
const partKept = 4;

type Room = 'securing' | 'loggingIn';

/** A connection that has come, before it is secured. */
interface Arrival {
  readonly raw: Socket;
  readonly address: string;
  readonly log: Log;
  readonly isTooMany: boolean;
}

/** Accepts connections, turns away what is too much or no message, and secures the rest. */
export class Listener {
  readonly #settings: Settings;
  readonly #keys: Keys;
  readonly #descriptors: Descriptors;
  readonly #loginQueue: LoginQueue;
  readonly #accepted: (line: AcceptedConnection) => void;
  readonly #server: Server;
  /** Those whose connection is not secured yet, and those who have to log in. */
  readonly #rooms: Readonly<Record<Room, WaitingRoom>>;
  readonly #crowd: Crowd;
  /** Networks from which somebody has logged in lately. */
  readonly #known = new RecentMap<string, true>(networksKnown);
  readonly #unsecured = new Set<Socket>();
  /** As many as may wait. */
  readonly #dropped: LateClosing;
  #turnedAway = 0;
  #count = 0;

  /** @param accepted is given every connection that has been secured */
  constructor(
    settings: Settings,
    keys: Keys,
    { loginQueue, troubles }: { readonly loginQueue: LoginQueue; readonly troubles: Troubles },
    accepted: (line: AcceptedConnection) => void,
  ) {
    this.#settings = settings;
    this.#keys = keys;
    this.#descriptors = new Descriptors(troubles);
    this.#loginQueue = loginQueue;
    this.#accepted = accepted;
    const { waiting: all, waitingPerAddress: perNetwork, droppedForMs } = settings.bounds;
    const isKnown = (network: string) => this.#known.get(network) !== undefined;
    const bounds = { all, perNetwork, kept: Math.floor(all / partKept), isKnown };
    this.#crowd = new Crowd(settings.log);
    this.#rooms = { securing: new WaitingRoom(bounds), loggingIn: new WaitingRoom(bounds) };
    this.#dropped = new LateClosing(droppedForMs, all);
    this.#server = createServer({ noDelay: true }, (raw) => this.#accept(raw));
  }

  /** Starts to listen; resolves with the ports that were busy. Throws as `listenOnFreePort`. */
  async listen(): Promise<readonly BusyPort[]> {
    const { host, port, strictPort, log } = this.#settings;
    const busy = await listenOnFreePort(this.#server, host, port, strictPort);
    this.#server.on('error', (error) => log.error('listener.failed', { error: error.message }));
    return busy;
  }

  /** The port really listened on. */
  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }

  /** Accepts no more and cuts what is not secured yet; connections handed over go on. */
  close(): void {
    this.#server.close();
    for (const raw of this.#unsecured) raw.destroy();
    this.#dropped.close();
  }

  #accept(raw: Socket): void {
    const address = raw.remoteAddress;
    if (address === undefined) {
      raw.destroy();
      return;
    }
    this.#count += 1;
    const log = this.#settings.log.child({ connection: this.#count });
    raw.on('error', (error) => log.debug('socket.error', { error: error.message }));
    raw.on('close', this.#released);
    const isTooMany = !this.#descriptors.admit() && !this.#dropped.closeFirst();
    if (isTooMany && !this.#mayTurnAway(raw)) {
      raw.destroy();
      return;
    }
    log.info('connection.opened', { address });
    this.#secure({ raw, address, log, isTooMany });
  }

  /**
   * Lets a connection wait in a room; returns how it leaves. The place may be needed for another one.
   *
   * @param drop ends the connection then
   */
  #wait(room: Room, { raw, address }: Arrival, drop: () => void): () => void {
    const leave = this.#rooms[room].enter(address, () => {
      this.#crowd.dropped(room, address);
      drop();
    });
    raw.once('close', leave);
    return () => {
      leave();
      raw.off('close', leave);
    };
  }

  readonly #released = (): void => this.#descriptors.released();

  /** Whether one more may stay for as long as it takes to tell its client why it cannot. */
  #mayTurnAway(raw: Socket): boolean {
    if (this.#turnedAway >= mostTurnedAway) return false;
    this.#turnedAway += 1;
    raw.once('close', () => {
      this.#turnedAway -= 1;
    });
    return true;
  }

  #secure(arrival: Arrival): void {
    const { raw, log } = arrival;
    this.#unsecured.add(raw);
    const firstBytes = new FirstBytesReader(raw);
    const leave = this.#wait('securing', arrival, () => {
      if (firstBytes.isDone) raw.destroy(placeNeeded);
      else {
        firstBytes.stop();
        secured();
        this.#dropped.add(raw);
      }
    });
    const { tlsTimeoutMs } = this.#settings.bounds;
    const timer = setTimeout(() => {
      log.info('connection.closed', {
        reason: 'timeout',
        stage: 'securing',
        afterMs: tlsTimeoutMs,
      });
      raw.destroy();
    }, tlsTimeoutMs);
    const secured = () => {
      clearTimeout(timer);
      leave();
      raw.off('close', secured);
      this.#unsecured.delete(raw);
    };
    raw.once('close', secured);
    firstBytes.start((kind) => {
      const wanted = this.#settings.insecure ? 'frame' : 'tls';
      if (kind !== wanted) {
        log.warn('connection.closed', { reason: 'protocol', stage: 'securing', received: kind });
        raw.end(replyTo(kind), () => raw.destroy());
      } else if (this.#settings.insecure) {
        secured();
        this.#accepted(clearConnection(arrival, this.#waitForLogin(arrival)));
      } else {
        void this.#loginQueue.run(networkOf(arrival.address), () => {
          if (!raw.destroyed) this.#handshake(arrival, secured);
        });
      }
    });
  }

  /** Lets it wait to be logged in; returns how it leaves once it is. */
  #waitForLogin(arrival: Arrival): () => void {
    const drop = () => arrival.raw.destroy(placeNeeded);
    const leave = this.#wait('loggingIn', arrival, drop);
    return () => {
      leave();
      this.#known.set(networkOf(arrival.address), true);
    };
  }

  #handshake(arrival: Arrival, secured: () => void): void {
    const { raw, address, log, isTooMany } = arrival;
    const { secureContext, certificate } = this.#keys.tls;
    const socket = new MessageSocket(raw, { isServer: true, secureContext });
    const failed = (error: Error) => {
      log.info('connection.closed', {
        reason: 'tls',
        stage: 'securing',
        error: error.message,
      });
      socket.destroy();
      raw.destroy();
    };
    socket.once('error', failed);
    socket.once('secure', () => {
      socket.off('error', failed);
      secured();
      this.#accepted({
        address,
        isLocal: false,
        isTooMany,
        log,
        bindings: tlsBindingTypes,
        binding: (type) => channelBinding(socket, type, certificate),
        openChannel: (maxFrameBytes, handlers) => socket.openChannel(maxFrameBytes, handlers),
        admitted: this.#waitForLogin(arrival),
      });
    });
  }
}

function clearConnection(
  { raw, address, log, isTooMany }: Arrival,
  admitted: () => void,
): AcceptedConnection {
  return {
    address,
    isLocal: false,
    isTooMany,
    log,
    bindings: clearBindingTypes,
    binding: () => new Uint8Array(),
    openChannel: (maxFrameBytes, handlers) => new MessageChannel(raw, maxFrameBytes, handlers),
    admitted,
  };
}
