/** The effect of a key on the text that is being typed. */
export const editingActions = [
  'send',
  'newline',
  'left',
  'right',
  'word-left',
  'word-right',
  'home',
  'end',
  'line-start',
  'line-end',
  'delete-left',
  'delete-right',
  'delete-right-or-leave',
  'delete-word-left',
  'delete-space-left',
  'delete-word-right',
  'delete-to-start',
  'delete-to-end',
  'yank',
  'yank-older',
  'transpose',
  'undo',
  'up',
  'down',
  'history-older',
  'history-newer',
  'history-search',
  'complete',
  'complete-back',
  'clear-or-leave',
  'cancel',
] as const;

/** The effect of a key on everything else: the screen gets these from the reducer. */
export const screenActions = [
  'edit-outside',
  'redraw',
  'page-up',
  'page-down',
  'oldest',
  'newest',
  'search',
  'room-1',
  'room-2',
  'room-3',
  'room-4',
  'room-5',
  'room-6',
  'room-7',
  'room-8',
  'room-9',
  'room-next',
  'room-previous',
  'room-active',
  'first-unread',
  'list-rooms',
  'list-members',
  'help',
] as const;

export type EditingAction = (typeof editingActions)[number];
export type ScreenAction = (typeof screenActions)[number];

/** A thing that a key does. */
export type Action = EditingAction | ScreenAction;

const editing: ReadonlySet<string> = new Set(editingActions);

/** Whether an action is the editor's own, rather than the screen's. */
export function isEditingAction(action: Action): action is EditingAction {
  return editing.has(action);
}
