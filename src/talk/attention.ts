import { RecentMap } from '../base/recent-map.ts';
import type { AttentionChange, LineMessage, TypingNotice } from '../client/core/events.ts';
import type { Line } from '../client/line.ts';
import { defaultPreferences, type Preferences } from '../words/preferences.ts';
import { callsPerson, desktopCall } from './calls.ts';
import { Idleness } from './idleness.ts';
import type { Screen } from './screen.ts';
import { Typists } from './typists.ts';

/** Least time between two notices that the person types, in milliseconds. */
const typingEveryMs = 3_000;
/** People of whom it is kept why they are away. */
const maxAway = 2_000;

/** The line and the screen between which it stands. */
export interface AttentionParts {
  readonly client: Line;
  readonly screen: Screen;
  /** Name of the room that lines go to. */
  room(): string;
  /** What is said of those who type has changed. */
  typistsChanged(): void;
  /** Somebody else went away, for this reason, or is back (null). */
  awayChanged(name: string, away: string | null): void;
}

/**
 * The attention of the person at a screen: which messages are shown to them and which call them, and what the others
 * are told of them.
 */
export class PersonalAttention {
  readonly #parts: AttentionParts;
  readonly #idleness: Idleness;
  readonly #typists: Typists;
  readonly #away = new RecentMap<string, string>(maxAway);
  #preferences: Preferences = defaultPreferences;
  /** Lines are taken, beside whose prompt others can be shown. */
  #isPrompting = false;
  #toldTypingAt = Number.NEGATIVE_INFINITY;
  #isLineEmpty = true;

  constructor(parts: AttentionParts) {
    this.#parts = parts;
    const { client, screen } = parts;
    this.#idleness = new Idleness((idleMs) => ignoreFailure(client.attention.idle(idleMs)));
    this.#typists = new Typists(() => this.#parts.typistsChanged());
    if (screen.interactive) screen.on('typed', (text) => this.#typed(text));
    client
      .on('preferences', (preferences) => {
        this.#preferences = preferences;
      })
      .on('attention', (changes) => this.#turned(changes))
      .on('typing', (notice) => this.#othersType(notice))
      .on('closed', () => this.#idleness.stop());
  }

  /** The line is up, for the first time: what is shown goes by the preferences from now on. */
  async open(): Promise<void> {
    if (this.#parts.screen.interactive) this.#idleness.start();
    await this.#read();
  }

  /** The line is up again. */
  reopen(): void {
    this.#idleness.tellAgain();
    void this.#read();
  }

  /** Why the person is away; undefined: they are not. */
  get away(): string | undefined {
    return this.#preferences.away?.text;
  }

  /** Whether calls ring the bell. */
  get rings(): boolean {
    return this.#preferences.bell;
  }

  /** Whether the messages of somebody are not to be shown. */
  ignores(name: string): boolean {
    return this.#preferences.ignored.includes(name);
  }

  /** A message is shown: calls the person if it is for them, and tells whether it is. */
  shown(message: LineMessage): boolean {
    this.#typists.remove(message.from);
    const { client, screen } = this.#parts;
    if (!callsPerson(message, this.#preferences, client.name)) return false;
    const { bell, desktop } = this.#preferences;
    screen.call({ bell, desktop: desktop ? desktopCall(message) : undefined });
    return true;
  }

  /** Those who type in the room. */
  get typists(): readonly string[] {
    return this.#typists.names;
  }

  /** The line that is being typed is empty, so that others can be shown beside its prompt. */
  get isLineEmpty(): boolean {
    return this.#isLineEmpty;
  }

  /** Lines go to another room. */
  turned(): void {
    this.#isPrompting = true;
    this.#typists.clear();
  }

  /** Somebody is here, and away for this reason (null: not away). */
  noteAway(name: string, away: string | null): void {
    if (away === null) this.#away.delete(name);
    else this.#away.set(name, away);
  }

  async #read(): Promise<void> {
    try {
      this.#preferences = await this.#parts.client.attention.preferences();
    } catch {
      // The line is down again: they are asked for at the next welcome.
    }
  }

  #typed(text: string): void {
    this.#idleness.typed();
    const isEmpty = text === '';
    if (isEmpty !== this.#isLineEmpty) {
      this.#isLineEmpty = isEmpty;
      if (this.#typists.names.length > 0) this.#parts.typistsChanged();
    }
    if (isEmpty || text.startsWith('/') || !this.#preferences.typing) return;
    const { client, room } = this.#parts;
    const now = performance.now();
    if (client.state.type !== 'online' || now - this.#toldTypingAt < typingEveryMs) return;
    this.#toldTypingAt = now;
    ignoreFailure(client.attention.typing(room()));
  }

  #othersType({ name, roomName }: TypingNotice): void {
    if (!this.#isPrompting || !this.#preferences.typing || this.ignores(name)) return;
    if (roomName === this.#parts.room()) this.#typists.add(name);
  }

  #turned(changes: readonly AttentionChange[]): void {
    const { client, awayChanged } = this.#parts;
    for (const { name, away } of changes) {
      const before = this.#away.get(name) ?? null;
      this.noteAway(name, away);
      if (away !== before && name !== client.name) awayChanged(name, away);
    }
  }
}

/** What is told in passing is of no use later. */
function ignoreFailure(told: Promise<void>): void {
  told.catch(() => {});
}
