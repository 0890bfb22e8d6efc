import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** An option of a list. */
export interface Option {
  readonly key: string;
  readonly shown: ComponentChildren;
}

/** The id of an option, for the field that names the chosen one. */
export function optionId(listId: string, place: number): string {
  return `${listId}-${place}`;
}

/** The options that belong to a field, which keeps the focus and has the keys: they can be clicked as well. */
export function OptionList({
  id,
  label,
  options,
  chosen,
  look = '',
  onTake,
}: {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  /** The place of the chosen one. */
  readonly chosen: number;
  /** Names of classes. */
  readonly look?: string;
  onTake(place: number): void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div ref={list} id={id} class={`options ${look}`} role="listbox" aria-label={label}>
      {options.map(({ key, shown }, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
        <div
          key={key}
          id={optionId(id, place)}
          role="option"
          aria-selected={place === chosen}
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(place)}
        >
          {shown}
        </div>
      ))}
    </div>
  );
}
