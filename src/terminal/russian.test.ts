import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import { messagesMissing, noAnswer } from '../client/core/notices.ts';
import { commandTable } from '../talk/command-table.ts';
import { findCommand, helpLines } from '../talk/commands.ts';
import { errorLines, presenceLines, replayHeader, typistsWords } from '../talk/render.ts';
import { eventWords } from '../talk/render-events.ts';
import { plainStyle } from '../talk/style.ts';
import { durationWords } from '../talk/times.ts';
import { sentenceWords } from '../texts/error-words.ts';
import { russian } from '../texts/russian.ts';
import { SpokenError } from '../texts/spoken-error.ts';
import { speak } from '../texts/text-of.ts';
import { english } from '../texts/voice.ts';
import { defaultBindings } from './input/bindings.ts';
import { keyLines } from './key-lines.ts';

const view = { style: plainStyle, now: new Date(2026, 0, 5, 9, 7).getTime() };

describe('in Russian', () => {
  before(() => speak(russian));
  after(() => speak(english));

  test('the talk declines its nouns', () => {
    const room = { name: '#ops', after: 0, skipped: 0 };
    const titles = [1, 2, 5, 21].map((last) => replayHeader({ ...room, last }, view));
    assert.deepEqual(titles, [
      '--- 1 сообщение в #ops, пока вас не было ---',
      '--- 2 сообщения в #ops, пока вас не было ---',
      '--- 5 сообщений в #ops, пока вас не было ---',
      '--- 21 сообщение в #ops, пока вас не было ---',
    ]);
    assert.equal(durationWords(3 * 86_400_000), '3 дня');
    assert.equal(typistsWords(['ann', 'bob'], view), ' (ann и bob печатают)');
  });

  test('people and events have no gender', () => {
    const came = presenceLines([{ name: 'ann', online: true }], view);
    assert.deepEqual(came, ['09:07 ann — на связи']);
    const event = { kind: 'kicked', from: 'ann', names: ['bob'], text: 'шум' } as const;
    assert.equal(eventWords(event, plainStyle), '-- ann выставляет bob: шум');
  });

  test('errors of the server are told by their codes, with what more they say', () => {
    const wait = { retryAfterMs: 5_000 };
    const slow = new PartylineError(
      'forbidden',
      worded('room.slow', { seconds: 9, wait: 5 }),
      wait,
    );
    assert.equal(
      errorLines(slow, plainStyle),
      'В эту комнату вы можете писать раз в 9 с: подождите ещё 5 с. (через 5 с)',
    );
    const until = new Date(2026, 0, 5, 23, 59).getTime();
    const muted = new PartylineError('forbidden', worded('muted.room', { until, reason: 'шум' }));
    assert.match(
      errorLines(new LineEndedError('refused', muted), plainStyle),
      /^В этой комнате вам закрыта речь до 5 янв.* 23:59: шум$/,
    );
    assert.equal(
      errorLines(new PartylineError('auth.failed'), plainStyle),
      'Имя или пароль неверны.',
    );
    assert.equal(
      errorLines(new SpokenError('room.unknown', 'Нет такой.'), plainStyle),
      'Нет такой.',
    );
  });

  test('a sentence that is not known, or lacks a fact, is told by its code, with its English', () => {
    for (const detail of ['muted.room-of-tomorrow', 'name.nobody', 'toString']) {
      const error = new PartylineError('name.unknown', { detail, facts: {}, text: 'No ann here.' });
      assert.equal(errorLines(error, plainStyle), 'Никого с таким именем нет. (No ann here.)');
    }
  });

  test('notices of the client are told with their facts', () => {
    const room = { room: 'rA', name: '#ops' };
    const dropped = { through: 7, keepMs: 7 * 86_400_000, keepBytes: 2_000_000_000 };
    assert.equal(
      sentenceWords(messagesMissing(room, { from: 3, to: 7 }, dropped)),
      'Сообщения с 3 по 7 в #ops удалены: линия хранит 7 дней и не больше 2 ГБ.',
    );
    assert.equal(
      sentenceWords(noAnswer(10)),
      'Сервер не отвечает уже 10 с; если ответа не будет, линия установится заново.',
    );
  });

  test('the help, the keys and mistakes are explained', () => {
    const commands = { table: commandTable, role: 'member' } as const;
    const lines = [...helpLines(commands, ''), ...keyLines(defaultBindings)];
    for (const [index, line] of lines.entries()) {
      // A command that is too long for its column stands above its purpose.
      const isAlone = /^ {2}\/\S+( \S+)*$/.test(line);
      assert.match(isAlone ? (lines[index + 1] ?? '') : line, /[а-яё]/, line);
    }
    assert.throws(() => findCommand(commands, '/mgs'), {
      message: 'Команды /mgs нет: может быть, /msg?',
    });
  });
});
