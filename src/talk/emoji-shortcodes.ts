import { InputError } from '../base/errors.ts';
import { didYouMean } from '../texts/did-you-mean.ts';
import { textOf } from '../texts/text-of.ts';
import { readEmoji } from '../words/emoji.ts';
import { shown } from './safe-text.ts';

/** Short names of the emojis that people answer with, as GitHub and Slack have them: a name, or several for one. */
const shortcodes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '+1': '👍',
    thumbsup: '👍',
    '-1': '👎',
    thumbsdown: '👎',
    ok_hand: '👌',
    clap: '👏',
    raised_hands: '🙌',
    pray: '🙏',
    wave: '👋',
    muscle: '💪',
    handshake: '🤝',
    point_up: '☝️',
    eyes: '👀',
    brain: '🧠',
    smile: '😄',
    grin: '😁',
    joy: '😂',
    rofl: '🤣',
    wink: '😉',
    blush: '😊',
    innocent: '😇',
    heart_eyes: '😍',
    sunglasses: '😎',
    thinking: '🤔',
    neutral_face: '😐',
    roll_eyes: '🙄',
    upside_down_face: '🙃',
    sweat_smile: '😅',
    sweat: '😓',
    cry: '😢',
    sob: '😭',
    rage: '😡',
    scream: '😱',
    confused: '😕',
    sleeping: '😴',
    partying_face: '🥳',
    facepalm: '🤦',
    shrug: '🤷',
    heart: '❤️',
    broken_heart: '💔',
    tada: '🎉',
    rocket: '🚀',
    fire: '🔥',
    star: '⭐',
    sparkles: '✨',
    zap: '⚡',
    boom: '💥',
    '100': '💯',
    trophy: '🏆',
    gift: '🎁',
    white_check_mark: '✅',
    heavy_check_mark: '✔️',
    x: '❌',
    no_entry: '⛔',
    warning: '⚠️',
    question: '❓',
    exclamation: '❗',
    bulb: '💡',
    bug: '🐛',
    wrench: '🔧',
    construction: '🚧',
    lock: '🔒',
    key: '🔑',
    bell: '🔔',
    pushpin: '📌',
    memo: '📝',
    mag: '🔍',
    hourglass: '⌛',
    stopwatch: '⏱️',
    calendar: '📅',
    package: '📦',
    coffee: '☕',
    tea: '🍵',
    pizza: '🍕',
    cake: '🍰',
    beer: '🍺',
    sunny: '☀️',
    snowflake: '❄️',
    rainbow: '🌈',
    ghost: '👻',
    skull: '💀',
    robot: '🤖',
    poop: '💩',
  }),
);

/** The emojis whose short names begin with a word such as `:smi` or `:smile:`. */
export function emojisFor(word: string): string[] {
  const [, begun, colon] = /^:([a-z0-9_+-]+)(:?)$/i.exec(word) ?? [];
  if (begun === undefined) return [];
  const wanted = begun.toLowerCase();
  const found = [...shortcodes].filter(([name]) =>
    colon === '' ? name.startsWith(wanted) : name === wanted,
  );
  return [...new Set(found.map(([, emoji]) => emoji))];
}

/**
 * The emoji that a person typed, as it is or by its short name between colons.
 *
 * @throws InputError with the nearest name
 */
export function parseEmoji(typed: string): string {
  const name = /^:([a-z0-9_+-]+):$/i.exec(typed)?.[1]?.toLowerCase();
  const emoji = name === undefined ? readEmoji(typed) : shortcodes.get(name);
  if (emoji !== undefined) return emoji;
  if (name === undefined) {
    throw new InputError(textOf('emoji.none', { text: shown(typed) }));
  }
  const hint = didYouMean(name, [...shortcodes.keys()]);
  throw new InputError(textOf('emoji.unknown', { text: shown(typed), hint }));
}
