import { defaultSettings } from '../words/room-settings.ts';
import type { RoomState } from './messages.ts';

/** The lobby as a server tells it, whole, with what a test changes. */
export function exampleRoomState(changes: Partial<RoomState> = {}): RoomState {
  const place = { last: 0, after: 0, skipped: 0 };
  const lobby = { room: 'lobby', name: 'lobby', topic: '', role: 'member' } as const;
  return { ...lobby, ...defaultSettings, ...place, ...changes };
}
