import { type Worded, worded } from '../../base/worded.ts';
import type { RoomState } from '../../wire/messages.ts';
import { type DroppedHistory, droppedWords } from './dropped-history.ts';
import type { SeqRange } from './inbox.ts';
import type { Trust } from './pins.ts';
import type { Opening, PartedRoom } from './read-positions.ts';

/* Sentences about a line that a person should know. */

/** Something a person should know. */
export interface Notice {
  readonly code:
    | 'history-changed'
    | 'history-replaced'
    | 'key-changed'
    | 'messages-dropped'
    | 'messages-missing'
    | 'name-taken'
    | 'no-answer'
    | 'profile-not-saved'
    | 'server';
  /** A sentence, written on this side; with the code `server` by the server, for its operators. */
  readonly text: string;
  /** The sentence by its name, for other languages; undefined for the server's. */
  readonly worded?: Worded;
  /** Entries that the server does not have and that are passed over, by the id of their room: up to this number. */
  readonly passedOver?: {
    readonly room: string;
    /** How the account calls it. */
    readonly roomName: string;
    readonly through: number;
  };
}

/**
 * Tells what a login brought to light: another key, another history, an older copy of the history.
 *
 * @param nameOf how a room is called; undefined for one that the server does not have
 */
export function noticesOfLogin(
  trust: Trust,
  { replaced, parted }: Pick<Opening, 'replaced' | 'parted'>,
  nameOf: (room: string) => string | undefined,
): Notice[] {
  return [
    ...(trust === 'changed' ? [repaired] : []),
    ...(replaced ? [historyReplaced] : []),
    ...(parted.length > 0 ? [historyChanged(parted, nameOf)] : []),
  ];
}

/** The server goes on from an older copy of its history than the one whose messages were shown. */
export function historyChanged(
  parted: readonly PartedRoom[],
  nameOf: (room: string) => string | undefined,
): Notice {
  const gone = parted.map(({ room, gone, own }) => {
    const where = nameOf(room) ?? 'a conversation that it no longer has';
    return `${messages(gone)} in ${where}${own === 0 ? '' : ` (${own} of them yours)`}`;
  });
  const again = parted.some(({ own }) => own > 0) ? ' Say yours again if they still matter.' : '';
  const facts = {
    rooms: parted.map(({ room }) => nameOf(room) ?? '?').join(', '),
    count: String(parted.reduce((sum, each) => sum + each.gone, 0)),
    own: String(parted.reduce((sum, each) => sum + each.own, 0)),
  };
  return {
    code: 'history-changed',
    ...told({
      detail: 'notice.history-changed',
      facts,
      text: `The server goes on from an older copy of its history. It has lost ${gone.join(', ')}: they had been stored and shown, and nobody can read them any more.${again} Its own messages since that copy follow.`,
    }),
  };
}

function told(words: Worded): Pick<Notice, 'text' | 'worded'> {
  return { text: words.text, worded: words };
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

const repaired: Notice = {
  code: 'key-changed',
  ...told(worded('notice.key-changed')),
};

const historyReplaced: Notice = {
  code: 'history-replaced',
  ...told(worded('notice.history-replaced')),
};

/** The places that a program gave as `since` are of no use. */
export const placesOutdated: Notice = {
  code: 'history-replaced',
  text: 'The history of the server is not the one that "since" is about: messages begin with what is said from now on.',
};

export function nameTaken(name: string): Notice {
  return { code: 'name-taken', text: `The name ${name} is taken: choose another one.` };
}

/** Entries of a room are passed over because the server does not have them. */
export function messagesMissing(
  { room, name }: Pick<RoomState, 'room' | 'name'>,
  { from, to }: SeqRange,
  dropped: DroppedHistory | undefined,
): Notice {
  const one = from === to;
  const which = one ? `Message ${from} of ${name}` : `Messages ${from} to ${to} of ${name}`;
  const passedOver = { room, roomName: name, through: to };
  if (dropped === undefined) {
    const facts = { from, to, room: name };
    const words = worded(one ? 'notice.missing' : 'notice.missing-several', facts);
    return { code: 'messages-missing', ...told(words), passedOver };
  }
  const words = {
    detail: one ? 'notice.dropped' : 'notice.dropped-several',
    facts: { from: String(from), to: String(to), room: name, ...boundFacts(dropped) },
    text: `${droppedWords(`${which} ${one ? 'was' : 'were'}`, dropped)}.`,
  };
  return { code: 'messages-dropped', ...told(words), passedOver };
}

/** A room was asked for from a time on, and of that time the line has dropped messages, or may have. */
export function beginningDropped(
  { name }: Pick<RoomState, 'name'>,
  dropped: DroppedHistory,
): Notice {
  const words = {
    detail: 'notice.dropped-older',
    facts: { room: name, ...boundFacts(dropped) },
    text: `${droppedWords(`Older messages of ${name} were`, dropped)}.`,
  };
  return { code: 'messages-dropped', ...told(words) };
}

function boundFacts({ keepMs, keepBytes }: DroppedHistory): Worded['facts'] {
  return {
    ...(keepMs === undefined ? {} : { keepMs: String(keepMs) }),
    ...(keepBytes === undefined ? {} : { keepBytes: String(keepBytes) }),
  };
}

/** @param reason as a sentence */
export function profileNotSaved(reason: string): Notice {
  return {
    code: 'profile-not-saved',
    ...told({
      detail: 'notice.not-saved',
      facts: { problem: reason },
      text: `The memory of this server cannot be kept, so the next time it may ask for the password and show some messages again. ${reason}`,
    }),
  };
}

/** @param seconds how long the server has said nothing while an answer was due */
export function noAnswer(seconds: number): Notice {
  return {
    code: 'no-answer',
    ...told(worded('notice.no-answer', { seconds })),
  };
}
