import { PartylineError } from '../base/errors.ts';
import type { MessageKind } from '../words/message-kind.ts';
import { assertSayable } from '../words/text.ts';
import { actingAccount } from './account-checks.ts';
import { type RoomAccess, refusal } from './policy.ts';
import { addDirectRoom, directKey } from './rooms.ts';
import type { Account, Message, Room, Tables } from './tables.ts';

/* Posts: what is said in rooms. */

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
 *   `name.unknown`, `message.mid-reused`, `auth.pending`, `auth.banned`
 */
export function post(tables: Tables, proposal: Post): Posted {
  const sender = actingAccount(tables, proposal.account, proposal.at);
  assertSayable(proposal.text);
  if ('room' in proposal.to) return postIn(tables, sender, tables.room(proposal.to.room), proposal);
  const other = partnerOf(tables, sender, proposal.to.account);
  const room = tables.roomByKey(directKey(sender.id, other.id));
  return room ? postIn(tables, sender, room, proposal) : begin(tables, sender, other, proposal);
}

function postIn(tables: Tables, account: Account, room: Room | undefined, proposal: Post): Posted {
  const membership = room && tables.membership(room.id, account.id);
  assertMay(proposal, { account, room, membership, grant: null });
  return addMessage(tables, room as Room, proposal, false);
}

function assertMay({ kind }: Post, access: RoomAccess): void {
  const refused = refusal(kind === 'announcement' ? 'moderate' : 'post', access);
  if (refused === undefined) return;
  if (refused === 'room.unknown') throw new PartylineError('room.unknown');
  throw new PartylineError('forbidden', 'Only an operator can make announcements.');
}

/** Who is spoken to directly. A pending account is told to nobody but the operator. */
function partnerOf(tables: Tables, sender: Account, id: number): Account {
  if (id === sender.id) throw new PartylineError('forbidden', 'You cannot write to yourself.');
  const other = tables.account(id);
  if (!other || other.pending) throw new PartylineError('name.unknown');
  return other;
}

/** Makes the conversation with its first message. A mid used before was used elsewhere. */
function begin(tables: Tables, account: Account, other: Account, proposal: Post): Posted {
  const room = { id: tables.nextRoomId(), key: directKey(account.id, other.id) };
  const membership = { room: room.id, account: account.id };
  assertMay(proposal, { account, room, membership, grant: null });
  if (tables.messageByMid(account.id, proposal.mid)) throw new PartylineError('message.mid-reused');
  return addMessage(tables, addDirectRoom(tables, account.id, other.id), proposal, true);
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
