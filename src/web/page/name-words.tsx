import { safeLine } from '../../talk/safe-text.ts';
import { nameColour } from '../../talk/style.ts';
import { nameColours } from '../page-style.ts';

/** A person's name in a colour of its own, the same wherever it is shown. */
export function NameWords({ name }: { readonly name: string }) {
  return <b class={`name-${nameColour(name, nameColours)}`}>{safeLine(name)}</b>;
}
