import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { type Action, editingActions, screenActions } from '../talk/actions.ts';
import { keyLabel } from '../talk/key-label.ts';
import { bound, defaultBindings, firstKeys } from '../terminal/input/bindings.ts';
import { parseKeys } from '../terminal/input/key-name.ts';
import { EntryError, type Kind } from './kinds.ts';

/** A person's own bindings: actions by the names of keys, `none` for keys without one. */
export type OwnBindings = ReadonlyMap<string, Action | 'none'>;

const words = [...editingActions, ...screenActions, 'none'] as const;

/** The table `[keys]` of the client's configuration file. */
export const keyBindings: Kind<OwnBindings> = {
  read: (text) => {
    throw new InputError(
      `${text} is not a table: write lines such as ctrl-n = "history-newer" under [keys].`,
    );
  },
  readTable(table) {
    const own = new Map(
      Object.entries(table).map(([key, value]) =>
        inEntry(key, () => [parseKeys(key), readAction(value)]),
      ),
    );
    const merged = bound(defaultBindings, own);
    for (const first of firstKeys(merged)) {
      if (!merged.has(first)) continue;
      const longer = [...merged.keys()].find((keys) => keys.startsWith(`${first} `)) ?? first;
      throw new EntryError(
        first,
        `${keyLabel(longer)} begins with ${keyLabel(first)}, which has an action of its own: ` +
          `bind "${longer}" or ${first} to "none".`,
      );
    }
    if (![...merged.values()].includes('send'))
      throw new InputError('no key is left that sends a line: bind one to "send".');
    return own;
  },
};

function readAction(value: unknown): (typeof words)[number] {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const meant = typeof value === 'string' ? didYouMean(value, words) : '';
  throw new InputError(
    `${JSON.stringify(value)} is not an action; /keys and docs/using.md list them.${meant}`,
  );
}

function inEntry<Value>(entry: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof InputError ? new EntryError(entry, error.message) : error;
  }
}
