import { createServer, type Server, type Socket } from 'node:net';
import process from 'node:process';
import { channelBinding } from '../../auth/binding.ts';
import { type FirstBytes, replyTo } from '../../wire/first-bytes.ts';
import { MessageChannel } from '../../wire/message-channel.ts';
import { MessageSocket } from '../../wire/message-socket.ts';
import { clearBindingTypes, tlsBindingTypes } from '../../words/binding-type.ts';
import type { Keys } from '../keys.ts';
import type { LoginQueue } from '../login/login-queue.ts';
import type { Settings } from '../options.ts';
import type { Troubles } from '../troubles.ts';
import type { SentFiles } from '../web/send-file.ts';
import type { AcceptedConnection } from './accepted-connection.ts';
import { Browsers, type Origin, type Way } from './browsers.ts';
import { Crowd, type Room } from './crowd.ts';
import { Descriptors } from './descriptors.ts';
import { FirstBytesReader } from './first-bytes-reader.ts';
import { awaitFirstWords } from './first-words.ts';
import { inPieces } from './in-pieces.ts';
import type { KnownNetworks } from './known-networks.ts';
import { LateClosing, placeNeeded } from './late-closing.ts';
import { networkOf } from './network.ts';
import { type BusyPort, listenOnFreePort } from './ports.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Connections at a time that are secured only for their client to be told that there is no room. */
const mostTurnedAway = 8;

/** One place of so many is kept for networks from which somebody has logged in. */
const partKept = 4;
/** A crowd has begun when one place of so many is taken. */
const partOfCrowd = 8;

/** The one protocol of those who ask by ALPN (RFC 7301): a client of this line asks for none. */
const alpnProtocols = ['http/1.1'];

/** A connection that has come, before it is secured. */
interface Arrival extends Origin {
  readonly raw: Socket;
}

/** Accepts connections, turns away what is too much or no message, and secures the rest. */
export class Listener {
  readonly #settings: Settings;
  readonly #keys: Keys;
  readonly #descriptors: Descriptors;
  readonly #loginQueue: LoginQueue;
  readonly #accepted: (line: AcceptedConnection) => void;
  readonly #server: Server;
  /** Those whose TLS has not had its turn, those in its handshake, and those who have to log in. */
  readonly #rooms: Readonly<Record<Room, WaitingRoom>>;
  readonly #crowd: Crowd;
  /** undefined: no browser gets in. */
  readonly #browsers: Browsers | undefined;
  readonly #known: KnownNetworks;
  readonly #arriving = new Set<Socket>();
  /** As many as may wait. */
  readonly #dropped: LateClosing;
  #turnedAway = 0;
  #count = 0;

  /** @param accepted is given every connection that has been secured */
  constructor(
    settings: Settings,
    keys: Keys,
    parts: SentFiles & {
      readonly loginQueue: LoginQueue;
      readonly troubles: Troubles;
      readonly knownNetworks: KnownNetworks;
    },
    accepted: (line: AcceptedConnection) => void,
  ) {
    this.#settings = settings;
    this.#keys = keys;
    this.#descriptors = new Descriptors(parts.troubles);
    this.#loginQueue = parts.loginQueue;
    this.#accepted = accepted;
    this.#known = parts.knownNetworks;
    const { waiting, waitingKnown, waitingPerAddress: perNetwork, droppedForMs } = settings.bounds;
    const kept = Math.floor(waiting / partKept);
    const isKnown = (network: string) => this.#known.has(network);
    this.#crowd = new Crowd(settings.log);
    const room = (known: number) =>
      new WaitingRoom({ perNetwork, all: waiting + known, kept: kept + known, isKnown });
    this.#rooms = { securing: room(waitingKnown), handshaking: room(0), loggingIn: room(0) };
    this.#dropped = new LateClosing(droppedForMs, waiting);
    this.#browsers = this.#createBrowsers(parts);
    this.#server = createServer({ noDelay: true }, (raw) => this.#arrive(raw));
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

  /** Accepts no more and cuts those who have not said a word yet, and browsers; connections handed over go on. */
  close(): void {
    this.#server.close();
    for (const raw of this.#arriving) raw.destroy();
    this.#browsers?.close();
    this.#dropped.close();
  }

  #createBrowsers(files: SentFiles): Browsers | undefined {
    const { web: options, bounds, insecure } = this.#settings;
    if (options === undefined) return undefined;
    return new Browsers({
      options,
      files,
      bounds,
      certificate: insecure ? undefined : () => this.#keys.tls.certificate,
      wait: (socket, address) => this.#waitForLogin(socket, address),
      accept: (origin, leave, way) => this.#accept(origin, leave, way),
    });
  }

  #arrive(raw: Socket): void {
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
  #wait(
    room: Room,
    { raw, address }: Pick<Arrival, 'raw' | 'address'>,
    drop: () => void,
  ): () => void {
    const waiting = this.#rooms[room];
    if (waiting.size > this.#settings.bounds.waiting / partOfCrowd) this.#known.readOnce();
    const leave = waiting.enter(address, () => {
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
    const { raw } = arrival;
    this.#arriving.add(raw);
    const firstBytes = new FirstBytesReader(raw);
    let giveUpTurn = () => {};
    const leave = this.#wait('securing', arrival, () => {
      handOver();
      this.#dropped.add(raw);
    });
    const timer = this.#limit(arrival);
    /** Ends the wait for a word, or for a turn. */
    const handOver = () => {
      clearTimeout(timer);
      giveUpTurn();
      firstBytes.release();
      leave();
      raw.off('close', handOver);
      this.#arriving.delete(raw);
    };
    raw.once('close', handOver);
    firstBytes.start((kind) => {
      clearTimeout(timer);
      if (kind === 'tls' && !this.#settings.insecure) {
        giveUpTurn = this.#awaitTurn(arrival, () => {
          handOver();
          // A socket flows again one tick after the last one who was told what is readable has gone.
          process.nextTick(() => this.#handshake(arrival));
        });
      } else {
        handOver();
        this.#takeClear(arrival, kind);
      }
    });
  }

  /** Lets a handshake wait for its turn; returns how it gives up. */
  #awaitTurn({ address }: Arrival, begin: () => void): () => void {
    const network = networkOf(address);
    return this.#loginQueue.runHandshake(network, this.#known.has(network), begin);
  }

  /** Ends a connection that lets the server wait too long for its part in being secured. */
  #limit({ raw, log }: Arrival): NodeJS.Timeout {
    const { tlsTimeoutMs } = this.#settings.bounds;
    return setTimeout(() => {
      log.info('connection.closed', {
        reason: 'timeout',
        stage: 'securing',
        afterMs: tlsTimeoutMs,
      });
      raw.destroy();
    }, tlsTimeoutMs);
  }

  /** Takes a connection without TLS, or says why it cannot. */
  #takeClear(arrival: Arrival, kind: Exclude<FirstBytes, 'more'>): void {
    const { raw, address, log } = arrival;
    const { insecure } = this.#settings;
    if (kind === 'frame' && insecure) {
      this.#accept(arrival, this.#waitForLogin(raw, address), {
        bindings: clearBindingTypes,
        binding: () => new Uint8Array(),
        openChannel: (maxFrameBytes, handlers) => new MessageChannel(raw, maxFrameBytes, handlers),
      });
    } else if (kind === 'http' && this.#browsers !== undefined) {
      const leave = this.#waitForLogin(raw, address);
      const isAstray = !insecure;
      this.#browsers.take({ ...arrival, socket: raw, leave, isSecure: false, isAstray });
    } else {
      log.warn('connection.closed', { reason: 'protocol', stage: 'securing', received: kind });
      raw.end(replyTo(kind), () => raw.destroy());
    }
  }

  /** Lets it wait to be logged in; returns how it leaves. */
  #waitForLogin(raw: Socket, address: string): () => void {
    return this.#wait('loggingIn', { raw, address }, () => raw.destroy(placeNeeded));
  }

  /** Takes a connection whose first message is due. */
  #accept({ address, log, isTooMany }: Origin, leave: () => void, way: Way, waitedMs = 0): void {
    const admitted = () => {
      leave();
      this.#known.add(address);
    };
    this.#accepted({ address, isLocal: false, isTooMany, log, waitedMs, admitted, ...way });
  }

  #handshake(arrival: Arrival): void {
    const { raw, log } = arrival;
    if (raw.destroyed) return;
    this.#arriving.add(raw);
    // Those who come meanwhile shall not drive out at once one whose handshake has been paid for.
    const leave = this.#wait('handshaking', arrival, () => this.#dropped.add(raw));
    const timer = this.#limit(arrival);
    const over = () => {
      clearTimeout(timer);
      leave();
      raw.off('close', over);
      this.#arriving.delete(raw);
    };
    raw.once('close', over);
    const { secureContext, certificate } = this.#keys.tls;
    const browsers = this.#browsers;
    const alpn = browsers === undefined ? {} : { ALPNProtocols: alpnProtocols };
    const options = { isServer: true, secureContext, ...alpn };
    const socket = inPieces(raw, () => new MessageSocket(raw, options));
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
      over();
      this.#dropped.keep(raw);
      const leave = this.#waitForLogin(raw, arrival.address);
      const accept = (waitedMs?: number) =>
        this.#accept(
          arrival,
          leave,
          {
            bindings: tlsBindingTypes,
            binding: (type) => channelBinding(socket, type, certificate),
            openChannel: (maxFrameBytes, handlers) => socket.openChannel(maxFrameBytes, handlers),
          },
          waitedMs,
        );
      if (browsers === undefined) {
        accept();
        return;
      }
      this.#arriving.add(raw);
      awaitFirstWords(socket, {
        timeoutMs: this.#settings.bounds.loginTimeoutMs,
        spoke: (isHttp, waitedMs) => {
          this.#arriving.delete(raw);
          if (isHttp) browsers.take({ ...arrival, socket, leave, isSecure: true, isAstray: false });
          else accept(waitedMs);
        },
        closed: (error) => {
          this.#arriving.delete(raw);
          const reason = error?.message ?? 'ended by the client';
          log.info('connection.closed', { reason, stage: 'greeting' });
        },
      });
    });
  }
}
