import type { DroppedHistory } from '../client/core/dropped-history.ts';
import type {
  AttentionChange,
  LineChange,
  LineMessage,
  PresenceChange,
} from '../client/core/events.ts';
import type { RoomState } from '../wire/messages.ts';
import type { ScrollPlace } from './room-view.ts';
import type { ConnectionView, ListName, PersonView } from './talk-state.ts';

/** A page of the history of a room, for {@link TalkEvent}. */
export interface PageEvent {
  readonly type: 'page';
  /** The room's id. */
  readonly room: string;
  /** The place of the page: before all entries that are there, after them, or instead of them. */
  readonly place: 'before' | 'after' | 'instead';
  readonly messages: readonly LineMessage[];
  /** The short numbers that they are shown with, in their order. */
  readonly numbers?: readonly (number | undefined)[];
  /** Names of the senders whom the person ignores. */
  readonly ignored?: readonly string[];
  /** Number of the last entry that the page is about. */
  readonly last: number;
  /** There is more on the side where it was asked for; of a page `instead`, before it. */
  readonly more: boolean;
  /** The line has dropped messages that were asked for. */
  readonly dropped?: DroppedHistory | null;
}

/** Something that changes the state of a talk. Rooms are named by their ids, where nothing else is said. */
export type TalkEvent =
  | { readonly type: 'connection'; readonly connection: ConnectionView }
  | { readonly type: 'lag'; readonly lagMs: number | undefined }
  /** The line is up, the first time or again. */
  | {
      readonly type: 'welcome';
      readonly name: string;
      readonly serverName: string;
      readonly rooms: readonly RoomState[];
    }
  /** The account is in a room, or it is called otherwise from now on. */
  | { readonly type: 'room'; readonly state: RoomState }
  | { readonly type: 'left'; readonly room: string }
  | {
      readonly type: 'message';
      readonly message: LineMessage;
      readonly calls: boolean;
      /** The short number that it is shown with. */
      readonly number?: number | undefined;
      /** The person ignores its sender. */
      readonly isHidden?: boolean;
    }
  | { readonly type: 'change'; readonly change: LineChange }
  | PageEvent
  /** How much is unread in rooms, by what was read on any device. */
  | {
      readonly type: 'unread';
      readonly rooms: readonly {
        readonly room: string;
        readonly read: number;
        readonly unread: number;
        readonly mentions: number;
      }[];
    }
  /** The person has read on, here or on another device. */
  | { readonly type: 'read'; readonly room: string; readonly seq: number }
  /** A message waits; `room` is an id or a name. */
  | { readonly type: 'pending'; readonly mid: string; readonly room: string; readonly text: string }
  | {
      readonly type: 'refused';
      /** The name of its room. */
      readonly roomName: string;
      readonly text: string;
      /** The person typed it; true if left out. */
      readonly isTyped?: boolean;
      readonly reason: string;
      readonly at: number;
    }
  /** A message that was refused, or lines of the program, are not to be seen any more. */
  | { readonly type: 'dismissed'; readonly room: string; readonly key: number }
  /** The program says something, in the present room. */
  | { readonly type: 'printed'; readonly text: string; readonly at: number }
  /** Lines go to another room, named as people do. */
  | { readonly type: 'turned'; readonly roomName: string }
  /** The person looks away, or looks again. */
  | { readonly type: 'watched'; readonly isWatched: boolean }
  /** All who are on the line. */
  | { readonly type: 'people'; readonly people: readonly PersonView[] }
  | { readonly type: 'presence'; readonly changes: readonly PresenceChange[] }
  | { readonly type: 'attention'; readonly changes: readonly AttentionChange[] }
  | { readonly type: 'away'; readonly away: string | undefined }
  /** The people in a room. */
  | { readonly type: 'members'; readonly roomName: string; readonly names: readonly string[] }
  | { readonly type: 'typists'; readonly names: readonly string[] }
  /** The person has scrolled in the present room; undefined: to its end. */
  | { readonly type: 'scrolled'; readonly scroll: ScrollPlace | undefined }
  /** The person has searched the present room for these words; undefined: not any more. */
  | { readonly type: 'searched'; readonly words: string | undefined }
  | { readonly type: 'list'; readonly list: ListName; readonly isShown: boolean };
