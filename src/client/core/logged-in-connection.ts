import { PartylineError } from '../../base/errors.ts';
import { given } from '../../base/given.ts';
import { worded } from '../../base/worded.ts';
import type {
  MemberMessage,
  RoomState,
  ServerMessage,
  ServerMessages,
} from '../../wire/messages.ts';
import type { Answer, MemberRequestName, RequestFields } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import type { Preferences } from '../../words/preferences.ts';
import type { Role } from '../../words/role.ts';
import { AnswerWatch } from './answer-watch.ts';
import type { Connection, ConnectionListener } from './connection.ts';
import type { RoomInvitation, UnsentMessage } from './events.ts';
import { byeError, ConnectionError, remoteError } from './failures.ts';
import type { Flow } from './flow.ts';
import { HeldMessages } from './held-messages.ts';
import { Inbox, type InboxHandlers } from './inbox.ts';
import { type CommonHistory, type CompareHistory, inRequests } from './lineage.ts';
import type { LoggedIn } from './login-task.ts';
import { type Notice, noAnswer } from './notices.ts';
import type { Cursors, Opening, ReadPositions } from './read-positions.ts';
import { Requests } from './requests.ts';
import type { Timing } from './timing.ts';
import type { UnsentMessages } from './unsent-messages.ts';
import { isRefusalOfConnection } from './verdict.ts';

/* A connection from the welcome to its end: posts, requests, and what the server sends by itself. */

/** Calls of a connection that is logged in to its owner. */
export interface LoggedInHandlers extends Pick<InboxHandlers, 'deliver' | 'missing'> {
  room(state: RoomState): void;
  /**
   * The account is not in a room any more, of which it may read the entries up to `last`.
   *
   * @param missed the room as it was, where it was left while this device was away
   */
  left(room: string, last: number, missed?: RoomState): void;
  invited(invitation: RoomInvitation): void;
  presence(changes: ServerMessages['presence']['changes']): void;
  attention(changes: ServerMessages['attention']['changes']): void;
  typing(notice: Pick<ServerMessages['typing'], 'room' | 'name'>): void;
  read(place: Pick<ServerMessages['read'], 'room' | 'seq'>): void;
  receipt(receipt: Omit<ServerMessages['receipt'], 'type'>): void;
  preferences(preferences: Preferences): void;
  role(role: Role): void;
  notice(notice: Notice): void;
}

/** The objects that it works with. */
export interface LoggedInParts {
  readonly positions: ReadPositions;
  readonly unsent: UnsentMessages;
  readonly flow: Flow;
  readonly handlers: LoggedInHandlers;
  readonly timing: Timing;
}

/** One connection from the welcome to its end. */
export class LoggedInConnection implements ConnectionListener {
  readonly #connection: Connection;
  readonly #token: string;
  readonly #replayMessages: number;
  readonly #positions: ReadPositions;
  /** undefined until `start`. */
  #inbox: Inbox | undefined;
  /** News that came before `start`. */
  readonly #held = new HeldMessages();
  readonly #unsent: UnsentMessages;
  readonly #flow: Flow;
  readonly #handlers: LoggedInHandlers;
  readonly #requests = new Requests();
  readonly #timing: Timing;
  readonly #answers: AnswerWatch;
  /** The welcome brought a device token, which is saved by now. */
  readonly #hasNewToken: boolean;
  #blocked = false;
  #leaving = false;
  /** Runs while a loop of the program holds all it can. */
  #keepAlive: ReturnType<typeof setInterval> | undefined;

  constructor(connection: Connection, login: LoggedIn, parts: LoggedInParts) {
    this.#connection = connection;
    this.#token = login.welcome.token;
    this.#hasNewToken = login.resumed && login.welcome.deviceToken !== null;
    this.#replayMessages = Math.min(
      limits.replayMessages,
      Math.max(1, login.hello.limits.replayMessages),
    );
    this.#unsent = parts.unsent;
    this.#flow = parts.flow;
    this.#handlers = parts.handlers;
    this.#positions = parts.positions;
    this.#timing = parts.timing;
    this.#answers = new AnswerWatch(connection, parts.timing, {
      areDue: () => this.#requests.size > 0,
      silent: (seconds) => parts.handlers.notice(noAnswer(seconds)),
    });
    void connection.ended.then((failure) => {
      this.#stopKeepingAlive();
      this.#answers.end();
      this.#requests.fail(new ConnectionError(worded('connection.down-before-answer'), failure));
    });
  }

  /** Asks how far places are in the server's history, before `start`. Rejects as `request` does. */
  compare(terms: readonly string[], places: Cursors): Promise<CommonHistory> {
    this.#connection.listen(this);
    const ask: CompareHistory = (some, cursors) =>
      this.request('history.compare', { terms: [...some], cursors });
    return inRequests(ask)(terms, places);
  }

  /** Takes messages from now on, and sends what waits. */
  start(opening: Opening): void {
    const { deliver, missing } = this.#handlers;
    const fetch = (room: string, after: number) => this.#fetch(room, after);
    const inbox = new Inbox(opening, {
      positions: this.#positions,
      flow: this.#flow,
      handlers: { deliver, missing, fetch },
    });
    this.#inbox = inbox;
    this.#connection.listen(this);
    // Any message shows the server that the new token came; until then the one before is good as well.
    if (this.#hasNewToken) this.#connection.send({ type: 'pong', token: this.#token });
    this.#held.release({
      message: (message) => this.message(message),
      entries: (room, last) => inbox.expect(room, last),
    });
    inbox.goOn();
    this.flush();
  }

  /** The flow has opened, closed, or become full. The inbox comes last: its events may fill the flow again. */
  flowChanged(): void {
    this.#regulate();
    if (this.#flow.isOpen) this.#inbox?.goOn();
  }

  /** Messages begin after these places; before anything of those rooms was delivered. */
  startFrom(places: Cursors): void {
    this.#inbox?.startFrom(places);
  }

  /**
   * Reads the server, or while the flow is full does not, so that it holds back what it has for this reader;
   * but for as long as an answer is due.
   */
  #regulate(): void {
    const { isFull } = this.#flow;
    if (!isFull) this.#stopKeepingAlive();
    else this.#keepAlive ??= setInterval(() => this.#showLife(), this.#timing.keepAliveMs);
    if (isFull && this.#requests.size === 0 && !this.#leaving) this.#connection.pause();
    else this.#connection.resume();
  }

  /** Sends what is unsent, as far as the line takes it. */
  flush(): void {
    while (!this.#blocked) {
      const message = this.#unsent.next();
      if (message === undefined) break;
      this.#blocked = !this.#post(message);
    }
    this.#regulate();
  }

  drained(): void {
    this.#blocked = false;
    this.flush();
  }

  /** Sends a request; rejects with the server's PartylineError, or with why the connection ended. */
  request<Name extends MemberRequestName>(
    type: Name,
    fields: RequestFields<Name>,
  ): Promise<Answer<Name>> {
    return new Promise((resolve, reject) => {
      const id = this.#requests.add(type, fields, {
        resolve,
        reject: (error) => reject(this.#blame(error)),
      });
      this.#connection.send({ type, token: this.#token, id, ...fields } as MemberMessage);
      this.#answers.await();
      this.#regulate();
    });
  }

  /** Fills a gap of the inbox. */
  #fetch(room: string, after: number): void {
    this.request('history', { room, after, limit: this.#replayMessages }).then(
      (page) => this.#inbox?.fetched(page),
      (error: Error) => {
        // The next login asks for them again.
        this.#connection.abort(new ConnectionError(worded('connection.missing'), error));
      },
    );
  }

  /** Takes leave: the server answers with its own goodbye. Resolves when the connection has ended. */
  async bye(): Promise<void> {
    this.#connection.send({ type: 'bye', token: this.#token });
    this.#leaving = true;
    this.#regulate();
    await this.#connection.ended;
  }

  message(message: ServerMessage): void {
    if (this.#inbox === undefined) this.#hold(message);
    else this.#take(message, this.#inbox);
  }

  #hold(message: ServerMessage): void {
    this.#abortOn(() => {
      if (!this.#held.take(message)) this.#takeOther(message);
    });
  }

  #take(message: ServerMessage, inbox: Inbox): void {
    switch (message.type) {
      case 'entries':
        this.#abortOn(() => inbox.receive(message));
        return;
      case 'presence':
        this.#handlers.presence(message.changes);
        return;
      case 'attention':
        this.#handlers.attention(message.changes);
        return;
      case 'typing':
        this.#handlers.typing(message);
        return;
      case 'read':
        this.#handlers.read(message);
        return;
      case 'receipt':
        this.#handlers.receipt(message);
        return;
      case 'preferences.changed':
        this.#handlers.preferences(message.preferences);
        return;
      case 'role':
        this.#handlers.role(message.role);
        return;
      case 'term':
        this.#positions.beginTerm(message.term);
        return;
      case 'notice':
        this.#handlers.notice({ code: 'server', text: message.text });
        return;
      case 'room':
        this.#abortOn(() => this.#handlers.room(inbox.enter(message.room)));
        return;
      case 'room.invited':
        this.#handlers.invited({ room: message.room, roomName: message.name, from: message.from });
        return;
      case 'room.left':
        this.#abortOn(() => {
          inbox.leave(message.room, message.last, message.missed);
          this.#handlers.left(message.room, message.last, message.missed);
        });
        return;
      default:
        this.#takeOther(message);
    }
  }

  /** Takes what does not bear on what is shown. */
  #takeOther(message: ServerMessage): void {
    switch (message.type) {
      case 'ping':
        this.#connection.send({ type: 'pong', token: this.#token, mark: message.mark });
        return;
      case 'bye':
        this.#endOn(message);
        return;
      default:
        this.#answer(message);
    }
  }

  /** Ends the connection where `take` throws ConnectionError: the next one begins afresh. */
  #abortOn(take: () => void): void {
    try {
      take();
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.#connection.abort(error);
    }
  }

  #answer(message: ServerMessage): void {
    if ('re' in message && message.re !== undefined) {
      this.#requests.answer(message as ServerMessage & { re: number });
      this.#regulate();
    } else if (message.type === 'error') {
      this.#connection.blame(remoteError(message));
    } else {
      throw new PartylineError('message.unexpected', `The server sent "${message.type}" unasked.`);
    }
  }

  /** Pings are not read on a connection that is not read, so it says by itself that it is there. */
  #showLife(): void {
    this.#connection.send({ type: 'pong', token: this.#token });
  }

  #stopKeepingAlive(): void {
    clearInterval(this.#keepAlive);
    this.#keepAlive = undefined;
  }

  /** A goodbye that says only that something went wrong leaves the word to the error before it. */
  #endOn(message: ServerMessages['bye']): void {
    const { reason } = message;
    const vague = reason === 'protocol' || reason === 'internal';
    const blamed = vague ? this.#connection.blamed : undefined;
    void this.#connection.close(blamed ?? byeError(message));
  }

  #post(message: UnsentMessage): boolean {
    const { mid, room: said, roomId: room = said, of } = message;
    const { kind, text, names, file } = message.content;
    const content =
      names === undefined && file === undefined
        ? { kind, text }
        : { kind, text, ...given({ names: names && [...names], file: file && { ...file } }) };
    const id = this.#requests.add('post', message, {
      resolve: ({ room, seq, at, away }) => {
        this.#positions.posted(room, seq);
        this.#unsent.posted({ mid, room, seq, at, away });
      },
      reject: (error) => this.#refuse(mid, this.#blame(error)),
    });
    const token = this.#token;
    const post = { type: 'post', token, id, room, mid, content } as const;
    this.#answers.await();
    return this.#connection.send(of === null ? post : { ...post, of });
  }

  #refuse(mid: string, error: Error): void {
    if (!isRefusalOfConnection(error)) this.#unsent.drop(mid, error);
  }

  /** A refused token is the end of the connection, whichever request it was noticed at. */
  #blame(error: Error): Error {
    if (error instanceof PartylineError && error.code === 'auth.token') {
      this.#connection.blame(error);
    }
    return error;
  }
}
