import { type Language, languages } from '../texts/text.ts';
import type { KeptTexts } from './drafts.ts';

/** The looks that a person can choose from; `system`: as the machine is set. */
export const looks = ['system', 'light', 'dark'] as const;
export type Look = (typeof looks)[number];

/** The choices of a person on this device. */
export interface Settings {
  readonly look: Look;
  readonly language: Language;
}

const place = 'partyline.settings';

/**
 * Reads the choices that were made on this device.
 *
 * @param preferred the languages that the browser is set to, the first one first
 */
export function readSettings(kept: KeptTexts, preferred: readonly string[]): Settings {
  const usual = { look: 'system', language: languageAmong(preferred) } as const;
  try {
    const { look, language } = Object(JSON.parse(kept.getItem(place) ?? '{}')) as Partial<Settings>;
    return {
      look: looks.find((one) => one === look) ?? usual.look,
      language: languages.find((one) => one === language) ?? usual.language,
    };
  } catch {
    return usual;
  }
}

/** Keeps the choices; where that is not allowed they last as long as the page. */
export function keepSettings(kept: KeptTexts, settings: Settings): void {
  try {
    kept.setItem(place, JSON.stringify(settings));
  } catch {
    // The browser keeps nothing.
  }
}

function languageAmong(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const found = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}
