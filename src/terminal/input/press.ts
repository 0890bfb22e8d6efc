import { type EditingAction, isEditingAction } from '../../talk/actions.ts';
import { graphemeAfter, graphemeBefore } from '../ruler.ts';
import { firstKeys } from './bindings.ts';
import { rowAbove, rowBelow, rowEnd, rowStart, wordAfter, wordBefore } from './boundaries.ts';
import { completed } from './completing.ts';
import type { InputSetting, Pressed } from './input-event.ts';
import {
  afresh,
  changed,
  deleted,
  type InputState,
  inserted,
  placed,
  remembered,
  still,
} from './input-state.ts';
import type { KeyEvent } from './key-event.ts';
import { cleared, killed, yanked, yankedOlder } from './killing.ts';
import { pasteAnswered, pasted } from './pasting.ts';
import { newer, older } from './recalling.ts';
import { beginSearch, searchPressed } from './searching.ts';

/** Gives the state after a key, and the event that the key was besides a change of the text, if it was one. */
export function press(state: InputState, key: KeyEvent, setting: InputSetting): Pressed {
  const { mode } = state;
  const { bindings } = setting;
  const name = key.type === 'key' ? key.name : '';
  const action = bindings.get(mode.type === 'chord' ? `${mode.first} ${name}` : name);
  if (mode.type === 'asking-paste') return pasteAnswered(state, mode, key, action, setting);
  if (mode.type === 'searching') {
    const searched = searchPressed({ ...state, mode }, key, action);
    if (searched !== undefined) return { state: searched };
  }
  if (key.type === 'text') return { state: typed(state, key.text) };
  if (key.type === 'paste') return pasted(state, key.text, setting);
  if (action === undefined) return { state: withoutAction(state, name, setting) };
  if (isEditingAction(action)) return editing[action](state, setting);
  if (action === 'edit-outside' && setting.isQuestion) return { state: still(state) };
  return { state: still(state), event: { type: 'action', action } };
}

function typed(state: InputState, text: string): InputState {
  const next = inserted(state, text);
  const undo = state.mode.type === 'typing' ? state.undo : next.undo;
  return { ...next, undo, mode: { type: 'typing' } };
}

function withoutAction(state: InputState, name: string, { bindings }: InputSetting): InputState {
  const isFirst = state.mode.type !== 'chord' && firstKeys(bindings).has(name);
  const next = still(state);
  return isFirst ? { ...next, mode: { type: 'chord', first: name } } : next;
}

const editing: Record<EditingAction, (state: InputState, setting: InputSetting) => Pressed> = {
  send: (state, { isQuestion }) => {
    const { text } = state;
    const entered = isQuestion ? afresh(state) : afresh(remembered(state, text));
    return { state: entered, event: { type: 'entered', text } };
  },
  newline: (state, { isQuestion }) => ({ state: isQuestion ? still(state) : typed(state, '\n') }),

  left: moving(({ text, cursor }) => graphemeBefore(text, cursor)),
  right: moving(({ text, cursor }) => graphemeAfter(text, cursor)),
  'word-left': moving(({ text, cursor }) => wordBefore(text, cursor)),
  'word-right': moving(({ text, cursor }) => wordAfter(text, cursor)),
  'line-start': moving(({ text, cursor }) => rowStart(text, cursor)),
  'line-end': moving(({ text, cursor }) => rowEnd(text, cursor)),
  home: (state, setting) => atEdge(state, setting, 'line-start', 'oldest'),
  end: (state, setting) => atEdge(state, setting, 'line-end', 'newest'),

  'delete-left': changing((state) =>
    deleted(state, graphemeBefore(state.text, state.cursor), state.cursor),
  ),
  'delete-right': changing(deletedRight),
  'delete-right-or-leave': (state) =>
    state.text === '' ? { state, event: { type: 'ended' } } : { state: deletedRight(state) },
  'delete-word-left': killing(({ text, cursor }) => [wordBefore(text, cursor), cursor]),
  'delete-space-left': killing(({ text, cursor }) => [wordBefore(text, cursor, true), cursor]),
  'delete-word-right': killing(({ text, cursor }) => [cursor, wordAfter(text, cursor)]),
  'delete-to-start': killing(({ text, cursor }) => [
    Math.min(rowStart(text, cursor), Math.max(0, cursor - 1)),
    cursor,
  ]),
  'delete-to-end': killing(({ text, cursor }) => [
    cursor,
    Math.max(rowEnd(text, cursor), Math.min(text.length, cursor + 1)),
  ]),
  yank: changing(yanked),
  'yank-older': changing(yankedOlder),
  transpose: changing(transposed),
  undo: changing(undone),

  up: (state, { isQuestion }) => {
    const above = rowAbove(state.text, state.cursor);
    if (above !== undefined) return { state: placed(state, above) };
    return { state: isQuestion ? still(state) : older(state) };
  },
  down: (state) => {
    const below = rowBelow(state.text, state.cursor);
    return { state: below === undefined ? newer(state) : placed(state, below) };
  },
  'history-older': changing((state) => older(state)),
  'history-newer': changing((state) => newer(state)),
  'history-search': (state, { isQuestion }) => ({
    state: isQuestion ? still(state) : beginSearch(state),
  }),
  complete: (state, setting) => completed(state, setting, 1),
  'complete-back': (state, setting) => completed(state, setting, -1),
  'clear-or-leave': interrupted,
  cancel: (state) => ({ state: still(state) }),
};

function moving(to: (state: InputState) => number): (state: InputState) => Pressed {
  return (state) => ({ state: placed(state, to(state)) });
}

function changing(change: (state: InputState) => InputState): (state: InputState) => Pressed {
  return (state) => ({ state: change(state) });
}

function killing(span: (state: InputState) => [from: number, to: number]) {
  return (state: InputState): Pressed => ({ state: killed(state, ...span(state)) });
}

/** The keys Home and End move in the text; without one they show the oldest and the newest there is. */
function atEdge(
  state: InputState,
  setting: InputSetting,
  within: 'line-start' | 'line-end',
  without: 'oldest' | 'newest',
): Pressed {
  if (state.text !== '') return editing[within](state, setting);
  return { state: placed(state, 0), event: { type: 'action', action: without } };
}

function deletedRight(state: InputState): InputState {
  return deleted(state, state.cursor, graphemeAfter(state.text, state.cursor));
}

/** Ctrl-C loses no text: it clears a line that has some, and leaves only when it is pressed twice without. */
function interrupted(state: InputState, { isQuestion }: InputSetting): Pressed {
  const isBlank = state.text.trim() === '';
  if (isQuestion || (isBlank && state.mode.type === 'leaving'))
    return { state, event: { type: 'interrupted' } };
  if (isBlank)
    return { state: { ...state, mode: { type: 'leaving' } }, event: { type: 'leaving' } };
  return { state: cleared(remembered(state, state.text)), event: { type: 'cleared' } };
}

/** Swaps the graphemes around the cursor; at the end, the last two. */
function transposed(state: InputState): InputState {
  const { text } = state;
  const middle = state.cursor === text.length ? graphemeBefore(text, state.cursor) : state.cursor;
  const from = graphemeBefore(text, middle);
  const to = graphemeAfter(text, middle);
  if (middle === 0 || middle === to) return still(state);
  const swapped = text.slice(middle, to) + text.slice(from, middle);
  return changed(state, text.slice(0, from) + swapped + text.slice(to), to);
}

function undone(state: InputState): InputState {
  const before = state.undo.at(-1);
  if (before === undefined) return still(state);
  return {
    ...placed({ ...state, text: before.text }, before.cursor),
    undo: state.undo.slice(0, -1),
  };
}
