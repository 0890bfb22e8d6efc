import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { decodeText } from '../wire/codec.ts';
import { MessageChannel } from '../wire/message-channel.ts';
import type { Screen, ScreenEvents } from './screen.ts';

/*
 * A console at the other end of a socket: the server runs the commands, the other process owns the
 * terminal. Frames of JSON go both ways, between two processes of one person.
 */

/** What the process with the terminal says: once `open`, then what is typed, and `end` after it. */
type FromTerminal =
  | { readonly type: 'open'; readonly colour: boolean; readonly interactive: boolean }
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'end' };

/** What the server says: what to show. */
type FromServer =
  | { readonly type: 'print' | 'note' | 'prompt'; readonly text: string }
  | { readonly type: 'close' };

/** Longest frame either side takes, in bytes: a page of the log. */
const maxFrameBytes = 4 * 1024 * 1024;

/**
 * Bytes that may wait for a terminal that does not take them, such as one that was stopped with Ctrl-Z;
 * what comes beyond is counted instead of kept.
 */
const maxPendingBytes = 1024 * 1024;

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
  #ended = false;
  /** Prints and notes that were left out since the terminal stopped taking them. */
  #leftOut = 0;

  constructor(socket: Duplex, opened: (opened: Opened | undefined) => void) {
    super();
    this.#opened = opened;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closed = promise;
    this.#channel = new MessageChannel(socket, maxFrameBytes, {
      payload: (payload) => this.#take(JSON.parse(decodeText(payload))),
      failed: () => this.#channel.abort(),
      ended: () => this.#channel.abort(),
      drained: () => this.#tellLeftOut(),
      closed: () => {
        this.#tellOpened(undefined);
        this.#end();
        resolve();
      },
    });
  }

  print(text: string): void {
    this.#show({ type: 'print', text });
  }

  note(text: string): void {
    this.#show({ type: 'note', text });
  }

  async flush(): Promise<boolean> {
    return true;
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
    else if (message.type === 'end') this.#end();
    else {
      this.interactive = message.interactive;
      this.#tellOpened(message);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.emit('end');
  }

  #tellOpened(opened: Opened | undefined): void {
    this.#opened?.(opened);
    this.#opened = undefined;
  }

  #show(message: FromServer): void {
    if (this.#leftOut > 0 || this.#channel.pendingBytes > maxPendingBytes) this.#leftOut += 1;
    else this.#send(message);
  }

  #tellLeftOut(): void {
    if (this.#leftOut === 0) return;
    const lines = this.#leftOut === 1 ? 'One line is' : `${this.#leftOut} lines are`;
    this.#leftOut = 0;
    this.note(`-- ${lines} missing here: this terminal did not take them in time.`);
  }

  #send(message: FromServer): void {
    this.#channel.send(JSON.stringify(message));
  }
}

/** How an attached console came to its end: by its own side, with the server, or by a failure. */
export type Detached = 'left' | 'server-stopped' | 'lost';

/** Terminal side: shows on `screen` what the server says until one of the two goes. */
export function attachConsole(socket: Duplex, screen: Screen, colour: boolean): Promise<Detached> {
  const { promise, resolve } = Promise.withResolvers<Detached>();
  let end: Detached = 'lost';
  const channel = new MessageChannel(socket, maxFrameBytes, {
    payload: (payload) => show(JSON.parse(decodeText(payload))),
    failed: () => channel.abort(),
    ended: () => channel.abort(),
    drained: () => screen.resume(),
    closed: () => resolve(end),
  });
  const send = (message: FromTerminal) => channel.send(JSON.stringify(message));
  const show = (message: FromServer) => {
    if (message.type === 'close') {
      if (end === 'lost') end = 'server-stopped';
      channel.abort();
    } else screen[message.type](message.text);
  };
  // The server shows what was asked for before, and closes.
  const finish = () => {
    if (end === 'lost') send({ type: 'end' });
    end = 'left';
  };
  screen.on('line', (text) => {
    if (end !== 'lost') return;
    if (text.trim() === 'exit') finish();
    else if (!send({ type: 'line', text })) screen.pause();
  });
  screen.on('interrupt', () => {
    resolve('left');
    void channel.close(1_000);
  });
  screen.on('end', finish);
  send({ type: 'open', colour, interactive: screen.interactive });
  return promise;
}
