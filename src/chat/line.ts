import { lobbyRoomId } from '../words/room-id.ts';
import { recordEvent } from './audit.ts';
import { lobbyId } from './rooms.ts';
import type { Tables } from './tables.ts';

/* How a line begins. */

/** Begins a line: the first proposal of every history. */
export interface CreateLine {
  readonly type: 'line.create';
  readonly at: number;
  /** Identity of the history that begins, 16 random bytes in base64url. */
  readonly epoch: string;
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
  tables.addRoom({ id: lobbyId, key: lobbyRoomId, kind: 'lobby', lastSeq: 0 });
  recordEvent(tables, { at, actor: 0, type, data: {} });
  return { epoch };
}

/** The rule of how a line begins. */
export const lineRules = { 'line.create': createLine };
