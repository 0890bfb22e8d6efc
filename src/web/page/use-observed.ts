import { useLayoutEffect, useState } from 'preact/hooks';
import type { Observed } from '../observed.ts';

/** The present value; the component is drawn anew when there is another one. */
export function useObserved<Value>(observed: Observed<Value>): Value {
  const [, draw] = useState(0);
  useLayoutEffect(() => observed.watch(() => draw((count) => count + 1)), [observed]);
  return observed.value;
}
