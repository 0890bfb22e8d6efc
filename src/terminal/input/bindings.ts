import type { Action } from '../../talk/actions.ts';

/** The actions of keys, by a key's name or by two with a space between them: `ctrl-x ctrl-e`. */
export type BindingTable = ReadonlyMap<string, Action>;

/** The keys of the full screen: those of readline, and those of WeeChat and irssi for rooms and pages. */
export const defaultBindings: BindingTable = table({
  enter: 'send',
  'alt-enter': 'newline',
  'shift-enter': 'newline',
  left: 'left',
  'ctrl-b': 'left',
  right: 'right',
  'alt-b': 'word-left',
  'ctrl-left': 'word-left',
  'alt-f': 'word-right',
  'ctrl-right': 'word-right',
  home: 'home',
  'ctrl-a': 'line-start',
  end: 'end',
  'ctrl-e': 'line-end',
  backspace: 'delete-left',
  delete: 'delete-right',
  'ctrl-d': 'delete-right-or-leave',
  'ctrl-w': 'delete-space-left',
  'alt-backspace': 'delete-word-left',
  'alt-d': 'delete-word-right',
  'alt-delete': 'delete-word-right',
  'ctrl-u': 'delete-to-start',
  'ctrl-k': 'delete-to-end',
  'ctrl-y': 'yank',
  'alt-y': 'yank-older',
  'ctrl-t': 'transpose',
  'ctrl-_': 'undo',
  up: 'up',
  down: 'down',
  'ctrl-up': 'history-older',
  'ctrl-down': 'history-newer',
  'ctrl-r': 'history-search',
  tab: 'complete',
  'shift-tab': 'complete-back',
  'ctrl-c': 'clear-or-leave',
  escape: 'cancel',
  'ctrl-g': 'cancel',
  'ctrl-x ctrl-e': 'edit-outside',
  'ctrl-l': 'redraw',
  'page-up': 'page-up',
  'page-down': 'page-down',
  'alt-home': 'oldest',
  'ctrl-home': 'oldest',
  'alt-end': 'newest',
  'ctrl-end': 'newest',
  'ctrl-f': 'search',
  'alt-1': 'room-1',
  'alt-2': 'room-2',
  'alt-3': 'room-3',
  'alt-4': 'room-4',
  'alt-5': 'room-5',
  'alt-6': 'room-6',
  'alt-7': 'room-7',
  'alt-8': 'room-8',
  'alt-9': 'room-9',
  'alt-right': 'room-next',
  'alt-down': 'room-next',
  'ctrl-n': 'room-next',
  'alt-left': 'room-previous',
  'alt-up': 'room-previous',
  'ctrl-p': 'room-previous',
  'alt-a': 'room-active',
  'alt-u': 'first-unread',
  f1: 'help',
  f7: 'list-rooms',
  f8: 'list-members',
});

/** Actions that need a screen with pages. */
const ofPages: readonly Action[] = [
  'page-down',
  'oldest',
  'newest',
  'search',
  'room-active',
  'first-unread',
];

/** The keys where lines are only printed: there are no pages, and more of readline's keys are free. */
export const lineModeBindings: BindingTable = table({
  ...Object.fromEntries([...defaultBindings].filter(([, action]) => !ofPages.includes(action))),
  'ctrl-p': 'history-older',
  'ctrl-n': 'history-newer',
  'ctrl-f': 'right',
  'alt-left': 'word-left',
  'alt-right': 'word-right',
});

function table(bindings: Readonly<Record<string, Action>>): BindingTable {
  return new Map(Object.entries(bindings));
}

/** The keys that a sequence of two may begin with. */
export function firstKeys(bindings: BindingTable): ReadonlySet<string> {
  return new Set([...bindings.keys()].flatMap((keys) => /^\S+(?= )/.exec(keys)?.[0] ?? []));
}

/** Bindings with a person's own laid over them; `none` takes a key's binding away. */
export function bound(
  bindings: BindingTable,
  own: ReadonlyMap<string, Action | 'none'>,
): BindingTable {
  const merged = new Map<string, Action | 'none'>([...bindings, ...own]);
  return new Map(
    [...merged].flatMap(([keys, action]) => (action === 'none' ? [] : [[keys, action]])),
  );
}
