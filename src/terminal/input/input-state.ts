import { graphemeAfter, isBetweenGraphemes } from '../ruler.ts';
import { bounded } from './bounded.ts';

/** A text with the place of the cursor in it. */
export interface Snapshot {
  readonly text: string;
  /** Index in UTF-16 code units; between two graphemes. */
  readonly cursor: number;
}

/** Something that the last key began and the next one may go on with. */
export type Mode =
  | { readonly type: 'plain' }
  /** Characters are being typed: they are undone together. */
  | { readonly type: 'typing' }
  /** The first key of a sequence of two was pressed. */
  | { readonly type: 'chord'; readonly first: string }
  /** Text was taken away, and what is taken next in the same run joins it. */
  | { readonly type: 'killed' }
  /** The text between `from` and the cursor came out of the kill ring. */
  | { readonly type: 'yanked'; readonly from: number; readonly place: number }
  | Completing
  | Searching
  | { readonly type: 'asking-paste'; readonly text: string; readonly lines: number }
  /** Ctrl-C was pressed on an empty line: once more leaves. */
  | { readonly type: 'leaving' };

/** Tab goes through candidates. */
export interface Completing {
  readonly type: 'completing';
  readonly before: string;
  readonly after: string;
  readonly candidates: readonly string[];
  /** -1 while only what the candidates have in common is there. */
  readonly place: number;
}

/** The history is searched: the text is the entry found. */
export interface Searching {
  readonly type: 'searching';
  readonly query: string;
  /** Index in the history of the entry found, or its length before one is. */
  readonly place: number;
  readonly isFailed: boolean;
  /** Comes back when the search is given up. */
  readonly draft: Snapshot;
}

/** A text being typed, all that can be brought back into it, and what the last key began. Never changed: each key makes a new one. */
export interface InputState extends Snapshot {
  readonly mode: Mode;
  /** Texts taken away, the last one last. */
  readonly killRing: readonly string[];
  /** The text before each change, the last one last. */
  readonly undo: readonly Snapshot[];
  /** Entered texts, the last one last. */
  readonly history: readonly string[];
  /** The entry of the history that is shown, and the text that was being typed. */
  readonly recalled: { readonly place: number; readonly draft: string } | undefined;
}

/** Nothing typed yet. */
export const emptyInput: InputState = {
  text: '',
  cursor: 0,
  mode: { type: 'plain' },
  killRing: [],
  undo: [],
  history: [],
  recalled: undefined,
};

/* Bounds of what is kept: number of texts, and UTF-16 code units of all of them. */
const keptHistory = { count: 1_000, length: 1024 * 1024 };
const keptKills = { count: 20, length: 1024 * 1024 };
const keptUndo = { count: 200, length: 1024 * 1024 };

/** Changes the text in a way that can be undone. A cursor within a grapheme moves behind it. */
export function changed(state: InputState, text: string, cursor: number): InputState {
  return { ...placed({ ...state, text }, cursor), undo: withUndo(state) };
}

function withUndo({ undo, text, cursor }: InputState): readonly Snapshot[] {
  return bounded([...undo, { text, cursor }], keptUndo, (each) => each.text.length);
}

/** Moves the cursor; within a grapheme it moves behind it. */
export function placed(state: InputState, cursor: number): InputState {
  const { text } = state;
  const within = Math.max(0, Math.min(cursor, text.length));
  const isBetween =
    within === 0 ||
    within === text.length ||
    isAsciiAround(text, within) ||
    isBetweenGraphemes(text, within);
  return {
    ...state,
    cursor: isBetween ? within : graphemeAfter(text, within),
    mode: { type: 'plain' },
  };
}

/** The same text and cursor; a key that goes on with nothing was pressed. */
export function still(state: InputState): InputState {
  return { ...state, mode: { type: 'plain' } };
}

/** No two of these letters are one grapheme. */
function isAsciiAround(text: string, place: number): boolean {
  return /^[ -~]{2}$/.test(text.slice(place - 1, place + 1));
}

/** Puts a text where the cursor is. */
export function inserted(state: InputState, added: string): InputState {
  const { text, cursor } = state;
  return changed(state, text.slice(0, cursor) + added + text.slice(cursor), cursor + added.length);
}

/** Takes the text between two places away without keeping it. */
export function deleted(state: InputState, from: number, to: number): InputState {
  if (from === to) return still(state);
  return changed(state, state.text.slice(0, from) + state.text.slice(to), from);
}

/** Adds an entered text to the history: not twice in it, and nothing that is empty. */
export function remembered(state: InputState, entry: string): InputState {
  if (entry.trim() === '') return state;
  const history = [...state.history.filter((each) => each !== entry), entry];
  return { ...state, history: bounded(history, keptHistory, ({ length }) => length) };
}

/** Adds a text that was taken away to the kill ring. */
export function killRingWith(killRing: readonly string[], text: string): readonly string[] {
  return text === '' ? killRing : bounded([...killRing, text], keptKills, ({ length }) => length);
}

/** An empty line after this one was entered or cleared; what can be brought back stays. */
export function afresh(state: InputState): InputState {
  return { ...emptyInput, killRing: state.killRing, history: state.history };
}
