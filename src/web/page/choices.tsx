import { useState } from 'preact/hooks';
import { type Language, languages } from '../../texts/text.ts';
import { textOf } from '../../texts/text-of.ts';
import { looks } from '../settings.ts';
import type { Page } from './page.ts';
import { useObserved } from './use-observed.ts';

/** Languages in their own words. */
const languageNames = { en: 'English', ru: 'Русский' } as const;

/** The choice of the colours, and of the language. */
export function Choices({ page }: { readonly page: Page }) {
  const { look, language } = useObserved(page.settings);
  const [trouble, setTrouble] = useState('');
  const chooseLanguage = (chosen: Language) =>
    page.choose({ language: chosen }).then(
      () => setTrouble(''),
      () => setTrouble(textOf('page.no-texts')),
    );
  return (
    <div class="choices">
      <label>
        <span>{textOf('page.look')}</span>
        <select
          value={look}
          onChange={({ currentTarget: { value } }) => {
            const chosen = looks.find((one) => one === value);
            if (chosen !== undefined) void page.choose({ look: chosen });
          }}
        >
          {looks.map((one) => (
            <option key={one} value={one}>
              {textOf(`page.look.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{textOf('page.language')}</span>
        <select
          value={language}
          onChange={({ currentTarget: { value } }) => {
            const chosen = languages.find((one) => one === value);
            if (chosen !== undefined) void chooseLanguage(chosen);
          }}
        >
          {languages.map((one) => (
            <option key={one} value={one} lang={one}>
              {languageNames[one]}
            </option>
          ))}
        </select>
      </label>
      <p class="trouble" role="alert">
        {trouble}
      </p>
    </div>
  );
}
