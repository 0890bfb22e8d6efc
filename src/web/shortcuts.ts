import type { ScreenAction } from '../talk/actions.ts';
import { keyLabel } from '../talk/key-label.ts';
import { textOf } from '../texts/text-of.ts';

/** A thing that a key does on the page, besides editing. */
export type PageAction =
  | Exclude<ScreenAction, 'edit-outside' | 'redraw'>
  /** Asks for a room or a person to go to. */
  | 'switch-room';

/** The keys of the page: those of the terminal, as far as a browser leaves them to pages. */
export const shortcuts: ReadonlyMap<string, PageAction> = new Map<string, PageAction>([
  ['ctrl-k', 'switch-room'],
  ['alt-a', 'room-active'],
  ['alt-u', 'first-unread'],
  ['alt-down', 'room-next'],
  ['alt-up', 'room-previous'],
  ['alt-1', 'room-1'],
  ['alt-2', 'room-2'],
  ['alt-3', 'room-3'],
  ['alt-4', 'room-4'],
  ['alt-5', 'room-5'],
  ['alt-6', 'room-6'],
  ['alt-7', 'room-7'],
  ['alt-8', 'room-8'],
  ['alt-9', 'room-9'],
  ['page-up', 'page-up'],
  ['page-down', 'page-down'],
  ['alt-home', 'oldest'],
  ['alt-end', 'newest'],
  ['alt-s', 'search'],
  ['f1', 'help'],
  ['f7', 'list-rooms'],
  ['f8', 'list-members'],
]);

/** The parts of a keyboard event that say which keys were pressed. */
export interface PressedKeys {
  readonly key: string;
  /** The place of the key, which stays the same where Alt makes another character of it. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

const named: Readonly<Record<string, string>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

/** The action of keys; undefined: they have none. The command key of a Mac does what Ctrl does elsewhere. */
export function actionOf(pressed: PressedKeys): PageAction | undefined {
  const { key, code, ctrlKey, altKey, metaKey, shiftKey } = pressed;
  const [, place] = /^(?:Key|Digit)(\w)$/.exec(code) ?? [];
  const name = named[key] ?? (altKey && place !== undefined ? place : key);
  const modifiers = `${ctrlKey || metaKey ? 'ctrl-' : ''}${altKey ? 'alt-' : ''}${shiftKey ? 'shift-' : ''}`;
  return shortcuts.get(modifiers + name.toLowerCase());
}

/** The lines of `/keys` on the page. */
export function shortcutLines(): string[] {
  const rows = [...shortcuts].map(([keys, action]) => [
    keyLabel(keys),
    action === 'switch-room' ? textOf('page.switcher') : textOf(`action.${action}`),
  ]);
  const width = Math.max(...rows.map(([keys = '']) => keys.length));
  return rows.map(([keys = '', effect = '']) => `  ${keys.padEnd(width)}  ${effect}`);
}
