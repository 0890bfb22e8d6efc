import type { LineMessage } from '../client/core/events.ts';
import type { RoomState } from '../wire/messages.ts';
import { advance } from './advance.ts';
import type { TalkEvent } from './talk-event.ts';
import { emptyTalk, type TalkState } from './talk-state.ts';

/** The 27th of November 2026 at 9 o'clock where the tests run. */
export const morning = new Date(2026, 10, 27, 9, 0).getTime();

/** A message of bob in the lobby, with what is changed about it. */
export function sampleMessage(seq: number, changes: Partial<LineMessage> = {}): LineMessage {
  return {
    room: 'lobby',
    roomName: 'lobby',
    seq,
    mid: `m${seq}`,
    from: 'bob',
    at: morning + seq * 60_000,
    kind: 'text',
    text: `text ${seq}`,
    names: [],
    file: null,
    of: null,
    edited: null,
    editedBy: null,
    deleted: false,
    reactions: [],
    own: false,
    replayed: false,
    ...changes,
  };
}

/** The state of a room as a server tells of it. */
export function sampleRoom(
  room: string,
  name: string,
  changes: Partial<RoomState> = {},
): RoomState {
  return {
    room,
    name,
    topic: '',
    access: 'public',
    readonly: false,
    slowMs: 0,
    history: 'all',
    archived: false,
    role: 'member',
    last: 0,
    after: 0,
    skipped: 0,
    ...changes,
  };
}

/** The state after these events. */
export function stateAfter(events: readonly TalkEvent[], state = emptyTalk): TalkState {
  return events.reduce(advance, state);
}

function said(seq: number, changes: Partial<LineMessage> = {}): TalkEvent {
  return {
    type: 'message',
    message: sampleMessage(seq, changes),
    calls: changes.own !== true && /ana/.test(changes.text ?? ''),
  };
}

/** A state with something of everything: wide characters, both directions, marks, lists, what waits and what failed. */
export function sampleState(): TalkState {
  const rooms = [
    sampleRoom('lobby', 'lobby', { topic: 'Everything that has no room of its own' }),
    sampleRoom('r1', '#ops'),
    sampleRoom('r2', '#deploys'),
    sampleRoom('r3', '@eve'),
  ];
  return stateAfter([
    { type: 'connection', connection: { type: 'online' } },
    { type: 'welcome', name: 'ana', serverName: 'Night shift', rooms },
    {
      type: 'people',
      people: ['ana', 'bob', 'eve', 'mira'].map((name) => ({
        name,
        away: name === 'eve' ? 'lunch' : null,
      })),
    },
    said(1, { at: morning - 24 * 3_600_000, text: 'the backup host is full again' }),
    said(2, { from: 'ana', own: true, text: 'looking' }),
    said(3, {
      text: 'ana, which volume? 日本語のテキスト and 한국어, side by side with wide cells',
    }),
    said(4, { from: 'mira', text: 'שלום עולם, and مرحبا بالعالم' }),
    said(5, {
      from: 'mira',
      text: 'combining: e\u0301 n\u0303 o\u0308; a family 👨‍👩‍👧 and a flag 🇳🇱',
    }),
    said(6, {
      from: 'ana',
      own: true,
      of: 3,
      text: 'the one with the photos',
      edited: morning + 7 * 60_000,
    }),
    said(7, {
      text: 'a text of\ntwo lines',
      reactions: [{ emoji: '👍', names: ['ana', 'mira'] }],
    }),
    said(8, { kind: 'action', text: 'brews coffee' }),
    said(9, { kind: 'joined', from: 'eve', text: '' }),
    {
      type: 'message',
      message: sampleMessage(1, { room: 'r1', roomName: '#ops', text: 'deploy' }),
      calls: false,
    },
    {
      type: 'message',
      message: sampleMessage(1, { room: 'r3', roomName: '@eve', from: 'eve', text: 'psst' }),
      calls: true,
    },
    { type: 'pending', mid: 'p1', room: 'lobby', text: 'this one waits' },
    {
      type: 'refused',
      roomName: 'lobby',
      text: 'too long',
      reason: 'The text is too long.',
      at: morning + 600_000,
    },
    { type: 'printed', text: 'An answer of a command.', at: morning + 660_000 },
    { type: 'lag', lagMs: 1_240 },
    { type: 'typists', names: ['bob'] },
    { type: 'page', room: 'lobby', place: 'before', messages: [], last: 9, more: false },
  ]);
}
