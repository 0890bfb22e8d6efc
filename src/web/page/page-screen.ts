import { Emitter } from '../../client/core/emitter.ts';
import { advance } from '../../model/advance.ts';
import type { TalkEvent } from '../../model/talk-event.ts';
import { currentRoom, emptyTalk, type TalkState } from '../../model/talk-state.ts';
import type { DesktopCall } from '../../talk/calls.ts';
import type { Offer, Screen, ScreenEvents, Signs } from '../../talk/screen.ts';
import { Observed } from '../observed.ts';
import { shortcutLines } from '../shortcuts.ts';

/** Messages that are announced at once, the latest: nobody can listen to more. */
const mostAnnounced = 3;

/** How long changes may wait to be drawn where no frames are, as in a tab behind others, in milliseconds. */
const hiddenDelayMs = 250;

/** The means of the browser that a screen has. */
export interface ScreenParts {
  /** Shows a call outside of the page. */
  notify(call: DesktopCall): void;
}

/**
 * The page as the screen of a talk: it holds the state that the views show. They are told of changes once a frame at
 * the most, however many come.
 */
export class PageScreen extends Emitter<ScreenEvents> implements Screen {
  readonly interactive = true;
  complete = (_before: string): Offer => [[], ''];
  quote = (text: string): string => text;
  /** The state as it is drawn. */
  readonly shown = new Observed<TalkState>(emptyTalk);
  /** Said to those who use a screen reader. */
  readonly announced = new Observed('');
  readonly #parts: ScreenParts;
  #state: TalkState = emptyTalk;
  #printed: string[] = [];
  #said: string[] = [];
  #isDrawing = false;

  constructor(parts: ScreenParts) {
    super();
    this.#parts = parts;
  }

  /** The state as it is. */
  get state(): TalkState {
    this.#takePrinted();
    return this.#state;
  }

  /** Something has changed. */
  dispatch(event: TalkEvent): void {
    this.#takePrinted();
    this.#state = advance(this.#state, event);
    this.#announce(event);
    this.#draw();
  }

  /** The person entered a line. */
  enter(line: string): void {
    this.emit('line', line);
  }

  /** The person has typed: the text as it is now. */
  typed(text: string): void {
    this.emit('typed', text);
  }

  keyLines(): readonly string[] {
    return shortcutLines();
  }

  /** Lines that are printed in one turn stand together. */
  print(text: string): void {
    if (this.#printed.length === 0) queueMicrotask(() => this.#takePrinted());
    this.#printed.push(text);
  }

  note(text: string): void {
    this.print(text);
  }

  call({ desktop }: Signs): void {
    if (desktop !== undefined) this.#parts.notify(desktop);
  }

  async flush(): Promise<boolean> {
    this.#takePrinted();
    return true;
  }

  prompt(): void {}

  aside<Result>(work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  pause(): void {}

  resume(): void {}

  async close(): Promise<void> {}

  #takePrinted(): void {
    if (this.#printed.length === 0) return;
    const text = this.#printed.join('\n');
    this.#printed = [];
    this.#state = advance(this.#state, { type: 'printed', text, at: Date.now() });
    this.#draw();
  }

  #announce(event: TalkEvent): void {
    if (event.type !== 'message') return;
    const { from, text, own, replayed, room } = event.message;
    const isSaid = !own && !replayed && event.isHidden !== true;
    if (!isSaid || room !== currentRoom(this.#state).room) return;
    this.#said = [...this.#said, `${from}: ${text}`].slice(-mostAnnounced);
  }

  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    const draw = () => {
      this.#isDrawing = false;
      this.shown.set(this.#state);
      if (this.#said.length > 0) this.announced.set(this.#said.splice(0).join('\n'));
    };
    if (document.hidden) setTimeout(draw, hiddenDelayMs);
    else requestAnimationFrame(draw);
  }
}
