import type { InputSetting, Pressed } from './input-event.ts';
import { type InputState, inserted, killRingWith, still } from './input-state.ts';
import type { KeyEvent } from './key-event.ts';

/** More lines than these are asked about before they are put in. */
export const maxUnaskedLines = 10;

/** A text was pasted: it is never entered by itself, and a long one is asked about. */
export function pasted(state: InputState, raw: string, setting: InputSetting): Pressed {
  const text = raw.replace(/\r\n?/g, '\n').replace(/^\n+|\n+$/g, '');
  const lines = text.split('\n').length;
  if (lines <= maxUnaskedLines || setting.isQuestion) return put(state, text, lines, setting);
  return { state: { ...state, mode: { type: 'asking-paste', text, lines } } };
}

/** A key while a paste is asked about: yes or no; others do nothing. */
export function pasteAnswered(
  state: InputState,
  { text, lines }: { readonly text: string; readonly lines: number },
  key: KeyEvent,
  action: string | undefined,
  setting: InputSetting,
): Pressed {
  const letter = key.type === 'text' ? key.text.toLowerCase() : '';
  if (yes.includes(letter) || action === 'send') return put(still(state), text, lines, setting);
  if (no.includes(letter) || action === 'cancel' || action === 'clear-or-leave') {
    const killRing = killRingWith(state.killRing, text);
    return {
      state: { ...still(state), killRing },
      event: { type: 'paste-dropped' },
    };
  }
  return { state };
}

/* The first letters of yes and no in the languages of the terminal's texts. */
const yes = ['y', 'д'];
const no = ['n', 'н'];

function put(state: InputState, text: string, lines: number, { quote }: InputSetting): Pressed {
  const isAtStart = state.cursor === 0;
  const next = inserted(state, lines > 1 && isAtStart ? quote(text) : text);
  return lines > 1 ? { state: next, event: { type: 'pasted', lines } } : { state: next };
}
