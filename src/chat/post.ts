import { PartylineError } from '../base/errors.ts';
import type { MessageKind } from '../words/message-kind.ts';
import { assertSayable } from '../words/text.ts';
import { actingAccount } from './account-checks.ts';
import { addDirectRoom, directKey } from './rooms.ts';
import type { Account, Message, Room, Tables } from './tables.ts';

/** Says something in a room, or to one person: the direct conversation is made when it is missing. */
export interface Post {
  readonly type: 'post';
  readonly at: number;
  readonly account: number;
  /** A room by number, or an account by number. */
  readonly to: { readonly room: number } | { readonly account: number };
  readonly mid: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** The place of a post that was accepted. */
export interface Posted {
  readonly room: number;
  readonly seq: number;
  readonly at: number;
  /** The mid was used before for the same message: this is its first place, and nothing is new. */
  readonly repeated: boolean;
  /** The room was made by this message. */
  readonly created: boolean;
}

/**
 * Puts a message at the end of its room. The same mid with the same room, kind and text gives the
 * place it had the first time.
 * @throws PartylineError `text.empty`, `text.too-long`, `forbidden`, `room.unknown`,
 *   `room.forbidden`, `name.unknown`, `message.mid-reused`, `auth.pending`, `auth.banned`
 */
export function post(tables: Tables, proposal: Post): Posted {
  const sender = actingAccount(tables, proposal.account, proposal.at);
  if (proposal.kind === 'announcement') assertMayAnnounce(sender);
  assertSayable(proposal.text);
  if ('room' in proposal.to) {
    return addMessage(tables, roomOf(tables, sender, proposal.to.room), proposal, false);
  }
  const other = partnerOf(tables, sender, proposal.to.account);
  const room = tables.roomByKey(directKey(sender.id, other.id));
  return room ? addMessage(tables, room, proposal, false) : begin(tables, other, proposal);
}

function assertMayAnnounce(sender: Account): void {
  if (sender.role === 'operator') return;
  throw new PartylineError('forbidden', 'Only an operator can make announcements.');
}

function roomOf(tables: Tables, sender: Account, id: number): Room {
  const room = tables.room(id);
  if (!room) throw new PartylineError('room.unknown');
  if (!tables.membership(id, sender.id)) throw new PartylineError('room.forbidden');
  return room;
}

/** Who is spoken to directly. A pending account is told to nobody but the operator. */
function partnerOf(tables: Tables, sender: Account, id: number): Account {
  if (id === sender.id) throw new PartylineError('forbidden', 'You cannot write to yourself.');
  const other = tables.account(id);
  if (!other || other.pending) throw new PartylineError('name.unknown');
  return other;
}

/** Makes the conversation with its first message. A mid used before was used elsewhere. */
function begin(tables: Tables, other: Account, proposal: Post): Posted {
  if (tables.messageByMid(proposal.account, proposal.mid)) {
    throw new PartylineError('message.mid-reused');
  }
  const room = addDirectRoom(tables, proposal.account, other.id);
  return addMessage(tables, room, proposal, true);
}

function addMessage(tables: Tables, room: Room, proposal: Post, created: boolean): Posted {
  const { account, mid, kind, text, at } = proposal;
  const seq = room.lastSeq + 1;
  const position = tables.nextPosition();
  const first = tables.addMessage({ room: room.id, seq, position, account, mid, kind, text, at });
  if (!first) return { room: room.id, seq, at, repeated: false, created };
  if (!sameMessage(first, room, proposal)) throw new PartylineError('message.mid-reused');
  return { room: room.id, seq: first.seq, at: first.at, repeated: true, created: false };
}

function sameMessage(first: Message, room: Room, { kind, text }: Post): boolean {
  return first.room === room.id && first.kind === kind && first.text === text;
}

/** The rules of posting. */
export const postRules = { post };
