import { changed, type InputState, inserted, killRingWith, placed, still } from './input-state.ts';

/** Takes the text between two places into the kill ring; several in a row become one. */
export function killed(state: InputState, from: number, to: number): InputState {
  if (from === to) return { ...state, mode: { type: 'killed' } };
  const { text, cursor, mode, killRing } = state;
  const taken = text.slice(from, to);
  const isRun = mode.type === 'killed';
  const before = isRun ? (killRing.at(-1) ?? '') : '';
  const joined = to === cursor ? taken + before : before + taken;
  const rest = isRun ? killRing.slice(0, -1) : killRing;
  return {
    ...changed(state, text.slice(0, from) + text.slice(to), from),
    killRing: killRingWith(rest, joined),
    mode: { type: 'killed' },
  };
}

/** Takes everything away; what was typed is the last in the kill ring. */
export function cleared(state: InputState): InputState {
  return {
    ...changed(state, '', 0),
    killRing: killRingWith(state.killRing, state.text),
    recalled: undefined,
  };
}

/** Puts in what was taken away last. */
export function yanked(state: InputState): InputState {
  const place = state.killRing.length - 1;
  return withKill(state, state.cursor, place);
}

/** Right after a yank, puts in what was taken away before that instead; after the first of all, the last again. */
export function yankedOlder(state: InputState): InputState {
  if (state.mode.type !== 'yanked') return still(state);
  const { from, place } = state.mode;
  const { text, cursor, killRing } = state;
  const without = placed({ ...state, text: text.slice(0, from) + text.slice(cursor) }, from);
  const next = withKill(without, from, place > 0 ? place - 1 : killRing.length - 1);
  return { ...next, undo: state.undo };
}

function withKill(state: InputState, from: number, place: number): InputState {
  const kill = state.killRing[place];
  if (kill === undefined) return still(state);
  const next = inserted(state, kill);
  // Where graphemes grew together nothing marks what was put in.
  const isWhole = next.cursor === from + kill.length && state.cursor === from;
  return isWhole ? { ...next, mode: { type: 'yanked', from, place } } : next;
}
