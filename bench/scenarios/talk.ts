import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The words of the pages of `docs/`, as often as they stand there. */
export function wordsOfDocs(): string[] {
  const folder = join(import.meta.dirname, '../../docs');
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
  const text = pages.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return text.match(/[A-Za-z][A-Za-z0-9_]*/g) ?? [];
}

/** Words of other languages and scripts, in messages of their own. */
const foreign = [
  'привет сервер опять упал сегодня встреча в пять часов нужно проверить журнал почему не работает очередь',
  'die Straße ist gesperrt wir fahren über München zur Übergabe der Schlüssel heute nicht möglich größer',
  '今日は東京で会議があります 資料を確認してください 明日の予定を変更しました 京都 大阪 サーバー 障害',
].map((line) => line.split(' '));

/** About as many characters has a message. */
const messageLength = 100;
/** Later phrases are drawn from so many of the messages that were made. */
const remembered = 4_096;

/** Makes texts as people say them, and what one would look for in them; always the same ones. */
export class Talk {
  readonly #words: readonly string[];
  readonly #said: string[] = [];
  #state = 1;

  /** @param words as often as they are to be said */
  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** A number from 0 to `count - 1` (a linear congruential generator, as in ISO C). */
  pick(count: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor(((this.#state >>> 4) / 2 ** 28) * count);
  }

  word(): string {
    return this.#oneOf(this.#words);
  }

  message(): string {
    const words = this.pick(10) === 0 ? this.#oneOf(foreign) : this.#words;
    let text =
      this.pick(20) === 0 ? `/usr/lib/${this.word()}_${this.word()}.ts:${this.pick(999)} ` : '';
    while (text.length < messageLength) text += `${this.#oneOf(words)} `;
    text = text.trimEnd();
    this.#said[this.#said.length < remembered ? this.#said.length : this.pick(remembered)] = text;
    return text;
  }

  /** Two words that stand side by side in a message. */
  phrase(): string {
    const words = this.#oneOf(this.#said).split(' ');
    const at = this.pick(words.length - 1);
    return words.slice(at, at + 2).join(' ');
  }

  /** So many letters out of the middle of a longer word. */
  part(length: number): string {
    for (;;) {
      const word = this.word();
      if (word.length > length) return word.slice(1, 1 + length);
    }
  }

  shortWord(): string {
    for (;;) {
      const word = this.word();
      if (word.length <= 2) return word;
    }
  }

  /** Letters that make no word. */
  nonsense(): string {
    return Array.from({ length: 9 }, () => String.fromCharCode(97 + this.pick(26))).join('');
  }

  #oneOf<Item>(items: readonly Item[]): Item {
    return items[this.pick(items.length)] as Item;
  }
}
