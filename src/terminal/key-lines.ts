import { type Action, editingActions, screenActions } from '../talk/actions.ts';
import { columnLines } from '../talk/columns.ts';
import { keyLabel } from '../talk/key-label.ts';
import { textOf } from '../texts/text-of.ts';
import type { BindingTable } from './input/bindings.ts';

/** An action with its keys, as people write them. */
export interface BoundAction {
  readonly action: Action;
  readonly keys: readonly string[];
}

/** The actions that have keys, in the order of the tables of actions. */
export function boundActions(bindings: BindingTable): BoundAction[] {
  return [...editingActions, ...screenActions].flatMap((action) => {
    const keys = [...bindings]
      .filter(([, bound]) => bound === action)
      .map(([key]) => keyLabel(key));
    return keys.length === 0 ? [] : [{ action, keys }];
  });
}

/** The lines of `/keys`: the keys in force with the effect of each. */
export function keyLines(bindings: BindingTable): string[] {
  const rows = boundActions(bindings).map(({ action, keys }) => [
    keys.join(', '),
    textOf(`action.${action}`),
  ]);
  return columnLines([...rows, [keyLabel('ctrl-z'), textOf('action.suspend')]]).map(
    (line) => `  ${line}`,
  );
}
