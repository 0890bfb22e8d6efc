import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { MessageChannel } from '../wire/channel.ts';
import { decodeText } from '../wire/codec.ts';
import type { Screen, ScreenEvents } from './screen.ts';

/*
 * A console at the other end of a socket: the server runs the commands, the other process owns the
 * terminal. Frames of JSON go both ways, between two processes of one person.
 */

/** What the process with the terminal says: once `open`, then what is typed. */
type FromTerminal =
  | { readonly type: 'open'; readonly colour: boolean; readonly interactive: boolean }
  | { readonly type: 'line'; readonly text: string };

/** What the server says: what to show. */
type FromServer =
  | { readonly type: 'print' | 'note' | 'prompt'; readonly text: string }
  | { readonly type: 'close' };

/** Longest frame either side takes, in bytes: a page of the log. */
const maxFrameBytes = 4 * 1024 * 1024;

/** What an attached console begins with. */
export interface AttachedConsole {
  readonly screen: Screen;
  readonly colour: boolean;
}

/** Server side: waits for the terminal's first words; undefined when it goes away before them. */
export function acceptConsole(socket: Duplex): Promise<AttachedConsole | undefined> {
  return new Promise((resolve) => {
    const screen = new RemoteScreen(socket, (opened) => {
      resolve(opened === undefined ? undefined : { screen, colour: opened.colour });
    });
  });
}

type Opened = Extract<FromTerminal, { type: 'open' }>;

/** A screen whose terminal is at the other end of a socket. */
class RemoteScreen extends EventEmitter<ScreenEvents> implements Screen {
  interactive = false;
  readonly columns = Number.POSITIVE_INFINITY;
  readonly #channel: MessageChannel;
  readonly #closed: Promise<void>;
  #opened: ((opened: Opened | undefined) => void) | undefined;

  constructor(socket: Duplex, opened: (opened: Opened | undefined) => void) {
    super();
    this.#opened = opened;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closed = promise;
    this.#channel = new MessageChannel(socket, maxFrameBytes, {
      payload: (payload) => this.#take(JSON.parse(decodeText(payload))),
      failed: () => this.#channel.abort(),
      ended: () => this.#channel.abort(),
      drained: () => {},
      closed: () => {
        this.#tellOpened(undefined);
        this.emit('end');
        resolve();
      },
    });
  }

  print(text: string): void {
    this.#send({ type: 'print', text });
  }

  note(text: string): void {
    this.#send({ type: 'note', text });
  }

  prompt(text: string): void {
    this.#send({ type: 'prompt', text });
  }

  aside<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  pause(): void {
    this.#channel.pause();
  }

  resume(): void {
    this.#channel.resume();
  }

  async close(): Promise<void> {
    this.#send({ type: 'close' });
    void this.#channel.close(1_000);
    await this.#closed;
  }

  #take(message: FromTerminal): void {
    if (message.type === 'line') this.emit('line', message.text);
    else {
      this.interactive = message.interactive;
      this.#tellOpened(message);
    }
  }

  #tellOpened(opened: Opened | undefined): void {
    this.#opened?.(opened);
    this.#opened = undefined;
  }

  #send(message: FromServer): void {
    this.#channel.send(JSON.stringify(message));
  }
}

/** How an attached console came to its end. */
export type Detached = 'left' | 'server-stopped';

/** Terminal side: shows on `screen` what the server says until one of the two goes. */
export function attachConsole(socket: Duplex, screen: Screen, colour: boolean): Promise<Detached> {
  const { promise, resolve } = Promise.withResolvers<Detached>();
  const channel = new MessageChannel(socket, maxFrameBytes, {
    payload: (payload) => show(JSON.parse(decodeText(payload))),
    failed: () => channel.abort(),
    ended: () => channel.abort(),
    drained: () => screen.resume(),
    closed: () => resolve('server-stopped'),
  });
  const send = (message: FromTerminal) => channel.send(JSON.stringify(message));
  const leave = () => {
    resolve('left');
    void channel.close(1_000);
  };
  const show = (message: FromServer) => {
    if (message.type === 'print') screen.print(message.text);
    else if (message.type === 'note') screen.note(message.text);
    else if (message.type === 'prompt') screen.prompt(message.text);
    else channel.abort();
  };
  screen.on('line', (text) => {
    if (text.trim() === 'exit') leave();
    else if (!send({ type: 'line', text })) screen.pause();
  });
  screen.on('interrupt', leave);
  screen.on('end', leave);
  send({ type: 'open', colour, interactive: screen.interactive });
  return promise;
}
