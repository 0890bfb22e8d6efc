import { InputError } from '../../base/errors.ts';
import { formatAddress } from '../../wire/address.ts';
import { webBindingTypes } from '../../words/binding-type.ts';
import { ConnectionError } from '../core/failures.ts';
import type { LineOptions } from '../core/options.ts';
import { givenAddresses } from '../core/resolved-options.ts';
import type { Machine, Transport, TransportRequest } from '../core/transport.ts';
import { Line } from '../line.ts';
import { browserName } from './browser-name.ts';
import { type DatabaseFactory, KeptValues } from './kept-values.ts';
import { withLatestToken } from './latest-token.ts';
import type { MessagePipe } from './message-pipe.ts';
import { type PagePlace, pageAddress, webSocketUrl } from './page-address.ts';
import { PageOutbox } from './page-outbox.ts';
import { PageProfile } from './page-profile.ts';
import { PipeChannel } from './pipe-channel.ts';
import { type Share, type SharingMeans, shareTabs } from './share-tabs.ts';
import { openWebSocketPipe } from './web-socket-pipe.ts';

/** The means of the browser that a page joins by. */
export interface PageMeans {
  /** `location`. */
  readonly place: PagePlace;
  /** `navigator.userAgent`. */
  readonly userAgent: string;
  /** `indexedDB`. */
  readonly database: DatabaseFactory;
  /**
   * How tabs share a connection; left out where the browser has no shared workers: then each tab connects by itself,
   * and the one that was opened last has the session.
   */
  readonly sharing?: Pick<SharingMeans, 'worker' | 'locks'> | undefined;
  /** Something could not be kept: the page goes on, and forgets it when it is closed. */
  readonly notKept: (error: unknown) => void;
}

/** The machine that a page runs on, with what the browser has kept for it. */
export class PageMachine {
  readonly #means: PageMeans;
  readonly #profile: PageProfile;
  readonly #outbox: PageOutbox;
  readonly #share: Share | undefined;

  private constructor(means: PageMeans, profile: PageProfile, outbox: PageOutbox) {
    this.#means = means;
    this.#profile = profile;
    this.#outbox = outbox;
    const { sharing } = means;
    const open = (signal: AbortSignal) => this.#openAlone(signal);
    this.#share = sharing === undefined ? undefined : shareTabs({ ...sharing, open });
  }

  /**
   * Reads what the browser has kept; once in the life of a page.
   *
   * ```ts
   * const machine = await PageMachine.open({ place: location, userAgent: navigator.userAgent,
   *   database: indexedDB, sharing: { worker: startWorker, locks: navigator.locks }, notKept });
   * const line = machine.join({ credentials, catchUp: 'recent' });
   * ```
   *
   * @throws (by rejection) Error of a browser that keeps nothing, as in some private windows
   */
  static async open(means: PageMeans): Promise<PageMachine> {
    const values = await KeptValues.open(means.database, 'partyline');
    const profile = await PageProfile.read(values, formatAddress(pageAddress(means.place)));
    const account = () => profile.memory.name;
    const outbox = await PageOutbox.read(values, { account, failed: means.notKept });
    return new PageMachine(means, profile, outbox);
  }

  /** Whether the browser has a session, so that nobody need be asked for a password. */
  get hasSession(): boolean {
    return this.#profile.memory.session !== undefined;
  }

  /** The name of the account that was here last. */
  get name(): string | undefined {
    return this.#profile.memory.name;
  }

  /**
   * Begins to join the line that the page came from, and returns at once; see `openLine`. Messages that an earlier
   * page of the account could not send go first.
   *
   * @param options those of a login; address and profile are the page's own unless they are given
   */
  join(options: LineOptions): Line {
    const own = { address: pageAddress(this.#means.place), profile: this.#profile };
    const { address = own.address } = options;
    const whole = { ...own, ...options, address };
    const begun = this.#profile.memory;
    const [{ reset }] = givenAddresses(address);
    // Whoever sets a new password, or is somebody else than last time, resumes nothing before they are logged in.
    const resumed = (): string | undefined => {
      const { session, name } = this.#profile.memory;
      const isBegun = session?.id === begun.session?.id;
      if (isBegun && (reset !== undefined || (options.name ?? name) !== name)) return undefined;
      return session?.id;
    };
    const machine: Machine = {
      openTransport: (request) => this.#openTransport(request, resumed()),
      openLocalTransport: () => {
        throw new InputError('A page runs on no server.');
      },
      deviceName: () => browserName(this.#means.userAgent),
      profileIn: () => {
        throw new InputError('A page has no folders.');
      },
      openFile: () => {
        throw new InputError(
          'A page opens no files by their paths: give it the one that was chosen.',
        );
      },
    };
    return new Line(whole, machine, this.#outbox.of(resumed() !== undefined));
  }

  async #openTransport(
    { connectTimeoutMs: timeoutMs, signal }: TransportRequest,
    session: string | undefined,
  ): Promise<Transport> {
    const { place } = this.#means;
    const timeout = AbortSignal.timeout(timeoutMs);
    const limited = AbortSignal.any([signal, timeout]);
    const pipe = await this.#openPipe(session, limited).catch((error: unknown) => {
      if (!timeout.aborted) throw error;
      throw new ConnectionError(`The server did not answer within ${timeoutMs / 1_000} s.`, error);
    });
    return {
      fingerprint: undefined,
      bindings: webBindingTypes,
      binding: () => new TextEncoder().encode(place.origin),
      openChannel: (maxBytes, handlers) => new PipeChannel(pipe, maxBytes, handlers),
    };
  }

  #openPipe(session: string | undefined, signal: AbortSignal): Promise<MessagePipe> {
    return this.#share === undefined ? this.#openAlone(signal) : this.#share(session, signal);
  }

  async #openAlone(signal: AbortSignal): Promise<MessagePipe> {
    // Another tab may have got a newer device token than this one knows.
    const { session: kept } = await this.#profile.kept();
    const latest = (id: string) => (kept?.id === id ? kept.deviceToken : undefined);
    const pipe = await openWebSocketPipe(webSocketUrl(this.#means.place), signal);
    return {
      get bufferedBytes() {
        return pipe.bufferedBytes;
      },
      listen: (listener) => pipe.listen(listener),
      send: (payload) => pipe.send(withLatestToken(payload, latest)),
      close: () => pipe.close(),
    };
  }
}
