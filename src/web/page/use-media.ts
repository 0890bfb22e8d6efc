import { useLayoutEffect, useState } from 'preact/hooks';

/** Whether a query of the style sheets is true now; the component is drawn anew when that changes. */
export function useMedia(query: string): boolean {
  const [isTrue, set] = useState(() => matchMedia(query).matches);
  useLayoutEffect(() => {
    const list = matchMedia(query);
    const changed = () => set(list.matches);
    changed();
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [query]);
  return isTrue;
}
