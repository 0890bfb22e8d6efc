/** Where a test or a suite notes what is to be undone at its end. */
export interface Scope {
  after(undo: () => unknown): void;
}

/**
 * Undoes what is noted in reverse order, one after the other, so that a server has stopped before its
 * folder goes. For a suite pass `after` of node:test while the suite is declared, for a test
 * `t.after`.
 */
export function scopeOf(registrar: (undo: () => Promise<void>) => void): Scope {
  const undoing: (() => unknown)[] = [];
  registrar(async () => {
    for (const undo of undoing.reverse()) await undo();
  });
  return { after: (undo) => void undoing.push(undo) };
}
