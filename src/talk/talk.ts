import { delay } from '../client/core/delay.ts';
import type {
  Closed,
  LineChange,
  LineMessage,
  Posted,
  RoomInvitation,
  RoomLeft,
  Welcome,
} from '../client/core/events.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import type { LineState } from '../client/core/states.ts';
import type { Line } from '../client/line.ts';
import { errorWords, sentenceWords } from '../texts/error-words.ts';
import { textOf } from '../texts/text-of.ts';
import type { RoomState } from '../wire/messages.ts';
import type { TextKind } from '../words/message-kind.ts';
import type { Role } from '../words/role.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import type { ScreenAction } from './actions.ts';
import type { AtLine, PasswordQuestions } from './at-line.ts';
import { PersonalAttention } from './attention.ts';
import { type Commands, completeLine, runCommand } from './commands.ts';
import { completePath } from './complete-path.ts';
import type { HistoryPages } from './history-pages.ts';
import { KnownNames } from './known-names.ts';
import type { LocalFiles } from './local-files.ts';
import { inRoom, roomsInSight } from './nearest-room.ts';
import { OwnMessages } from './own-messages.ts';
import {
  awayLine,
  errorLines,
  noticeLines,
  pendingWords,
  unsentLine,
  type View,
} from './render.ts';
import { commandsOfKeys, roomOfKey } from './room-keys.ts';
import { isNamedRoom, placeWords } from './room-words.ts';
import type { Screen } from './screen.ts';
import type { Seat } from './seats.ts';
import type { Handed, Stage, StageParts } from './stage.ts';
import type { Style } from './style.ts';
import { Transcript } from './transcript.ts';
import { Transfers } from './transfers.ts';
import { UrgentMessages } from './urgents.ts';

/** A pipe waits no longer for its own messages to be shown, in milliseconds. */
const ownShownMs = 5_000;
/** Lines of a pipe that may wait for the server before no more are read. */
const maxWaitingLines = 256;
/** Their length together, in UTF-16 code units: less than the client keeps unsent. */
const maxWaitingLength = 256 * 1024;
const roleWords = {
  operator: 'talk.operator',
  member: 'talk.no-operator',
} as const satisfies Readonly<Record<Role, string>>;

/** A line on one screen: shows what is said, and says and does what is typed. */
export class Talk implements AtLine {
  readonly screen: Screen;
  readonly client: Line;
  readonly passwords: PasswordQuestions | undefined;
  readonly urgents: UrgentMessages;
  readonly #seat: Seat;
  readonly #style: Style;
  readonly #stage: Stage;
  readonly #known = new KnownNames();
  readonly #attention: PersonalAttention;
  readonly #own = new OwnMessages();
  readonly transcript = new Transcript();
  readonly transfers: Transfers | undefined;
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

  /**
   * @param at `passwords`: undefined at the server itself; `files`: undefined in a page; `stage`: shows what happens on the line
   */
  constructor(
    client: Line,
    at: {
      readonly screen: Screen;
      readonly style: Style;
      readonly seat: Seat;
      readonly passwords?: PasswordQuestions;
      readonly files?: LocalFiles;
      readonly stage: (parts: StageParts) => Stage;
    },
  ) {
    const { screen, style, seat, passwords, files, stage } = at;
    this.screen = screen;
    this.client = client;
    this.passwords = passwords;
    this.transfers = files && new Transfers(files);
    this.#seat = seat;
    this.#style = style;
    const { transcript, view } = this;
    const turnTo = (room: string) => this.turnTo(room);
    const ignores = (name: string) => this.#attention.ignores(name);
    this.#stage = stage({ client, screen, transcript, view, turnTo, ignores });
    this.#attention = new PersonalAttention({
      client,
      screen,
      room: () => this.#room,
      typistsChanged: () => this.#prompt(),
      awayChanged: (name, away) => this.#stage.away(name, away),
    });
    this.urgents = new UrgentMessages({
      client,
      screen,
      view: this.view,
      ignores,
      rings: () => this.#attention.rings,
    });
    this.#listen();
  }

  /** Gets ready to take lines; the first is asked for when the line is up, as questions come before. */
  open(): void {
    this.screen.complete = (line) =>
      (this.transfers && completePath(this.transfers.files, line)) ??
      completeLine(this.commands, this.#known, line);
    // A pasted text is said, whatever it begins with.
    this.screen.quote = (text) => (text.startsWith('/') ? `/${text}` : text);
    this.screen.on('line', (line) => this.#take(line));
    const leaving = textOf(this.#seat.leaving);
    this.screen
      .on('cleared', () => this.note(textOf('input.cleared', { leaving })))
      .on('leaving', () => {
        // Whoever calls a file off stays; those who want to leave press it once more.
        this.transfers?.cancel();
        this.note(textOf('input.leaving', { leaving }));
      })
      .on('pasted', (count) => this.note(textOf('input.pasted', { count })))
      .on('paste-dropped', () => this.note(textOf('input.paste-dropped')))
      .on('action', (action) => this.#act(action))
      .on('trouble', (error) => this.screen.note(errorLines(error, this.#style)));
    this.screen.on('end', () => this.#next(() => this.#end()));
  }

  get commands(): Commands<AtLine> {
    return { table: this.#seat.table, role: this.client.role };
  }

  readonly view = (): View => ({ style: this.#style, now: Date.now() });

  get room(): string {
    return this.#room;
  }

  get history(): Pick<HistoryPages, 'show'> {
    return this.#stage.history;
  }

  turnTo(room: string): void {
    this.#room = room;
    this.#attention.turned();
    this.#prompt();
    this.#known.turned([]);
    if (this.screen.interactive && isNamedRoom(room)) void this.#learnMembers(room);
  }

  #prompt(): void {
    const { typists, isLineEmpty } = this.#attention;
    this.#stage.turned(this.#room, typists, isLineEmpty);
  }

  /** Hands a message over; what becomes of it is shown when it is known. */
  say(room: string, kind: TextKind, text: string): void {
    const sent = () => this.client.send(text, { room, kind });
    this.handOver(room, text, () => inRoom(this.client, room, sent));
  }

  handOver(
    room: string,
    text: string,
    work: () => Promise<Posted>,
    { isTyped }: { readonly isTyped: boolean } = { isTyped: true },
  ): void {
    void this.#send(room, { text, isTyped }, work);
  }

  async #send(room: string, handed: Handed, work: () => Promise<Posted>): Promise<void> {
    const { text } = handed;
    this.#hold(text);
    this.#own.begin();
    let posted: Posted | undefined;
    try {
      posted = await work();
      this.#posted(posted, room);
    } catch (error) {
      // The messages that a client has not sent are listed when it has ended.
      if (!(error instanceof LineEndedError)) {
        this.#stage.refused(room, handed, error, () => void this.#send(room, handed, work));
      }
    } finally {
      this.#own.end(posted);
      this.#release(text);
    }
  }

  /** A key with an effect on more than the line: it enters a command, or goes to another room. */
  #act(action: ScreenAction): void {
    const command = commandsOfKeys[action];
    const room = roomOfKey(action, this.#known.own, this.#room);
    if (command !== undefined) this.#take(command);
    else if (room !== undefined) this.turnTo(room);
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
    if (!this.screen.interactive) {
      await this.transfers?.settled();
      await this.#stage.untilShown();
      await this.#untilOwnShown();
    }
    await this.leave();
  }

  /** Not for long: the line may be down, or a room not be read. */
  async #untilOwnShown(): Promise<void> {
    if (this.client.state.type !== 'online') return;
    const limit = new AbortController();
    const isOver = [this.#own.whenShown(), this.client.whenClosed()];
    await Promise.race([...isOver, delay(ownShownMs, limit.signal)]);
    limit.abort();
  }

  /** Takes leave once; the client then closes. */
  async leave(): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    await this.client.close();
  }

  async exit(): Promise<void> {
    if (this.#seat.staysOpen === undefined) await this.leave();
    else this.note(textOf(this.#seat.staysOpen));
  }

  /** Tells something about the program or the line. */
  note(text: string): void {
    this.screen.note(noticeLines(text, this.#style));
  }

  #listen(): void {
    this.client
      .on('state', (state) => this.#state(state))
      .on('welcome', (welcome) => void this.#welcome(welcome))
      .on('pending', (message) => this.#stage.pending(message))
      .on('presence', (changes) => {
        for (const { name, online } of changes) this.#notePresence(name, online);
        this.#stage.presence(changes);
      })
      .on('room', (room) => this.#enteredRoom(room))
      .on('left', (left) => this.#leftRoom(left))
      .on('invited', (invitation) => {
        if (!this.#attention.ignores(invitation.from)) this.note(invitationWords(invitation));
      })
      .on('role', (role) => this.note(textOf(roleWords[role])))
      .on('notice', ({ code, passedOver, ...sentence }) => {
        // The question for another name says so.
        if (code === 'name-taken') return;
        const text = noticeLines(sentenceWords(sentence), this.#style);
        this.screen.note(this.#style.warning(text));
        if (passedOver !== undefined) this.#stage.passedOver(passedOver);
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
        ? textOf('talk.admission')
        : `${errorWords(state.error)} ${textOf('talk.trying')}`;
    if (words !== this.#lastTrouble) this.#noteConnection(words);
    this.#lastTrouble = words;
  }

  #noteConnection(words: string): void {
    if (this.#seat.seesConnection !== true) this.note(words);
  }

  async #welcome(welcome: Welcome): Promise<void> {
    this.#lastTrouble = undefined;
    this.#stage.welcomed(welcome);
    for (const room of welcome.rooms) this.#enteredRoom(room);
    if (welcome.again) {
      this.#noteConnection(textOf('talk.connected'));
      this.#attention.reopen();
      void this.#showUrgents();
      return;
    }
    await Promise.all([this.#introduce(welcome), this.#attention.open()]);
    const { away } = this.#attention;
    if (away !== undefined) this.note(textOf('away.now', { reason: away }));
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
      const here = await this.client.who();
      for (const { name, away } of here.people) {
        this.#known.came(name);
        this.#attention.noteAway(name, away);
      }
      this.#stage.here(here);
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
    this.urgents.came(message);
    const isIgnored = this.#attention.ignores(message.from);
    const calls = !isIgnored && this.#attention.shown(message);
    const isRead = this.#stage.message(message, { isIgnored, calls });
    this.#own.shown(message);
    if (isRead && this.#seat.marksReading === true)
      this.client.reading.mark(message.room, message.seq);
  }

  #change(change: LineChange): void {
    this.#stage.change(change, this.#attention.ignores(change.from));
    this.#own.shown(change);
  }

  #notePresence(name: string, online: boolean): void {
    if (online) this.#known.came(name);
    else this.#known.went(name);
  }

  /** The account is in a room from now on, or calls it by another name. */
  #enteredRoom(room: RoomState): void {
    const before = this.#known.entered(room);
    this.#stage.entered(room, before === undefined);
    if (before === this.#room && before !== room.name) this.turnTo(room.name);
  }

  /** Nothing can be said any more in a room that was left from another device, or against one's will. */
  #leftRoom(left: RoomLeft): void {
    this.#stage.left(left);
    if (this.#known.left(left.room) !== this.#room) return;
    this.note(textOf('talk.not-there', { place: placeWords(this.#room) }));
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
      const names = members.map(({ name }) => name);
      this.#stage.members(room, names);
      if (room === this.#room) this.#known.turned(names);
    } catch {
      // The line is down, or the room is gone; both are told elsewhere.
    }
  }

  #posted({ away }: Posted, room: string): void {
    if (away) this.screen.note(awayLine(room, this.#style));
  }

  #closed({ reason, error, unsent }: Closed): void {
    this.unsentCount = unsent.length;
    this.#stage.closed();
    const { goodbye } = this.#seat;
    if (reason === 'left') {
      if (goodbye !== undefined) this.note(textOf(goodbye));
    } else if (this.loggedOut) this.note(textOf('talk.logged-out'));
    else if (error !== undefined && this.#seat.endStops !== true)
      this.screen.note(errorLines(error, this.#style));
    if (unsent.length === 0) return;
    this.screen.note(this.#style.error(textOf('talk.unsent', { count: unsent.length })));
    for (const { content } of unsent)
      this.screen.note(unsentLine(pendingWords(content), this.view()));
  }
}

function invitationWords({ roomName, from }: RoomInvitation): string {
  return textOf('talk.invited', { from, room: roomName });
}
