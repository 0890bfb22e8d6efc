import { lobbyRoomId } from '../words/room-id.ts';
import { recordEvent } from './audit.ts';
import { lobbyId, newRoom } from './rooms.ts';
import type { Tables } from './tables.ts';

/* How a line begins, and how it begins to run each time. */

/** Begins a line: the first proposal of every history. */
export interface CreateLine {
  readonly type: 'line.create';
  readonly at: number;
  /** Identity of the history that begins, 16 random bytes in base64url. */
  readonly epoch: string;
}

/**
 * Begins a term of the history, as each start of a server does. Two copies of a store share the terms that
 * they had when they were one, and none that began later: so everybody can tell where their histories part.
 */
export interface BeginTerm {
  readonly type: 'line.run';
  readonly at: number;
  /** Identity of the term, 8 random bytes in base64url. */
  readonly term: string;
}

/** The setting that holds the epoch. */
const epochSetting = 'epoch';

/** The identity of the history: another one when it was replaced. undefined: no line has begun. */
export function epochOf(tables: Pick<Tables, 'setting'>): string | undefined {
  return tables.setting(epochSetting);
}

/** Makes the lobby in empty tables. A line that has begun stays what it is, and gives its own epoch. */
function createLine(tables: Tables, { at, epoch, type }: CreateLine): { readonly epoch: string } {
  const present = epochOf(tables);
  if (present !== undefined) return { epoch: present };
  tables.putSetting(epochSetting, epoch);
  tables.putRoom(newRoom({ id: lobbyId, key: lobbyRoomId, kind: 'lobby', createdAt: at }));
  recordEvent(tables, { at, actor: 0, type, data: {} });
  return { epoch };
}

/** All that follows is of the new term. */
function beginTerm(tables: Tables, { term, at }: BeginTerm): Record<string, never> {
  tables.putTerm({ firstPosition: tables.nextPosition(), id: term, beganAt: at });
  return {};
}

/** The rules of how a line begins. */
export const lineRules = { 'line.create': createLine, 'line.run': beginTerm };
