import type { LineMessage } from '../../client/core/events.ts';
import {
  morning,
  sampleMessage,
  sampleRoom,
  stateAfter,
} from '../../model/sample-state.fixture.ts';
import type { TalkEvent } from '../../model/talk-event.ts';
import type { TalkState } from '../../model/talk-state.ts';
import { errorLines, noticeLines } from '../../talk/render.ts';
import { colourStyle } from '../../talk/style.ts';
import { emptyInput, inserted } from '../input/input-state.ts';

/** Parts of strings that would do something to a terminal, or stand wider or narrower than they seem. */
const parts = [
  ...[
    '\x1b]0;title\x07',
    '\x1b]52;c;aGk=\x07',
    '\x1b[6n',
    '\x1b[c',
    '\x1bP$qm\x1b\\',
    '\x1b[2J',
    '\x1b[H',
  ],
  ...[
    '\x1b[31m',
    '\x1b]8;;http://x\x07',
    '\x1b[?1049l',
    '\x1bc',
    '\x9b6n',
    '\x9d0;t\x9c',
    '\x90q\x9c',
    '\x05',
  ],
  ...[
    '\x07',
    '\b\b\b',
    '\r',
    '\n',
    '\t',
    '\v',
    '\x7f',
    '\0',
    '\u2028',
    '\u0085',
    '\x1b',
    '\x1b[',
    '\x9b',
  ],
  ...[
    '\u202e',
    '\u202d',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u200e',
    '\u200f',
    '\u061c',
    '\u200b',
  ],
  ...[
    '\u200d',
    '\ufe0f',
    '\ufe0e',
    '\u20e3',
    '\u0301',
    '\u0301'.repeat(30),
    '\u1160',
    '\u115f',
    '\u3164',
  ],
  ...[
    '日',
    '한',
    'ﷺ',
    '𒐫',
    '👨‍👩‍👧‍👦',
    '🇳🇱',
    '🇳',
    '👍🏽',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '1️⃣',
    '☠',
    '☠️',
    'ก็',
    'क्षि',
    'שלום',
    'مرحبا',
  ],
  ...[
    '\ud800',
    '\udc00',
    '\ue000',
    '\u{f0000}',
    '\u{e0041}',
    '\ufdd0',
    '\uffff',
    '\u00ad',
    'a',
    'word ',
    ' ',
    '│',
  ],
];

/** Random strings of such parts, the same for the same seed. */
export class HostileStrings {
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number from 0 to below `end`. */
  below(end: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * end);
  }

  next(): string {
    let text = '';
    for (let left = 1 + this.below(8); left > 0; left -= 1) text += parts[this.below(parts.length)];
    return text;
  }
}

type Field = (text: string) => readonly TalkEvent[];

function message(changes: (text: string) => Partial<LineMessage>): Field {
  return (text) => [{ type: 'message', message: sampleMessage(2, changes(text)), calls: false }];
}

/** Every string of somebody else's that a screen shows, by its name. */
export const hostileFields: Readonly<Record<string, Field>> = {
  text: message((text) => ({ text })),
  action: message((text) => ({ kind: 'action', text })),
  announcement: message((text) => ({ kind: 'announcement', text })),
  urgent: message((text) => ({ kind: 'urgent', text })),
  sender: message((from) => ({ from })),
  editor: message((editedBy) => ({ edited: morning, editedBy })),
  emoji: message((emoji) => ({ reactions: [{ emoji, names: ['ana'] }] })),
  reactor: message((name) => ({ reactions: [{ emoji: '👍', names: [name] }] })),
  reply: (text) => [
    { type: 'message', message: sampleMessage(1, { text, from: text }), calls: false },
    { type: 'message', message: sampleMessage(2, { of: 1 }), calls: true },
  ],
  kicked: message((text) => ({ kind: 'kicked', names: [text], text })),
  topicSet: message((text) => ({ kind: 'topic', text })),
  renamed: message((text) => ({ kind: 'renamed', text })),
  changed: message((text) => ({ kind: 'changed', text })),
  role: message((text) => ({ kind: 'role', names: [text], text })),
  roomName: (text) => [{ type: 'room', state: sampleRoom('r9', `#${text}`) }],
  partner: (text) => [
    { type: 'room', state: sampleRoom('r9', `@${text}`) },
    { type: 'turned', roomName: `@${text}` },
  ],
  topic: (topic) => [{ type: 'room', state: sampleRoom('lobby', 'lobby', { topic }) }],
  server: (serverName) => [
    { type: 'welcome', name: 'ana', serverName, rooms: [sampleRoom('lobby', 'lobby')] },
  ],
  person: (name) => [{ type: 'people', people: [{ name, away: null }] }],
  member: (name) => [{ type: 'members', roomName: 'lobby', names: [name] }],
  typist: (name) => [{ type: 'typists', names: [name] }],
  away: (away) => [{ type: 'away', away }],
  pending: (text) => [{ type: 'pending', mid: 'p', room: 'lobby', text }],
  refused: (text) => [{ type: 'refused', roomName: 'lobby', text, reason: text, at: morning }],
  noticed: (text) => [{ type: 'printed', text: noticeLines(text, colourStyle), at: morning }],
  failed: (text) => [{ type: 'printed', text: errorLines(text, colourStyle), at: morning }],
};

/** A terminal that was told such a string in a field. */
export function hostileState(field: string, text: string, state: TalkState): TalkState {
  return stateAfter(hostileFields[field]?.(text) ?? [], state);
}

/** A line being typed or pasted that holds it. */
export function hostileInput(text: string) {
  return inserted(emptyInput, text);
}
