import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import type { Content } from '../words/content.ts';
import { limits } from '../words/limits.ts';
import type { UrgencyKind } from '../words/message-kind.ts';
import type { Account, Room, Tables, Urgent } from './tables.ts';

/*
 * The rules for urgent messages and their acknowledgements: entries of a room like any others. Beside the entry
 * stands, for each person to whom it is addressed, whether they have acknowledged it.
 */

/** An urgent message, or an acknowledgement, that is to be added. */
export interface Urgency {
  readonly kind: UrgencyKind;
  readonly account: number;
  readonly at: number;
  /** JSON, as `writeContent` gives it. */
  readonly content: string;
  /** Sequence number of the message that is acknowledged. */
  readonly of: number;
}

/**
 * Whether an urgent message or an acknowledgement may be added; gives what has to be written once it is, at its place.
 * @throws PartylineError for an urgent message `name.unknown` where somebody is not in the room, `forbidden` where it
 *   is addressed to nobody or to too many; for an acknowledgement `message.invalid` where the message is not urgent to
 *   the person, or is acknowledged
 */
export function allowUrgency(tables: Tables, room: Room, urgency: Urgency): (seq: number) => void {
  if (urgency.kind === 'ack') {
    const acknowledged = { ...openUrgent(tables, room, urgency), acknowledgedAt: urgency.at };
    return () => tables.putUrgent(acknowledged);
  }
  const addressed = addressees(tables, room, urgency);
  return (seq) => {
    for (const account of addressed) address(tables, account, { ...urgency, room: room.id, seq });
  };
}

function openUrgent(tables: Tables, room: Room, { account, of }: Urgency): Urgent {
  const urgent = tables.urgent(room.id, of, account);
  if (urgent?.acknowledgedAt === null) return urgent;
  const sentence = worded('urgent.not-waiting', { seq: of });
  throw new PartylineError('message.invalid', sentence, { field: 'of' });
}

/** The accounts that are named, or all others in the room. */
function addressees(tables: Tables, room: Room, { account, content }: Urgency): number[] {
  const { names } = JSON.parse(content) as Content;
  const named = names?.map((name) => memberNamed(tables, room, name));
  // One more than there may be besides the sender tells that there are too many.
  const all = named ?? tables.membersUpTo(room.id, limits.urgentAddressees + 2);
  const others = [...new Set(all)].filter((one) => one !== account);
  if (others.length > limits.urgentAddressees) {
    const most = limits.urgentAddressees;
    throw new PartylineError('forbidden', worded('urgent.too-many', { most }));
  }
  if (others.length > 0) return others;
  throw new PartylineError('forbidden', worded('urgent.nobody'));
}

function memberNamed(tables: Tables, room: Room, name: string): number {
  const account = tables.accountByName(name);
  const membership = account && tables.membership(room.id, account.id);
  if (account !== undefined && membership?.state === 'in') return account.id;
  throw notHere(name);
}

function notHere(name: string): PartylineError {
  return new PartylineError('name.unknown', worded('name.nobody-in-room', { name }));
}

/**
 * An urgent message that begins a conversation is addressed to the other person.
 * @throws PartylineError `name.unknown`
 */
export function assertAddressedTo(people: readonly Pick<Account, 'name'>[], content: string): void {
  const { names = [] } = JSON.parse(content) as Content;
  const stranger = names.find((one) => !people.some(({ name }) => name === one));
  if (stranger !== undefined) throw notHere(stranger);
}

/** Of the messages that are open to somebody, the oldest gives way to one too many. */
function address(
  tables: Tables,
  account: number,
  { room, seq, account: sender, at }: Urgency & { readonly room: number; readonly seq: number },
): void {
  const open = tables.openUrgents(account);
  const [oldest] = open;
  if (oldest !== undefined && open.length >= limits.urgentsOpen) tables.deleteUrgent(oldest);
  tables.putUrgent({ room, seq, account, sender, at, acknowledgedAt: null });
}

/** A message was deleted: it is urgent to nobody any more. */
export function dropUrgents(tables: Tables, room: number, seq: number): void {
  for (const urgent of tables.urgents(room, seq)) tables.deleteUrgent(urgent);
}
