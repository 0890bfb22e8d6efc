import type { Posted } from '../client/core/events.ts';
import type { Line } from '../client/line.ts';
import type { AtLine } from '../talk/at-line.ts';
import { consoleTable } from '../talk/command-table.ts';
import { type Commands, runCommand } from '../talk/commands.ts';
import { HistoryPages } from '../talk/history-pages.ts';
import type { LocalFiles } from '../talk/local-files.ts';
import { inRoom } from '../talk/nearest-room.ts';
import { awayLine, errorLines, type View } from '../talk/render.ts';
import type { Screen } from '../talk/screen.ts';
import { introduction } from '../talk/seats.ts';
import type { Style } from '../talk/style.ts';
import { Transcript } from '../talk/transcript.ts';
import { Transfers } from '../talk/transfers.ts';
import { UrgentMessages } from '../talk/urgents.ts';
import type { TextKind } from '../words/message-kind.ts';
import { lobbyRoomId } from '../words/room-id.ts';

/**
 * Lines of a pipe at the operator's console, one after the other: each is done when its answer is there, and
 * only then the next one is read. Answers are printed, everything else is a note.
 */
export class Script implements AtLine {
  readonly screen: Screen;
  readonly client: Line;
  readonly passwords = undefined;
  readonly history: HistoryPages;
  readonly urgents: UrgentMessages;
  /** Holds what /history has shown: what is said is not shown here. */
  readonly transcript = new Transcript();
  readonly transfers: Transfers;
  room: string = lobbyRoomId;
  loggedOut = false;
  stopsServer = false;
  /** The error of the first line that failed. */
  failure: { readonly error: unknown } | undefined;
  readonly #style: Style;
  #done: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(screen: Screen, style: Style, client: Line, files: LocalFiles) {
    this.transfers = new Transfers(files);
    this.screen = screen;
    this.client = client;
    this.#style = style;
    this.urgents = new UrgentMessages({
      client,
      screen,
      view: this.view,
      ignores: () => false,
      rings: () => false,
    });
    this.history = new HistoryPages(client, {
      transcript: this.transcript,
      print: (text) => screen.print(text),
      view: this.view,
    });
  }

  /**
   * Does what the lines say; resolves at their end, when the line is closed. Rejects with what `whenOnline` of
   * the line does.
   */
  async run(): Promise<void> {
    await this.client.whenOnline();
    for (const line of await introduction(this.client, this.client, this.view())) {
      this.screen.note(line);
    }
    this.screen.on('line', (line) => this.#take(line));
    this.screen.on('end', () => this.#next(() => this.exit()));
    this.screen.prompt('');
    await this.client.whenClosed();
  }

  get commands(): Commands<AtLine> {
    return { table: consoleTable, role: this.client.role };
  }

  readonly view = (): View => ({ style: this.#style, now: Date.now() });

  turnTo(room: string): void {
    this.room = room;
  }

  say(room: string, kind: TextKind, text: string): Promise<void> {
    const sent = () => this.client.send(text, { room, kind });
    return this.handOver(room, text, () => inRoom(this.client, room, sent));
  }

  async handOver(room: string, _typed: string, work: () => Promise<Posted>): Promise<void> {
    const { away } = await work();
    if (away) this.screen.note(awayLine(room, this.#style));
  }

  async exit(): Promise<void> {
    this.#isOver = true;
    // A server that stops says so itself.
    if (this.stopsServer) await this.client.whenClosed();
    else await this.client.close();
  }

  #take(line: string): void {
    this.screen.pause();
    this.#next(async () => {
      await this.#enter(line);
      this.screen.resume();
    });
  }

  #next(work: () => Promise<void>): void {
    this.#done = this.#done.then(work);
  }

  async #enter(line: string): Promise<void> {
    const trimmed = line.trim();
    if (this.#isOver || trimmed === '') return;
    try {
      if (trimmed === 'exit') return await this.exit();
      const text = await runCommand(this.commands, this, line);
      if (text !== undefined) await this.say(this.room, 'text', text);
    } catch (error) {
      this.failure ??= { error };
      this.screen.note(errorLines(error, this.#style));
    }
  }
}
