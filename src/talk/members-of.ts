import { currentRoom, type TalkState } from '../model/talk-state.ts';
import { partnersIn } from './room-words.ts';

/** The people of the present room: those here first. */
export function membersOf(state: TalkState): string[] {
  const room = currentRoom(state);
  const partners = partnersIn(room.name);
  const names =
    partners.length > 0 ? [...partners, state.self] : (state.members ?? [...state.people.keys()]);
  const isHere = (name: string) => state.people.has(name) || name === state.self;
  return [...new Set(names)]
    .filter((name) => name !== '')
    .sort(
      (left, right) =>
        Number(isHere(right)) - Number(isHere(left)) || (left < right ? -1 : left > right ? 1 : 0),
    );
}
