import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { kindOf, readContent } from '../words/content.ts';
import { limits } from '../words/limits.ts';
import { type ChangeKind, isMessageKind } from '../words/message-kind.ts';
import { type RoomAccess, refusal } from './policy.ts';
import type { Amendment, Room, RoomEntry, Tables } from './tables.ts';

/*
 * The rules for changes of messages: edits, deletions and reactions. Each is an entry of the room like any other,
 * so that everybody gets it in order and once; what the message has become stands among its amendments. The text of
 * a message is kept in one place: in its own entry, or in that of its last edit. All others are erased.
 */

/** Somebody in a room. */
export type InRoom = RoomAccess & { readonly room: Room };

/** A change that is asked for. */
export interface Change {
  readonly kind: ChangeKind;
  /** Sequence number of the message that it is about. */
  readonly of: number;
  readonly at: number;
  /** JSON, as `writeContent` gives it. */
  readonly content: string;
}

/** A change that may be made. */
export interface AllowedChange {
  readonly target: RoomEntry;
  readonly kind: ChangeKind;
  /** The emoji of a reaction; else empty. */
  readonly emoji: string;
  /** The amendments of the target so far. */
  readonly before: readonly Amendment[];
}

/** As much of a change as it takes to make it. */
export type MadeChange = Omit<AllowedChange, 'target'> & {
  readonly target: Pick<RoomEntry, 'room' | 'seq'>;
};

/**
 * Whether somebody in a room may make a change.
 * @throws PartylineError `message.invalid` where there is no such message, `message.deleted`, `forbidden`,
 *   `reactions.full`
 */
export function allowChange(tables: Tables, access: InRoom, change: Change): AllowedChange {
  const { kind, of, content } = change;
  const target = tables.entry(access.room.id, of);
  if (target === undefined || !isMessageKind(kindOf(target.content))) throw noMessage(of);
  const before = tables.amendments(target.room, of);
  if (kind !== 'deletion' && before.some((one) => one.kind === 'deletion')) {
    throw new PartylineError('message.deleted');
  }
  if (kind === 'edit') assertHasNoFile(target);
  if (kind === 'edit' || kind === 'deletion') assertMayAmend(access, target, change);
  const isReaction = kind === 'reaction' || kind === 'unreaction';
  const emoji = isReaction ? readContent(JSON.parse(content)).text : '';
  if (kind === 'reaction') assertRoom(before, access.account.id, emoji);
  return { target, kind, emoji, before };
}

function noMessage(of: number): PartylineError {
  return new PartylineError('message.invalid', worded('message.none', { seq: of }), {
    field: 'of',
  });
}

/** The content of an entry is erased as a whole when it is edited. */
function assertHasNoFile({ content }: RoomEntry): void {
  if (kindOf(content) !== 'file') return;
  const sentence = 'The message of a file cannot be edited: delete it, and send the file again.';
  throw new PartylineError('message.invalid', sentence, { field: 'content.kind' });
}

/** People change their own messages for a day; operators those of a room, always. */
function assertMayAmend(access: InRoom, target: RoomEntry, { at, kind }: Change): void {
  const word = kind === 'edit' ? 'edit' : 'delete';
  if (refusal(`${word}-others`, access) === undefined) return;
  if (target.account !== access.account.id) {
    throw new PartylineError('forbidden', worded(`${word}.of-others`));
  }
  if (at - target.at <= limits.amendableMs) return;
  throw new PartylineError('forbidden', worded(`${word}.late`));
}

function assertRoom(before: readonly Amendment[], account: number, emoji: string): void {
  const reactions = before.filter(({ kind }) => kind === 'reaction');
  if (reactionOf(before, account, emoji) !== undefined) return;
  const own = reactions.filter((one) => one.account === account).length;
  const emojis = new Set(reactions.map((one) => one.emoji)).add(emoji).size;
  const fits =
    own < limits.reactionsPerPerson &&
    reactions.length < limits.reactionsPerMessage &&
    emojis <= limits.emojisPerMessage;
  if (!fits) throw new PartylineError('reactions.full');
}

/** The tables that a change is made in. */
export type AmendedTables = Pick<Tables, 'eraseEntry' | 'addAmendment' | 'deleteAmendment'>;

/**
 * Makes a change that was allowed.
 * @param made the entry that makes it, which is stored
 */
export function makeChange(
  tables: AmendedTables,
  { target, kind, emoji, before }: MadeChange,
  { seq, account }: { readonly seq: number; readonly account: number },
): void {
  const { room, seq: of } = target;
  const edit = before.find((one) => one.kind === 'edit');
  switch (kind) {
    case 'edit':
      tables.eraseEntry(room, edit?.seq ?? of);
      if (edit !== undefined) tables.deleteAmendment(edit);
      tables.addAmendment({ room, of, seq, kind, account, emoji });
      return;
    case 'deletion':
      if (before.some((one) => one.kind === 'deletion')) return;
      tables.eraseEntry(room, edit?.seq ?? of);
      for (const amendment of before) tables.deleteAmendment(amendment);
      tables.addAmendment({ room, of, seq, kind, account, emoji });
      return;
    case 'reaction':
      if (reactionOf(before, account, emoji) !== undefined) return;
      tables.addAmendment({ room, of, seq, kind, account, emoji });
      return;
    case 'unreaction': {
      const reaction = reactionOf(before, account, emoji);
      if (reaction !== undefined) tables.deleteAmendment(reaction);
    }
  }
}

function reactionOf(
  amendments: readonly Amendment[],
  account: number,
  emoji: string,
): Amendment | undefined {
  return amendments.find(
    (one) => one.kind === 'reaction' && one.account === account && one.emoji === emoji,
  );
}
