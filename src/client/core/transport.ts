import type { Address } from '../../wire/address.ts';
import type { Channel, ChannelHandlers } from '../../wire/channel.ts';
import type { BindingType } from '../../words/binding-type.ts';
import type { FileSource } from './file-source.ts';
import type { Profile } from './profile.ts';

/* The ports of the client: the ways to a server, and the rest of the machine. */

/** A connection to a server before the first message, and what it says about the other side. */
export interface Transport {
  /** SHA-256 of the public key that the server showed, and holds the other half of, base64url; undefined without TLS. */
  readonly fingerprint: string | undefined;
  /** SHA-256 of the certificate that it showed, where it showed one. */
  readonly wholeFingerprint?: string;
  /** In which ways this end can name the channel, strongest first. */
  readonly bindings: readonly BindingType[];
  /** The channel's name in one of these ways, which both ends put into their proofs. */
  binding(type: BindingType): Uint8Array;
  /**
   * Opens the channel; once.
   *
   * @param maxBytes largest message accepted from the server
   */
  openChannel(maxBytes: number, handlers: ChannelHandlers): Channel;
}

/** Where a transport leads, and how long opening it may take. */
export interface TransportRequest {
  readonly address: Address;
  /** Until the server is reached, in milliseconds; for everything up to the first message where that cannot be told. */
  readonly connectTimeoutMs: number;
  /** From then on for TLS, in milliseconds. */
  readonly secureTimeoutMs: number;
  readonly signal: AbortSignal;
  /** The server is reached, and the way to it is being secured; not called in clear text. */
  onSecuring(): void;
}

/** The machine, as far as a client needs it; all else a client has from the standards of the web. */
export interface Machine {
  /**
   * Connects to a server. The owner of the certificate is not checked here: pins.ts says what it is
   * good for.
   *
   * @throws ConnectionError in words for a person; AbortedError when the signal was given
   */
  openTransport(request: TransportRequest): Promise<Transport>;
  /**
   * Connects to the server of a data folder on this machine, through its own door.
   *
   * @throws ConnectionError in words for a person; AbortedError when the signal was given
   */
  openLocalTransport(dataFolder: string, signal: AbortSignal): Promise<Transport>;
  /** The name of this machine in lists of sessions; 1 to 64 characters. */
  deviceName(): string;
  /** The profile in a folder. Throws InputError where there are no folders. */
  profileIn(folder: string): Profile;
  /** Opens a file to send it, by its path. Throws (by rejection) InputError where it cannot, or where there are none. */
  openFile(path: string): Promise<FileSource>;
}
