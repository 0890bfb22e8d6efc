import type { LineMessage } from '../../client/core/events.ts';
import type { LineOptions } from '../../client/core/options.ts';
import type { Line } from '../../client/line.ts';
import { currentRoom } from '../../model/talk-state.ts';
import type { PasswordQuestions } from '../../talk/at-line.ts';
import type { DesktopCall } from '../../talk/calls.ts';
import { errorWords } from '../../texts/error-words.ts';
import type { Language } from '../../texts/text.ts';
import { textOf } from '../../texts/text-of.ts';
import type { Answers, FormKind } from '../answers.ts';
import type { AddressCode } from '../code-in-address.ts';
import { Drafts, type KeptTexts } from '../drafts.ts';
import { Observed } from '../observed.ts';
import { keepSettings, type Look, type Settings } from '../settings.ts';
import { speakLanguage } from './speak-language.ts';
import { Visit } from './visit.ts';

/** The place of the page in front of the line, or on it. */
export type Place =
  | {
      readonly type: 'form';
      readonly kind: FormKind;
      readonly name: string;
      readonly words: string;
    }
  | { readonly type: 'joining'; readonly visit: Visit }
  | { readonly type: 'in'; readonly visit: Visit };

/**
 * What the field at the bottom is for: something new, which may be begun already, an answer to a message, another text
 * for one.
 */
export type Writing =
  | { readonly type: 'new'; readonly isBegun?: boolean }
  | { readonly type: 'reply' | 'edit'; readonly message: LineMessage };

/** A question or a list in front of everything else. */
export type Dialog =
  | { readonly type: 'switcher' | 'rooms' | 'people' | 'search' | 'settings' }
  | { readonly type: 'reaction' | 'deletion'; readonly message: LineMessage }
  | { readonly type: 'paste'; readonly count: number; answer(isWanted: boolean): void }
  | { readonly type: 'password'; readonly words: string; answer(text: string | undefined): void };

/** A list that lies over the messages where there is no room beside them. */
export type Drawer = 'rooms' | 'members' | undefined;

/** The means of the browser that the page has. */
export interface PageParts {
  /** Begins to join the line of this page. */
  join(options: LineOptions): Line;
  /** Shows a call outside of the page. */
  notify(call: DesktopCall): void;
  readonly kept: KeptTexts;
  /** The choices that were made on this device; the language is spoken already. */
  readonly settings: Settings;
  /** The account that was here last; empty: none. */
  readonly name: string;
  /** The browser has a session, so that nobody need be asked for a password. */
  readonly hasSession: boolean;
  /** Is told of other choices, to show them. */
  show(settings: Settings): void;
}

/** Everything that the page is, behind its views. */
export class Page {
  readonly place: Observed<Place>;
  readonly settings: Observed<Settings>;
  readonly dialog = new Observed<Dialog | undefined>(undefined);
  readonly drawer = new Observed<Drawer>(undefined);
  readonly writing = new Observed<Writing>({ type: 'new' });
  /** The number of a message of the present room that is to be seen. */
  readonly wanted = new Observed<number | undefined>(undefined);
  readonly drafts: Drafts;
  readonly #parts: PageParts;
  readonly #code: AddressCode | undefined;

  /** @param code a code that came with the address */
  constructor(parts: PageParts, code: AddressCode | undefined) {
    this.#parts = parts;
    this.#code = code;
    this.drafts = new Drafts(parts.kept);
    this.settings = new Observed(parts.settings);
    parts.show(parts.settings);
    this.place = new Observed<Place>({ type: 'form', name: parts.name, ...formFor(code) });
  }

  /** Comes back by the session of this browser; with a code, even a damaged one, it asks first. */
  start(): void {
    if (this.#code === undefined && this.#parts.hasSession) this.join(undefined);
  }

  /** Joins with what was filled in, or by the session of this browser. */
  join(answers: Answers | undefined): void {
    const { join, notify } = this.#parts;
    const visit = new Visit({ join, notify, passwords: this.#passwords }, answers);
    this.place.set({ type: 'joining', visit });
    visit.phase.watch(() => this.#go(visit, answers));
  }

  /** Gives up a login that waits. */
  giveUp(visit: Visit): void {
    visit.line.abort();
  }

  /** Goes on with other choices, once the texts of another language are loaded. Rejects where they cannot be. */
  async choose(change: { readonly look?: Look; readonly language?: Language }): Promise<void> {
    const settings = { ...this.settings.value, ...change };
    await speakLanguage(settings.language);
    keepSettings(this.#parts.kept, settings);
    this.#parts.show(settings);
    this.settings.set(settings);
  }

  /** Puts a text into the field, to be written on. */
  begin(roomName: string, text: string): void {
    this.drafts.set(roomName, text);
    this.writing.set({ type: 'new', isBegun: true });
  }

  /** Goes to a room, with nothing in front of it. */
  turnTo(visit: Visit, roomName: string): void {
    this.dialog.set(undefined);
    this.drawer.set(undefined);
    this.writing.set({ type: 'new' });
    visit.turnTo(roomName);
  }

  /** Shows the message of a call that the person has answered, if they are on the line. */
  answer({ roomName, seq }: DesktopCall['message']): void {
    const place = this.place.value;
    if (place.type === 'in') void this.show(place.visit, roomName, seq);
  }

  /** Shows a message of a room, wherever in its history it is. */
  async show(visit: Visit, roomName: string, seq: number): Promise<void> {
    if (currentRoom(visit.state).name !== roomName) this.turnTo(visit, roomName);
    this.dialog.set(undefined);
    const { entries } = currentRoom(visit.state);
    const isHere = entries.list.some((one) => one.type === 'message' && one.message.seq === seq);
    try {
      if (!isHere) await visit.stage.jump(seq);
      this.wanted.set(seq);
    } catch (error) {
      visit.talk.note(errorWords(error));
    }
  }

  /** Asks whether to paste so many lines. */
  askToPaste(count: number): Promise<boolean> {
    return this.#ask((answer) => ({ type: 'paste', count, answer }));
  }

  readonly #passwords: PasswordQuestions = {
    current: (name) => this.#askPassword(textOf('password.current', { name })),
    next: (name) => this.#askPassword(textOf('password.choose-new', { name })),
  };

  #askPassword(words: string): Promise<string | undefined> {
    return this.#ask((answer) => ({ type: 'password', words, answer }));
  }

  #ask<Answer>(dialogOf: (answer: (given: Answer) => void) => Dialog): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const dialog = dialogOf((given) => {
      if (this.dialog.value === dialog) this.dialog.set(undefined);
      resolve(given);
    });
    this.dialog.set(dialog);
    return promise;
  }

  #go(visit: Visit, answers: Answers | undefined): void {
    const phase = visit.phase.value;
    const wasIn = this.place.value.type === 'in';
    if (phase.type === 'in') this.place.set({ type: 'in', visit });
    if (phase.type !== 'over') return;
    const { closed, refusal } = phase;
    if (visit.talk.loggedOut) this.drafts.clear();
    this.dialog.set(undefined);
    this.drawer.set(undefined);
    const isUsual = visit.talk.loggedOut || closed.reason === 'aborted' || closed.reason === 'left';
    const told = isUsual ? '' : closed.error === undefined ? '' : errorWords(closed.error);
    this.place.set({
      type: 'form',
      // Whoever was in has an account, and a password that they know.
      kind: wasIn ? 'log-in' : (refusal?.kind ?? answers?.kind ?? 'log-in'),
      name: answers?.name ?? visit.line.name,
      words: refusal?.words ?? told,
    });
  }
}

function formFor(code: AddressCode | undefined): { kind: FormKind; words: string } {
  if (code === undefined) return { kind: 'log-in', words: '' };
  if (code.code === undefined) return { kind: 'log-in', words: textOf(`page.cut-${code.kind}`) };
  return { kind: code.kind === 'invite' ? 'sign-up' : 'reset', words: '' };
}
