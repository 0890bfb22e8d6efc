import process from 'node:process';
import { createStyle, type Style, type Theme } from '../terminal/style.ts';
import { languageOf } from '../terminal/texts/language-of.ts';
import type { Language } from '../terminal/texts/text.ts';
import { speak } from '../terminal/texts/text-of.ts';

/** Whether a person sits at both ends: what is asked can be seen, and answered. */
export function isInteractive(): boolean {
  return (
    process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb'
  );
}

/** Speaks the person's language on a terminal: the one that they chose, or that of their environment. */
export function speakTheirs(chosen?: Language): void {
  if (isInteractive()) speak(chosen ?? languageOf(process.env));
}

/** Colours on a terminal, unless `NO_COLOR` is set (https://no-color.org) or lines are to be plain. */
export function styleOfTerminal(plain: boolean, theme?: Theme): Style {
  const { NO_COLOR } = process.env;
  const mayColour = !plain && isInteractive() && (NO_COLOR === undefined || NO_COLOR === '');
  return createStyle(mayColour, theme);
}
