import type { Language } from '../../texts/text.ts';
import { speak } from '../../texts/text-of.ts';
import { english } from '../../texts/voice.ts';

/** Speaks a language from now on; the texts of others than English are loaded first. Rejects where they cannot be. */
export async function speakLanguage(language: Language): Promise<void> {
  speak(language === 'en' ? english : (await import('../../texts/russian.ts')).russian);
}
