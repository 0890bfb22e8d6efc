import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { limits } from '../words/limits.ts';
import {
  defaultPreferences,
  type Preferences,
  type PreferencesChange,
} from '../words/preferences.ts';
import { accountNamed, actingAccount } from './account-checks.ts';
import type { Account, Tables } from './tables.ts';

/* The preferences of accounts, which all devices of an account share. */

/** Changes preferences of one's own account. */
export interface ChangePreferences {
  readonly type: 'preferences.change';
  readonly at: number;
  readonly account: number;
  readonly change: PreferencesChange;
}

/** The preferences of an account as they are now. */
export interface ChangedPreferences {
  readonly account: number;
  readonly preferences: Preferences;
  /** The account is away, or back, or away for another reason. */
  readonly awayChanged: boolean;
}

/**
 * Changes the preferences of an account; what the change leaves out stays.
 * @throws PartylineError `name.unknown` for a person to be ignored who is not on the line; `forbidden` for
 *   oneself, and for a list that is full; `auth.pending`, `auth.banned`
 */
export function changePreferences(tables: Tables, proposal: ChangePreferences): ChangedPreferences {
  const { at, change } = proposal;
  const account = actingAccount(tables, proposal.account, at);
  if (change.ignore !== undefined) assertMayIgnore(tables, account, change.ignore);
  const before = tables.preferences(account.id) ?? defaultPreferences;
  const preferences = changed(before, change, at);
  assertBounded(preferences);
  tables.putPreferences({ account: account.id, ...preferences });
  const awayChanged = before.away?.text !== preferences.away?.text;
  return { account: account.id, preferences, awayChanged };
}

function assertMayIgnore(tables: Tables, account: Account, name: string): void {
  const other = accountNamed(tables, name);
  if (other.pending) throw new PartylineError('name.unknown');
  if (other.id === account.id) throw new PartylineError('forbidden', worded('self.ignore'));
}

function changed(before: Preferences, change: PreferencesChange, at: number): Preferences {
  return {
    away: awayAfter(before.away, change.away, at),
    notify: change.notify ?? before.notify,
    rooms: roomsAfter(before.rooms, change.room),
    words: listAfter(before.words, change.addWord, change.removeWord),
    ignored: listAfter(before.ignored, change.ignore, change.unignore),
    bell: change.bell ?? before.bell,
    desktop: change.desktop ?? before.desktop,
    receipts: change.receipts ?? before.receipts,
    typing: change.typing ?? before.typing,
  };
}

function awayAfter(
  before: Preferences['away'],
  text: PreferencesChange['away'],
  at: number,
): Preferences['away'] {
  if (text === undefined || text === before?.text) return before;
  return text === null ? null : { text, since: before?.since ?? at };
}

function roomsAfter(
  before: Preferences['rooms'],
  change: PreferencesChange['room'],
): Preferences['rooms'] {
  if (change === undefined) return before;
  const others = Object.entries(before).filter(([room]) => room !== change.room);
  const { room, notify } = change;
  return Object.fromEntries(notify === null ? others : [...others, [room, notify]]);
}

function listAfter(
  before: readonly string[],
  added: string | undefined,
  removed: string | undefined,
): readonly string[] {
  const kept = before.filter((one) => one !== removed && one !== added);
  return added === undefined ? kept : [...kept, added];
}

function assertBounded({ words, ignored, rooms }: Preferences): void {
  assertAtMost(words, limits.wordsPerAccount, 'words.full');
  assertAtMost(ignored, limits.ignoredPerAccount, 'ignored.full');
  assertAtMost(Object.keys(rooms), limits.roomLevelsPerAccount, 'levels.full');
}

function assertAtMost(
  { length }: readonly string[],
  most: number,
  detail: 'words.full' | 'ignored.full' | 'levels.full',
): void {
  if (length <= most) return;
  throw new PartylineError('forbidden', worded(detail, { count: most }));
}

/** The rule of preferences. */
export const preferencesRules = { 'preferences.change': changePreferences };
