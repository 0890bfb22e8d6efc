import { createServer, type Server, type Socket } from 'node:net';
import { channelBinding } from '../../auth/binding.ts';
import type { Log } from '../../base/log.ts';
import { type FirstBytes, recognise, replyTo } from '../../wire/first-bytes.ts';
import { MessageChannel } from '../../wire/message-channel.ts';
import { MessageSocket } from '../../wire/message-socket.ts';
import { clearBindingTypes, tlsBindingTypes } from '../../words/binding-type.ts';
import type { Keys } from '../keys.ts';
import type { LoginQueue } from '../login/login-queue.ts';
import type { Settings } from '../options.ts';
import type { Troubles } from '../troubles.ts';
import type { AcceptedConnection } from './accepted-connection.ts';
import { Descriptors } from './descriptors.ts';
import { type BusyPort, listenOnFreePort } from './ports.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Connections at a time that are secured only for their client to be told that there is no room. */
const mostTurnedAway = 8;

/** A connection that has come, before it is secured. */
interface Arrival {
  readonly raw: Socket;
  readonly address: string;
  readonly log: Log;
  readonly isTooMany: boolean;
  /** Gives back its place among those who wait. */
  leave(): void;
}

/** Accepts connections, turns away what is too much or no message, and secures the rest. */
export class Listener {
  readonly #settings: Settings;
  readonly #keys: Keys;
  readonly #descriptors: Descriptors;
  readonly #loginQueue: LoginQueue;
  readonly #accepted: (line: AcceptedConnection) => void;
  readonly #server: Server;
  readonly #waiting: WaitingRoom;
  readonly #unsecured = new Set<Socket>();
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
    const { waiting, waitingPerAddress } = settings.bounds;
    this.#waiting = new WaitingRoom(waitingPerAddress, waiting);
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
    const isTooMany = !this.#descriptors.admit();
    if (isTooMany && !this.#mayTurnAway(raw)) {
      raw.destroy();
      return;
    }
    const leave = this.#waiting.enter(address);
    if (leave === undefined) {
      log.warn('connection.refused', { address, reason: 'too many are waiting to log in' });
      raw.destroy();
      return;
    }
    const admitted = () => {
      leave();
      raw.off('close', admitted);
    };
    raw.once('close', admitted);
    log.info('connection.opened', { address });
    this.#secure({ raw, address, log, isTooMany, leave: admitted });
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
      raw.off('close', secured);
      this.#unsecured.delete(raw);
    };
    raw.once('close', secured);
    readFirstBytes(raw, (kind) => {
      const wanted = this.#settings.insecure ? 'frame' : 'tls';
      if (kind !== wanted) {
        log.warn('connection.closed', { reason: 'protocol', stage: 'securing', received: kind });
        raw.end(replyTo(kind), () => raw.destroy());
      } else if (this.#settings.insecure) {
        secured();
        this.#accepted(clearConnection(arrival));
      } else {
        void this.#loginQueue.run(() => {
          if (!raw.destroyed) this.#handshake(arrival, secured);
        });
      }
    });
  }

  #handshake({ raw, address, log, isTooMany, leave }: Arrival, secured: () => void): void {
    const { secureContext, certificate } = this.#keys;
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
        admitted: leave,
      });
    });
  }
}

function clearConnection({ raw, address, log, isTooMany, leave }: Arrival): AcceptedConnection {
  return {
    address,
    isLocal: false,
    isTooMany,
    log,
    bindings: clearBindingTypes,
    binding: () => new Uint8Array(),
    openChannel: (maxFrameBytes, handlers) => new MessageChannel(raw, maxFrameBytes, handlers),
    admitted: leave,
  };
}

/** Waits until the first bytes tell what the peer speaks; then all of them are there to be read. */
function readFirstBytes(raw: Socket, told: (kind: Exclude<FirstBytes, 'more'>) => void): void {
  let first = Buffer.alloc(0);
  const look = () => {
    const chunk: Buffer | null = raw.read();
    if (chunk === null) return;
    first = Buffer.concat([first, chunk]);
    const kind = recognise(first);
    // Bytes put back too early would be announced again at once, and so for ever.
    if (kind === 'more') return;
    raw.off('readable', look);
    raw.unshift(first);
    told(kind);
  };
  raw.on('readable', look);
}
