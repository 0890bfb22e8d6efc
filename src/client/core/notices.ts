import type { Trust } from './pins.ts';
import type { Opening, PartedRoom } from './read-positions.ts';

/* Sentences about a line that a person should know. */

/** Something a person should know. */
export interface Notice {
  readonly code:
    | 'history-changed'
    | 'history-replaced'
    | 'key-changed'
    | 'messages-missing'
    | 'name-taken'
    | 'no-answer'
    | 'profile-not-saved'
    | 'server';
  /** A sentence, written on this side; with the code `server` by the server, for its operators. */
  readonly text: string;
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
  return {
    code: 'history-changed',
    text: `The server goes on from an older copy of its history. It has lost ${gone.join(', ')}: they had been stored and shown, and nobody can read them any more.${again} Its own messages since that copy follow.`,
  };
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

const repaired: Notice = {
  code: 'key-changed',
  text: 'The key of the server has changed. The login has proved that it is the same server, so the new key is trusted from now on.',
};

const historyReplaced: Notice = {
  code: 'history-replaced',
  text: 'The history of the server was restored or replaced: conversations go on from what it has now.',
};

/** The places that a program gave as `since` are of no use. */
export const placesOutdated: Notice = {
  code: 'history-replaced',
  text: 'The history of the server is not the one that "since" is about: messages begin with what is said from now on.',
};

export function nameTaken(name: string): Notice {
  return { code: 'name-taken', text: `The name ${name} is taken: choose another one.` };
}

export function messagesMissing(from: number, to: number): Notice {
  const which = from === to ? `Message ${from} is` : `Messages ${from} to ${to} are`;
  return { code: 'messages-missing', text: `${which} missing on the server.` };
}

/** @param reason as a sentence */
export function profileNotSaved(reason: string): Notice {
  return {
    code: 'profile-not-saved',
    text: `The memory of this server cannot be kept, so the next time it may ask for the password and show some messages again. ${reason}`,
  };
}

/** @param seconds how long the server has said nothing while an answer was due */
export function noAnswer(seconds: number): Notice {
  return {
    code: 'no-answer',
    text: `There has been no answer from the server for ${seconds} s; if none comes, the line is made anew.`,
  };
}
