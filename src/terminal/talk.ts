import { setTimeout as delay } from 'node:timers/promises';
import type {
  Closed,
  LineChange,
  LineMessage,
  Posted,
  RoomInvitation,
  UnsentMessage,
  Welcome,
} from '../client/core/events.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import type { LineState } from '../client/core/states.ts';
import type { Line } from '../client/line.ts';
import type { RoomState } from '../wire/messages.ts';
import type { MessageKind } from '../words/message-kind.ts';
import type { Role } from '../words/role.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import type { AtLine, PasswordQuestions } from './at-line.ts';
import { PersonalAttention } from './attention.ts';
import { type Commands, completeLine, runCommand } from './commands.ts';
import { HistoryPages } from './history-pages.ts';
import { KnownNames } from './known-names.ts';
import { inRoom, roomsInSight } from './nearest-room.ts';
import {
  awayLine,
  errorLines,
  hereLine,
  noticeLines,
  pendingLines,
  pendingWords,
  presenceLines,
  typistsWords,
  type View,
} from './render.ts';
import { Replays } from './replays.ts';
import { destinationWords, isNamedRoom, placeWords } from './room-words.ts';
import type { Screen } from './screen.ts';
import type { Seat } from './seats.ts';
import type { Style } from './style.ts';
import { Transcript } from './transcript.ts';
import { UrgentMessages } from './urgents.ts';

/** Lines of a pipe that may wait for the server before no more are read. */
const maxWaitingLines = 256;
/** Their length together, in UTF-16 code units: less than the client keeps unsent. */
const maxWaitingLength = 256 * 1024;
/** A pipe that has ended is given what it missed until nothing has come for so long, in milliseconds. */
const replayTimeoutMs = 5_000;

const roleWords: Readonly<Record<Role, string>> = {
  operator: 'You are an operator of this line now; /help lists what you can do.',
  member: 'You are no operator of this line any more.',
};

/** A line on one screen: shows what is said, and says and does what is typed. */
export class Talk implements AtLine {
  readonly screen: Screen;
  readonly client: Line;
  readonly passwords: PasswordQuestions | undefined;
  readonly history: HistoryPages;
  readonly urgents: UrgentMessages;
  readonly #seat: Seat;
  readonly #style: Style;
  readonly #replays: Replays;
  readonly #known = new KnownNames();
  readonly #attention: PersonalAttention;
  readonly transcript = new Transcript();
  #room: string = lobbyRoomId;
  /** Entered lines that are not done: a message until it is acknowledged. */
  readonly #waiting = { lines: 0, length: 0 };
  #entered: Promise<void> = Promise.resolve();
  #lastTrouble: string | undefined;
  #leaving = false;
  loggedOut = false;
  stopsServer = false;
  /** Messages that were not sent when the client ended. */
  unsentCount = 0;

  /** @param passwords undefined at the server itself */
  constructor(
    client: Line,
    at: {
      readonly screen: Screen;
      readonly style: Style;
      readonly seat: Seat;
      readonly passwords?: PasswordQuestions;
    },
  ) {
    const { screen, style, seat, passwords } = at;
    this.screen = screen;
    this.client = client;
    this.passwords = passwords;
    this.#seat = seat;
    this.#style = style;
    const print = (text: string) => this.screen.print(text);
    this.#replays = new Replays(print, this.view);
    this.history = new HistoryPages(client, {
      transcript: this.transcript,
      print,
      view: this.view,
    });
    this.#attention = new PersonalAttention({
      client,
      screen,
      view: this.view,
      room: () => this.#room,
      typistsChanged: () => this.#prompt(),
    });
    this.urgents = new UrgentMessages({
      client,
      screen,
      view: this.view,
      ignores: (name) => this.#attention.ignores(name),
      rings: () => this.#attention.rings,
    });
    this.#listen();
  }

  /** Gets ready to take lines; the first is asked for when the line is up, as questions come before. */
  open(): void {
    this.screen.complete = (line) => completeLine(this.commands, this.#known, line);
    // A pasted text is said, whatever it begins with.
    this.screen.quote = (text) => (text.startsWith('/') ? `/${text}` : text);
    this.screen.on('line', (line) => this.#take(line));
    this.screen.on('cleared', () =>
      this.note(`Cleared; arrow up brings it back. Ctrl-C on an empty line ${this.#seat.leaving}.`),
    );
    this.screen.on('pasted', (lines) =>
      this.note(`${lines} lines are pasted: Enter sends them as one message, Ctrl-C clears them.`),
    );
    this.screen.on('end', () => this.#next(() => this.#end()));
  }

  get commands(): Commands<AtLine> {
    return { table: this.#seat.table, role: this.client.role };
  }

  readonly view = (): View => ({ style: this.#style, now: Date.now() });

  get room(): string {
    return this.#room;
  }

  turnTo(room: string): void {
    this.#room = room;
    this.#attention.turned();
    this.#prompt();
    this.#known.turned([]);
    if (this.screen.interactive && isNamedRoom(room)) void this.#learnMembers(room);
  }

  #prompt(): void {
    this.screen.prompt(promptFor(this.#room, this.#attention.typists, this.view()));
  }

  /** Hands a message over; what becomes of it is shown when it is known. */
  say(room: string, kind: MessageKind, text: string): void {
    const sent = () => this.client.send(text, { room, kind });
    this.handOver(room, text, () => inRoom(this.client, room, sent));
  }

  handOver(room: string, typed: string, work: () => Promise<Posted>): void {
    void this.#send(room, typed, work);
  }

  async #send(room: string, text: string, work: () => Promise<Posted>): Promise<void> {
    this.#hold(text);
    try {
      this.#posted(await work(), room);
    } catch (error) {
      // The messages that a client has not sent are listed when it has ended.
      if (!(error instanceof LineEndedError)) {
        this.#refused(error, text);
      }
    } finally {
      this.#release(text);
    }
  }

  #take(line: string): void {
    this.#hold(line);
    this.#next(async () => {
      await this.#enter(line);
      this.#release(line);
    });
  }

  /** Counts at once: a pipe gives the next line before this one is looked at. */
  #hold({ length }: string): void {
    this.#waiting.lines += 1;
    this.#waiting.length += length;
    const { lines, length: total } = this.#waiting;
    if (lines >= maxWaitingLines || total >= maxWaitingLength) this.screen.pause();
  }

  #release({ length }: string): void {
    this.#waiting.lines -= 1;
    this.#waiting.length -= length;
    const { lines, length: total } = this.#waiting;
    if (lines <= maxWaitingLines / 2 && total <= maxWaitingLength / 2) this.screen.resume();
  }

  /** A pipe that has nothing more to say is still given what it missed. */
  async #end(): Promise<void> {
    if (this.#seat.endStops === true && this.screen.interactive) {
      await this.client.operator.stop();
      return;
    }
    if (!this.screen.interactive) await this.#untilShown();
    await this.leave();
  }

  /** Waits until everything missed has been shown, as long as it goes on coming. */
  async #untilShown(): Promise<void> {
    const limit = new AbortController();
    const { signal } = limit;
    const stop = () => limit.abort();
    void Promise.race([this.#replays.whenShown(), this.client.whenClosed()]).then(stop);
    let shown: number;
    do {
      shown = this.#replays.shownCount;
      await delay(replayTimeoutMs, undefined, { signal }).catch(() => {});
    } while (!signal.aborted && this.#replays.shownCount > shown);
  }

  /** Takes leave once; the client then closes. */
  async leave(): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    await this.client.close();
  }

  async exit(): Promise<void> {
    if (this.#seat.staysOpen === undefined) await this.leave();
    else this.note(this.#seat.staysOpen);
  }

  /** Tells something about the program or the line. */
  note(text: string): void {
    this.screen.note(noticeLines(text, this.#style));
  }

  #listen(): void {
    this.client
      .on('state', (state) => this.#state(state))
      .on('welcome', (welcome) => void this.#welcome(welcome))
      .on('pending', (message) => this.#pending(message))
      .on('presence', (changes) => {
        for (const { name, online } of changes) this.#notePresence(name, online);
        const others = changes.filter(({ name }) => name !== this.client.name);
        for (const line of presenceLines(others, this.view())) this.screen.print(line);
      })
      .on('room', (room) => this.#enteredRoom(room))
      .on('left', ({ room }) => this.#leftRoom(room))
      .on('invited', (invitation) => {
        if (!this.#attention.ignores(invitation.from)) this.note(invitationWords(invitation));
      })
      .on('role', (role) => this.note(roleWords[role]))
      .on('notice', ({ code, text, passedOver }) => {
        // The question for another name says so.
        if (code === 'name-taken') return;
        this.screen.note(this.#style.warning(noticeLines(text, this.#style)));
        if (passedOver !== undefined) this.#replays.passedOver(passedOver);
      })
      .on('closed', (closed) => this.#closed(closed));
  }

  /** Entered lines are done in order: a command is waited for, a text only handed over. */
  #next(work: () => Promise<void>): void {
    this.#entered = this.#entered.then(work);
  }

  async #enter(line: string): Promise<void> {
    const trimmed = line.trim();
    if (trimmed === '') return;
    try {
      if (trimmed === 'exit') return await this.exit();
      const text = await runCommand(this.commands, this, line);
      if (text !== undefined) this.say(this.#room, 'text', text);
    } catch (error) {
      this.screen.note(errorLines(error, this.#style));
    }
  }

  /** Says why the line is down, once for each reason, however often it is tried again. */
  #state(state: LineState): void {
    if (state.type !== 'waiting') return;
    const words =
      state.reason === 'pending'
        ? 'Your account waits for the operator to admit it; this goes on by itself then.'
        : `${state.error.message} Trying again until it works; what you type waits.`;
    if (words !== this.#lastTrouble) this.note(words);
    this.#lastTrouble = words;
  }

  async #welcome(welcome: Welcome): Promise<void> {
    this.#lastTrouble = undefined;
    this.#replays.expect(welcome.rooms);
    for (const room of welcome.rooms) this.#enteredRoom(room);
    if (welcome.again) {
      this.note('Connected again.');
      this.#attention.reopen();
      void this.#showUrgents();
      return;
    }
    await Promise.all([this.#introduce(welcome), this.#attention.open()]);
    const { away } = this.#attention;
    if (away !== undefined) this.note(`You are away: ${away}. /back ends it.`);
    // Messages wait until somebody listens, so that none comes before the introduction.
    this.client.on('message', (message) => this.#message(message));
    this.client.on('change', (change) => this.#change(change));
    this.turnTo(lobbyRoomId);
    void this.#showUrgents();
    if (!this.screen.interactive) return;
    void this.#showWhoIsHere();
    void this.#learnRooms();
  }

  async #introduce(welcome: Welcome): Promise<void> {
    try {
      for (const line of await this.#seat.introduce(welcome, this)) this.screen.note(line);
    } catch (error) {
      this.screen.note(errorLines(error, this.#style));
    }
  }

  /** Shows the people who are here already in one line; after that only changes are told. */
  async #showWhoIsHere(): Promise<void> {
    try {
      const { people, more } = await this.client.who();
      for (const { name, away } of people) {
        this.#known.came(name);
        this.#attention.noteAway(name, away);
      }
      this.screen.note(hereLine(people, more, this.client.name, this.view()));
    } catch {
      // The line is down again: who is here is asked at the next welcome.
    }
  }

  /** Shows the urgent messages that wait, and goes on to. */
  async #showUrgents(): Promise<void> {
    try {
      await this.urgents.open();
    } catch {
      // The line is down again: they are asked for at the next welcome.
    }
  }

  #message(message: LineMessage): void {
    if (!message.own) this.#notePresence(message.from, !message.replayed);
    this.#replays.before(message);
    this.urgents.came(message);
    if (!this.#attention.ignores(message.from)) {
      this.screen.print(this.transcript.message(message, this.view()));
      this.#attention.shown(message);
    }
    this.#replays.after(message);
    this.history.shown(message);
    if (this.#seat.marksReading === true) this.client.reading.mark(message.room, message.seq);
  }

  #change(change: LineChange): void {
    const lines = this.transcript.change(change, this.view());
    if (lines !== undefined && !this.#attention.ignores(change.from)) {
      this.#replays.before(change);
      this.screen.print(lines);
    }
    this.#replays.after(change);
  }

  #notePresence(name: string, online: boolean): void {
    if (online) this.#known.came(name);
    else this.#known.went(name);
  }

  /** The account is in a room from now on, or calls it by another name. */
  #enteredRoom(room: RoomState): void {
    const before = this.#known.entered(room);
    if (before === this.#room && before !== room.name) this.turnTo(room.name);
  }

  /** Nothing can be said any more in a room that was left from another device, or against one's will. */
  #leftRoom(room: string): void {
    if (this.#known.left(room) !== this.#room) return;
    this.note(`You are not ${placeWords(this.#room)} any more: lines go to the lobby.`);
    this.turnTo(lobbyRoomId);
  }

  /** Gets the rooms that can be completed; without them those that the account is in are. */
  async #learnRooms(): Promise<void> {
    this.#known.saw(await roomsInSight(this.client));
  }

  /** Gets the people in the present room; without them those who are on the line are completed. */
  async #learnMembers(room: string): Promise<void> {
    try {
      const members = await this.client.rooms.members(room);
      if (room === this.#room) this.#known.turned(members.map(({ name }) => name));
    } catch {
      // The line is down, or the room is gone; both are told elsewhere.
    }
  }

  #pending({ room, content }: UnsentMessage): void {
    if (!this.screen.interactive) return;
    this.screen.print(pendingLines({ room, text: pendingWords(content) }, this.view()));
  }

  #posted({ away }: Posted, room: string): void {
    if (away) this.screen.note(awayLine(room, this.#style));
  }

  #refused(error: unknown, text: string): void {
    this.screen.note(`${errorLines(error, this.#style)} ${this.#style.faint('Not sent:')}`);
    this.screen.note(pendingText(text, this.view()));
  }

  #closed({ reason, error, unsent }: Closed): void {
    this.unsentCount = unsent.length;
    const { goodbye } = this.#seat;
    if (reason === 'left') {
      if (goodbye !== undefined) this.note(goodbye);
    } else if (this.loggedOut) this.note('This device is logged out. Goodbye.');
    else if (error !== undefined && this.#seat.endStops !== true)
      this.screen.note(errorLines(error, this.#style));
    if (unsent.length === 0) return;
    const count = unsent.length === 1 ? 'One message was' : `${unsent.length} messages were`;
    this.screen.note(this.#style.error(`${count} not sent:`));
    for (const { content } of unsent)
      this.screen.note(pendingText(pendingWords(content), this.view()));
  }
}

/** The prompt that shows where a line goes, and who types there. */
function promptFor(room: string, typists: readonly string[], view: View): string {
  return `${destinationWords(room, view.style)}${typistsWords(typists, view)}> `;
}

function invitationWords({ roomName, from }: RoomInvitation): string {
  return `${from} invites you to ${roomName}: /join ${roomName} goes in, /part ${roomName} turns it down.`;
}

function pendingText(text: string, view: View): string {
  return `  ${pendingLines({ room: lobbyRoomId, text }, view).replace(/^[^:]*: /, '')}`;
}
