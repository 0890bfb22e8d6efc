import { ru } from './ru.ts';
import { ruErrors } from './ru-errors.ts';
import { ruSentences } from './ru-sentences.ts';
import type { Voice } from './voice.ts';

/** Everything in Russian: a page loads it where it is chosen. */
export const russian: Voice = {
  language: 'ru',
  texts: ru,
  sentences: { byCode: ruErrors, byDetail: ruSentences },
};
