/*
 * Values that a browser keeps for a page, in IndexedDB. Of it only what is used here is declared: the compiler
 * knows no browser in this part of the source.
 */

interface DatabaseRequest<Result> {
  readonly result: Result;
  readonly error: Error | null;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

interface OpenRequest extends DatabaseRequest<Database> {
  onupgradeneeded: (() => void) | null;
  onblocked: (() => void) | null;
}

interface Database {
  createObjectStore(name: string): unknown;
  transaction(
    store: string,
    mode: 'readonly' | 'readwrite',
    options?: { readonly durability: 'strict' },
  ): Transaction;
}

interface Transaction {
  readonly error: Error | null;
  objectStore(name: string): ObjectStore;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}

interface ObjectStore {
  get(key: string): DatabaseRequest<unknown>;
  getAll(): DatabaseRequest<unknown[]>;
  put(value: unknown, key: string): unknown;
  delete(key: string): unknown;
}

/** `indexedDB` of a browser. */
export interface DatabaseFactory {
  open(name: string, version: number): OpenRequest;
}

const storeName = 'kept';

/** Values by key, each change durable when it resolves. */
export class KeptValues {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Opens a database of such values, and makes it where it is missing.
   *
   * @throws (by rejection) Error of the browser that keeps nothing
   */
  static async open(factory: DatabaseFactory, name: string): Promise<KeptValues> {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    return new KeptValues(await resultOf(request));
  }

  /** The value of a key; undefined: none. */
  get(key: string): Promise<unknown> {
    return resultOf(
      this.#database.transaction(storeName, 'readonly').objectStore(storeName).get(key),
    );
  }

  /** All values, in the order of their keys. */
  all(): Promise<unknown[]> {
    return resultOf(
      this.#database.transaction(storeName, 'readonly').objectStore(storeName).getAll(),
    );
  }

  /**
   * Changes a value in one step, also against other tabs.
   *
   * @param change gives the new value for the present one; undefined: there is none
   */
  async change(key: string, change: (present: unknown) => unknown): Promise<void> {
    const transaction = this.#database.transaction(storeName, 'readwrite', {
      durability: 'strict',
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser kept nothing.'));
    const store = transaction.objectStore(storeName);
    const request = store.get(key);
    request.onsuccess = () => {
      const value = change(request.result);
      if (value === undefined) store.delete(key);
      else store.put(value, key);
    };
    await promise;
  }
}

function resultOf<Result>(request: DatabaseRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser gave no reason.'));
  });
}
