import type { DatabaseFactory } from '../../src/client/web/kept-values.ts';

/** IndexedDB as far as a page uses it, in memory: pages that are given the same one keep the same values. */
export function fakeDatabase(): DatabaseFactory & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  const request = (result: unknown) => {
    const made = { result, error: null, onsuccess: null as (() => void) | null, onerror: null };
    queueMicrotask(() => made.onsuccess?.());
    return made;
  };
  const store = {
    get: (key: string) => request(structuredClone(values.get(key))),
    getAll: () => request([...values.keys()].sort().map((key) => structuredClone(values.get(key)))),
    put: (value: unknown, key: string) => values.set(key, structuredClone(value)),
    delete: (key: string) => values.delete(key),
  };
  const transaction = () => {
    const made = {
      error: null,
      objectStore: () => store,
      oncomplete: null as (() => void) | null,
      onabort: null,
    };
    // Later than the requests in it.
    setImmediate(() => made.oncomplete?.());
    return made;
  };
  const database = { createObjectStore: () => store, transaction };
  const open = () => ({ ...request(database), onupgradeneeded: null, onblocked: null });
  return {
    values,
    open: () => {
      const made = open();
      queueMicrotask(() => made.onsuccess?.());
      return made as unknown as ReturnType<DatabaseFactory['open']>;
    },
  };
}
