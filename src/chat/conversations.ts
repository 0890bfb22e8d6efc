import { actingAccount } from './account-checks.ts';
import { addDirectRoom, directKey, partnersOf } from './rooms.ts';
import type { Tables } from './tables.ts';

/* The rule of conversations of several people, who stay the same. */

/** Begins the conversation of an account with others, or finds it. */
export interface OpenConversation {
  readonly type: 'room.open';
  readonly at: number;
  readonly account: number;
  /** Account numbers; each counts once. */
  readonly others: readonly number[];
}

/**
 * Begins a conversation. It is told to the others with its first message.
 * @throws PartylineError `forbidden` with oneself, with nobody or with too many; `name.unknown`, `auth.pending`,
 *   `auth.banned`
 */
export function openConversation(
  tables: Tables,
  { at, account: id, others }: OpenConversation,
): { readonly room: number } {
  const account = actingAccount(tables, id, at);
  const all = [account, ...partnersOf(tables, account, others)];
  return { room: (tables.roomByKey(directKey(...all)) ?? addDirectRoom(tables, all, at)).id };
}

/** The rule of conversations. */
export const conversationRules = { 'room.open': openConversation };
