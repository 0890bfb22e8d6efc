import { type InputState, placed, still } from './input-state.ts';

/** The entry of the history before the one that is shown; the text being typed comes back behind the last. */
export function older(state: InputState): InputState {
  const place = (state.recalled?.place ?? state.history.length) - 1;
  if (place < 0) return still(state);
  return shown(state, place, state.recalled?.draft ?? state.text);
}

/** The entry behind the one that is shown, or the text that was being typed. */
export function newer(state: InputState): InputState {
  if (state.recalled === undefined) return still(state);
  const { place, draft } = state.recalled;
  if (place + 1 < state.history.length) return shown(state, place + 1, draft);
  return placed({ ...state, text: draft, recalled: undefined }, draft.length);
}

function shown(state: InputState, place: number, draft: string): InputState {
  const text = state.history[place] ?? '';
  return placed({ ...state, text, recalled: { place, draft } }, text.length);
}
