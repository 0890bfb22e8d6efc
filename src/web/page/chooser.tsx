import { useId, useState } from 'preact/hooks';
import { type Option, OptionList, optionId } from './option-list.tsx';

/** A choice in a list. */
export interface Choice extends Option {
  choose(): void;
}

/** A field, and below it the choices that fit what is typed: arrows go through them, Enter takes one. */
export function Chooser({
  label,
  choicesFor,
  empty,
}: {
  readonly label: string;
  /** The choices for what is typed, the best first. */
  choicesFor(typed: string): readonly Choice[];
  /** Shown where there are none. */
  readonly empty: string;
}) {
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const id = useId();
  const choices = choicesFor(typed.trim());
  const chosen = Math.min(place, Math.max(0, choices.length - 1));
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && choices.length > 0) {
      event.preventDefault();
      setPlace((chosen + step + choices.length) % choices.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choices[chosen]?.choose();
    }
  };
  return (
    <div class="chooser">
      <input
        type="text"
        role="combobox"
        aria-label={label}
        placeholder={label}
        aria-expanded={choices.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={choices.length > 0 ? optionId(id, chosen) : undefined}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        autofocus
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={press}
      />
      <OptionList
        id={id}
        label={label}
        options={choices}
        chosen={chosen}
        onTake={(place) => choices[place]?.choose()}
      />
      {choices.length === 0 && <p class="hint">{empty}</p>}
    </div>
  );
}
