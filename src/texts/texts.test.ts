import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { errorSentences } from '../base/errors.ts';
import { composedSentences, sentences } from '../base/sentences.ts';
import { en } from './en.ts';
import { holesOf } from './error-words.ts';
import { languageOf } from './language-of.ts';
import { ru } from './ru.ts';
import { ruErrors } from './ru-errors.ts';
import { ruSentences } from './ru-sentences.ts';
import { russian } from './russian.ts';
import type { Text } from './text.ts';
import { speak, textOf } from './text-of.ts';
import { english } from './voice.ts';

/** Texts that are rightly the same in both languages. */
const same: readonly string[] = [];

const pairs = Object.entries<Text>(en).map(
  ([key, text]) => [key, text, ru[key as keyof typeof en]] as const,
);

function forms(text: Text): readonly string[] {
  return typeof text === 'string' ? [text] : Object.values(text);
}

describe('the texts of the terminal', () => {
  afterEach(() => speak(english));

  test('are there in each language, and none is left as it was', () => {
    assert.deepEqual(Object.keys(ru).sort(), Object.keys(en).sort());
    const untouched = pairs.filter(([, english, russian]) =>
      forms(russian).some((form) => forms(english).includes(form)),
    );
    assert.deepEqual(
      untouched.map(([key]) => key),
      same,
    );
  });

  test('have the same holes in each form of each language', () => {
    for (const [key, english, russian] of pairs) {
      const holes = new Set([english, russian].flatMap(holesOf));
      for (const form of forms(russian))
        assert.deepEqual(holesOf(form).sort(), [...holes].sort(), key);
    }
  });

  test('of errors and notices are there for each code and each named sentence, with no fact that it has not', () => {
    assert.deepEqual(Object.keys(ruErrors).sort(), Object.keys(errorSentences).sort());
    const details = [...Object.keys(sentences), ...composedSentences];
    assert.deepEqual(Object.keys(ruSentences).sort(), details.sort());
    for (const [detail, english] of Object.entries(sentences)) {
      const russian = ruSentences[detail as keyof typeof sentences];
      const extra = holesOf(russian).filter((hole) => !english.includes(`{${hole}}`));
      assert.deepEqual(extra, [], detail);
    }
    const plurals = new Intl.PluralRules('ru').resolvedOptions().pluralCategories;
    for (const text of [...Object.values(ruErrors), ...Object.values(ruSentences)]) {
      for (const form of forms(text)) assert.match(form, /[а-яё]/);
      if (typeof text !== 'string') assert.deepEqual(Object.keys(text).sort(), [...plurals].sort());
    }
  });

  test('have a form for each plural of their language', () => {
    for (const [key, english, russian] of pairs) {
      for (const [language, text] of [
        ['en', english],
        ['ru', russian],
      ] as const) {
        if (typeof english === 'string') assert.equal(typeof text, 'string', key);
        else {
          const rules = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
          assert.deepEqual(Object.keys(text).sort(), [...rules].sort(), `${language} ${key}`);
        }
      }
    }
  });

  test('choose the form by the number, and write numbers as the language does', () => {
    assert.equal(textOf('input.paste-question', { count: 1 }), 'Paste 1 line? (y/n) ');
    assert.equal(textOf('input.paste-question', { count: 1_200 }), 'Paste 1,200 lines? (y/n) ');
    speak(russian);
    for (const [count, words] of [
      [1, '1 строку'],
      [22, '22 строки'],
      [11, '11 строк'],
      [1.5, '1,5 строки'],
    ] as const)
      assert.equal(textOf('input.paste-question', { count }), `Вставить ${words}? (д/н) `);
  });

  test('are chosen by the environment, the most particular variable first', () => {
    assert.equal(languageOf({ LANG: 'ru_RU.UTF-8' }), 'ru');
    assert.equal(languageOf({ LANG: 'ru_RU.UTF-8', LC_ALL: 'C.UTF-8' }), 'en');
    assert.equal(languageOf({ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'ru' }), 'ru');
    assert.equal(languageOf({ LANG: 'de_DE.UTF-8', LC_ALL: '' }), 'en');
    assert.equal(languageOf({ LANG: 'run' }), 'en');
    assert.equal(languageOf({}), 'en');
  });
});
