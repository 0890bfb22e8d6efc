import type { InputSetting, Pressed } from './input-event.ts';
import { type Completing, changed, type InputState, placed } from './input-state.ts';

/**
 * Tab: first everything that the candidates have in common, then one after the other, and Shift-Tab the other
 * way round. A single one is put in at once.
 */
export function completed(
  state: InputState,
  { complete, isQuestion }: InputSetting,
  step: 1 | -1,
): Pressed {
  const { mode, text, cursor } = state;
  if (mode.type === 'completing') return { state: turned(state, mode, step) };
  const [candidates, replaced] = isQuestion ? [[], ''] : complete(text.slice(0, cursor));
  const [only] = candidates;
  if (only === undefined) return { state: placed(state, cursor) };
  const before = text.slice(0, cursor - replaced.length);
  const after = text.slice(cursor);
  const put = (word: string) => changed(state, before + word + after, before.length + word.length);
  if (candidates.length === 1) return { state: put(only) };
  const common = commonStart(candidates);
  const begun: Completing = { type: 'completing', before, after, candidates, place: -1 };
  const event = { type: 'candidates', candidates } as const;
  // Emoji have nothing in common with the names that are typed for them.
  if (step === 1 && common.length >= replaced.length)
    return { state: { ...put(common), mode: begun }, event };
  return { state: turned({ ...changed(state, text, cursor), mode: begun }, begun, step), event };
}

function turned(state: InputState, mode: Completing, step: 1 | -1): InputState {
  const { before, after, candidates, place } = mode;
  const { length } = candidates;
  const next = place < 0 && step < 0 ? length - 1 : (place + step + length) % length;
  const word = candidates[next] ?? '';
  const text = before + word + after;
  return {
    ...placed({ ...state, text }, before.length + word.length),
    mode: { ...mode, place: next },
  };
}

/** The longest start that all have, in whole characters. */
function commonStart([first = '', ...others]: readonly string[]): string {
  let common = Array.from(first);
  for (const other of others) {
    const characters = Array.from(other);
    const end = common.findIndex((character, index) => character !== characters[index]);
    if (end >= 0) common = common.slice(0, end);
  }
  return common.join('');
}
