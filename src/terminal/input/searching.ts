import { type InputState, placed, type Searching, still } from './input-state.ts';
import type { KeyEvent } from './key-event.ts';

/** Begins to search the history, as Ctrl-R of readline does. */
export function beginSearch(state: InputState): InputState {
  const { text, cursor, history } = state;
  const draft = { text, cursor };
  return {
    ...state,
    mode: { type: 'searching', query: '', place: history.length, isFailed: false, draft },
  };
}

/** A key while the history is searched; undefined for one that takes what was found and then does its own work. */
export function searchPressed(
  state: InputState & { readonly mode: Searching },
  key: KeyEvent,
  action: string | undefined,
): InputState | undefined {
  const { mode, history } = state;
  if (key.type === 'text') return found(state, mode.query + key.text, mode.place);
  switch (action) {
    case 'history-search':
      return found(state, mode.query, mode.place - 1);
    case 'delete-left':
      return found(state, withoutLast(mode.query), history.length);
    case 'send':
    case 'complete':
      return still(state);
    case 'cancel':
    case 'clear-or-leave':
      return placed({ ...state, text: mode.draft.text }, mode.draft.cursor);
    default:
      return undefined;
  }
}

function found(
  state: InputState & { readonly mode: Searching },
  query: string,
  last: number,
): InputState {
  const { mode, history } = state;
  if (query === '') return { ...state, mode: { ...mode, query, isFailed: false } };
  const wanted = query.toLowerCase();
  const from = Math.min(last, history.length - 1);
  for (let place = from; place >= 0; place--) {
    const entry = history[place] ?? '';
    const at = entry.toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    const next = placed({ ...state, text: entry, recalled: undefined }, at);
    return { ...next, mode: { ...mode, query, place, isFailed: false } };
  }
  return { ...state, mode: { ...mode, query, isFailed: true } };
}

function withoutLast(text: string): string {
  return Array.from(text).slice(0, -1).join('');
}
