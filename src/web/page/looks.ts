/* Whether the person looks at any tab of the page: a tab that is looked at holds a lock, which the others see. */

const name = 'partyline.looks';

/** Tells all tabs that this one is looked at, until what is returned is called. */
export function holdLook(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  void navigator.locks?.request(name, { mode: 'shared' }, () => promise);
  return resolve;
}

/** Whether the person looks at this tab or another one of this page. */
export async function isLookedAt(): Promise<boolean> {
  if (!document.hidden && document.hasFocus()) return true;
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some((lock) => lock.name === name);
}
