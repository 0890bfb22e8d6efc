import type { ScreenAction } from '../../talk/actions.ts';
import type { Offer } from '../../talk/screen.ts';
import type { BindingTable } from './bindings.ts';
import type { InputState } from './input-state.ts';

/** Something that a key did besides changing the text. */
export type InputEvent =
  /** A text was entered; it is gone from the state, except from its history. */
  | { readonly type: 'entered'; readonly text: string }
  /** The screen's part: the state is as it was. */
  | { readonly type: 'action'; readonly action: ScreenAction }
  /** Ctrl-C took the text away; yank brings it back. */
  | { readonly type: 'cleared' }
  /** Ctrl-C on an empty line: once more leaves. */
  | { readonly type: 'leaving' }
  /** The person leaves, by Ctrl-C pressed again. */
  | { readonly type: 'interrupted' }
  /** Ctrl-D on an empty line. */
  | { readonly type: 'ended' }
  /** A text of several lines was pasted. */
  | { readonly type: 'pasted'; readonly lines: number }
  /** A paste that was asked about is not wanted; yank brings it. */
  | { readonly type: 'paste-dropped' }
  /** Tab found several candidates. */
  | { readonly type: 'candidates'; readonly candidates: readonly string[] };

/** The state after a key, and the event that it was. */
export interface Pressed {
  readonly state: InputState;
  readonly event?: InputEvent;
}

/** The surroundings of a line being typed. */
export interface InputSetting {
  /** The actions of keys. */
  readonly bindings: BindingTable;
  /** The offer of Tab for the text before the cursor. */
  complete(before: string): Offer;
  /** How a pasted text of several lines is put at the start of an empty line. */
  quote(text: string): string;
  /** The answer to a question is typed: in one line, without history, and Ctrl-C leaves it. */
  readonly isQuestion: boolean;
}
