import { InputError } from '../base/errors.ts';
import { spoken, textOf } from '../texts/text-of.ts';

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** `09:07` where this machine is; `at` in milliseconds since 1970 UTC. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** The time alone on the day of `now`, else with the day: `09:07`, `5 Jan 09:07`, `5 Jan 2024 09:07`. */
export function dayAndTime(at: number, now: number): string {
  const day = dayOf(at, now);
  return day === '' ? clockTime(at) : `${day} ${clockTime(at)}`;
}

/** The same to the second: `09:07:03`, `5 Jan 09:07:03`. */
export function dayAndSecond(at: number, now: number): string {
  return `${dayAndTime(at, now)}:${twoDigits(new Date(at).getSeconds())}`;
}

function dayOf(at: number, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return '';
  const day = `${date.getDate()} ${textOf('months').split(' ')[date.getMonth()]}`;
  return date.getFullYear() === today.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** How days are written, by locale: to set one up takes a hundred times as long as to write a day. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** A day with its year: `Friday 27 November 2026`. */
export function dayWords(date: Date): string {
  const locale = spoken() === 'en' ? 'en-GB' : spoken();
  const format = dayFormats.get(locale) ?? new Intl.DateTimeFormat(locale, dayParts);
  dayFormats.set(locale, format);
  return format.format(date);
}

const dayParts = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const units = [
  { name: 'day', milliseconds: day },
  { name: 'hour', milliseconds: hour },
  { name: 'minute', milliseconds: minute },
  { name: 'second', milliseconds: second },
] as const;

/** A length of time in its largest unit, rounded down: `3 days`, `1 hour`, `0 seconds`. */
export function durationWords(durationMs: number): string {
  const unit = units.find(({ milliseconds }) => durationMs >= milliseconds) ?? units[3];
  const count = Math.max(0, Math.floor(durationMs / unit.milliseconds));
  return textOf(`duration.${unit.name}`, { count });
}

const unitLetters: Readonly<Record<string, number>> = {
  s: second,
  m: minute,
  h: hour,
  d: day,
  w: 7 * day,
};
const longest = 10 * 365 * day;

/** A length of time as {@link parseDuration} takes it, in whole seconds: `10s`, `90s`, `2m`. */
export function durationWord(durationMs: number): string {
  const fits = (letter: string) => durationMs % (unitLetters[letter] ?? second) === 0;
  const letter = ['d', 'h', 'm'].find((each) => durationMs > 0 && fits(each)) ?? 's';
  return `${Math.round(durationMs / (unitLetters[letter] ?? second))}${letter}`;
}

/** Whether a word is meant as a length of time: a number with a letter behind it, as `90d`. */
export function looksLikeDuration(word: string): boolean {
  return /^\d+[a-z]$/i.test(word);
}

/**
 * Reads `30s`, `10m`, `1h`, `90d`, `2w`.
 *
 * @returns milliseconds, from one second to ten years
 * @throws InputError with a sentence that names what was typed
 */
export function parseDuration(word: string): number {
  const [, count, letter] = /^(\d{1,9})([smhdw])$/i.exec(word) ?? [];
  const durationMs = Number(count) * (unitLetters[letter?.toLowerCase() ?? ''] ?? Number.NaN);
  if (durationMs >= second && durationMs <= longest) return durationMs;
  throw new InputError(textOf('duration.wrong', { word: word.slice(0, 40) }));
}
