import type { Closed, LineMessage } from '../../client/core/events.ts';
import type { LineOptions } from '../../client/core/options.ts';
import type { Line } from '../../client/line.ts';
import type { TalkState } from '../../model/talk-state.ts';
import type { PasswordQuestions } from '../../talk/at-line.ts';
import type { Seat } from '../../talk/seats.ts';
import type { StageParts } from '../../talk/stage.ts';
import { Talk } from '../../talk/talk.ts';
import { type Answers, credentialsOf, type Refusal } from '../answers.ts';
import { type MessagePowers, powersOver } from '../message-powers.ts';
import { Observed } from '../observed.ts';
import { pageStyle } from '../page-style.ts';
import { Receipts } from '../receipts.ts';
import { SentFiles } from '../sent-files.ts';
import { pageCommands } from './page-commands.ts';
import { PageScreen, type ScreenParts } from './page-screen.ts';
import { PageStage } from './page-stage.ts';

/** The seat of somebody at a page, which greets by what it shows. */
const pageSeat: Omit<Seat, 'table'> = {
  leaving: 'seat.leaves',
  staysOpen: 'page.stays-open',
  seesConnection: true,
  introduce: async () => [],
};

/** Entries that a page fills its height with, at the least. */
const entriesInSight = 60;

/** How a visit goes: on the way in, in, or over. */
export type VisitPhase =
  | { readonly type: 'joining' }
  | { readonly type: 'in' }
  | { readonly type: 'over'; readonly closed: Closed; readonly refusal: Refusal | undefined };

/** The means of a visit. */
export interface VisitParts extends ScreenParts {
  /** Begins to join the line of this page. */
  join(options: LineOptions): Line;
  readonly passwords: PasswordQuestions;
}

/** One login and the talk behind it, until the line ends. */
export class Visit {
  readonly screen: PageScreen;
  readonly line: Line;
  readonly talk: Talk;
  readonly receipts: Receipts;
  readonly sentFiles = new SentFiles();
  /** The person is to be asked for files, which are sent with a text. */
  readonly askedFiles = new Observed<{ readonly text: string } | undefined>(undefined);
  readonly phase = new Observed<VisitPhase>({ type: 'joining' });
  #stage: PageStage | undefined;

  /** @param answers undefined: comes back by the session of this browser */
  constructor(parts: VisitParts, answers: Answers | undefined) {
    let refusal: Refusal | undefined;
    const credentials = credentialsOf(answers, (told) => {
      refusal ??= told;
    });
    const { passwords } = parts;
    const screen = new PageScreen(parts);
    this.screen = screen;
    this.line = parts.join({
      credentials,
      ...(answers === undefined ? {} : { name: answers.name }),
      catchUp: 'recent',
      waitForAdmission: true,
      retryFirstConnection: true,
    });
    this.line
      .on('welcome', () => this.phase.set({ type: 'in' }))
      .on('closed', (closed) => this.phase.set({ type: 'over', closed, refusal }));
    this.receipts = new Receipts(this.line);
    const table = pageCommands((text) => this.askedFiles.set({ text }));
    const seat = { ...pageSeat, table };
    const stage = (stageParts: StageParts) => this.#open(stageParts);
    this.talk = new Talk(this.line, { screen, style: pageStyle, seat, passwords, stage });
    this.talk.open();
  }

  get state(): TalkState {
    return this.screen.state;
  }

  /** Fetches pages, and hands over again what was refused. */
  get stage(): PageStage {
    if (this.#stage === undefined) throw new Error('the talk has no stage yet');
    return this.#stage;
  }

  /** What the person may do about a message. */
  powersOver(message: LineMessage): MessagePowers {
    const { rooms, role, serverTime: now } = this.line;
    const room = rooms.all.find(({ room }) => room === message.room);
    return powersOver(message, { room, role, now });
  }

  /** Goes to a room, as people name it. */
  turnTo(roomName: string): void {
    this.talk.turnTo(roomName);
  }

  #open(parts: StageParts): PageStage {
    const { screen } = this;
    this.#stage = new PageStage(parts, {
      get state() {
        return screen.state;
      },
      entriesInSight,
      dispatch: (event) => screen.dispatch(event),
      open: () => {},
      toOldest: () => {},
      close: () => {},
    });
    return this.#stage;
  }
}
