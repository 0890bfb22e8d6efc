import { RecentMap } from '../base/recent-map.ts';
import type { LineMessage } from '../client/core/events.ts';
import type { Line } from '../client/line.ts';
import { limits } from '../words/limits.ts';
import { gatherHistory } from './gathered-history.ts';
import { historyTitle, type View } from './render.ts';
import type { Transcript } from './transcript.ts';

/** Pages back through rooms on a screen: each page ends where what the screen shows of the room begins. */
export class HistoryPages {
  readonly #client: Line;
  readonly #transcript: Transcript;
  readonly #print: (text: string) => void;
  readonly #view: () => View;
  /** Number of the earliest entry on the screen, by room name. */
  readonly #earliest = new RecentMap<string, number>(limits.roomsPerClient);

  constructor(
    client: Line,
    screen: {
      readonly transcript: Transcript;
      print(text: string): void;
      view(): View;
    },
  ) {
    const { transcript, print, view } = screen;
    this.#client = client;
    this.#transcript = transcript;
    this.#print = print;
    this.#view = view;
  }

  /** A message was shown as it came. */
  shown({ roomName, seq }: Pick<LineMessage, 'roomName' | 'seq'>): void {
    if (this.#earliest.get(roomName) === undefined) this.#earliest.set(roomName, seq);
  }

  /**
   * Shows so many messages of a room in front of those that the screen has. Rejects as `history` of the line does.
   *
   * @param roomName `lobby`, `@ana`, `#ops`
   */
  async show(roomName: string, limit: number): Promise<void> {
    const before = this.#earliest.get(roomName);
    const { messages, first, more, dropped } = await gatherHistory(this.#client, roomName, {
      limit,
      before,
    });
    this.#earliest.set(roomName, first);
    const view = this.#view();
    this.#print(
      historyTitle(
        roomName,
        { count: messages.length, isEnd: before === undefined, more, dropped },
        view,
      ),
    );
    const { rooms, name: self } = this.#client;
    const room = rooms.all.find(({ name }) => name === roomName)?.room ?? roomName;
    for (const message of messages) {
      const told = { ...message, room, roomName, own: message.from === self, replayed: true };
      this.#print(this.#transcript.message(told, view));
    }
  }
}
