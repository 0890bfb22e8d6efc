/** Names of keys as people write them. */
const labels: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  tab: 'Tab',
  escape: 'Esc',
  space: 'Space',
  backspace: 'Backspace',
  delete: 'Del',
  insert: 'Ins',
  home: 'Home',
  end: 'End',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
};

/** A key, or two in a row, as people write them: `Ctrl-X Ctrl-E`, `Alt-PgUp`. */
export function keyLabel(keys: string): string {
  return keys
    .split(' ')
    .map((key) => {
      const [, modifiers = '', name = ''] = /^((?:ctrl-|alt-|shift-)*)(.*)$/.exec(key) ?? [];
      const before = modifiers.split('-').slice(0, -1).map(labelOf);
      return [...before, labelOf(name)].join('-');
    })
    .join(' ');
}

function labelOf(name: string): string {
  return labels[name] ?? name.toUpperCase();
}
