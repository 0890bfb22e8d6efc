import { createStyle, plainStyle, type Style, type Theme } from '../talk/style.ts';
import { languageOf } from '../texts/language-of.ts';
import { russian } from '../texts/russian.ts';
import type { Language } from '../texts/text.ts';
import { speak } from '../texts/text-of.ts';
import { english } from '../texts/voice.ts';
import { processEnvironment } from './process-environment.ts';

/** Whether a person sits at both ends: what is asked can be seen, and answered. */
export function isInteractive(): boolean {
  return processEnvironment().input.isTTY === true && isOutputTerminal();
}

/** Speaks the person's language on a terminal: the one that they chose, or that of their environment. */
export function speakTheirs(chosen?: Language): void {
  if (!isInteractive()) return;
  const language = chosen ?? languageOf(processEnvironment().variables);
  speak(language === 'ru' ? russian : english);
}

/** Colours where a person sits at both ends, as far as the environment says; plain lines never have any. */
export function styleOfTerminal(plain: boolean, theme?: Theme): Style {
  return plain ? plainStyle : createStyle(mayColour(isInteractive()), theme);
}

/** Colours of what is printed: on a terminal, as far as the environment says. */
export function styleOfOutput(): Style {
  return createStyle(mayColour(isOutputTerminal()));
}

function isOutputTerminal(): boolean {
  const { output, variables } = processEnvironment();
  return output.isTTY === true && variables.TERM !== 'dumb';
}

/**
 * Not where `NO_COLOR` is set (https://no-color.org), and everywhere where `FORCE_COLOR` is (https://force-color.org),
 * which wins, and as 0 means nowhere.
 */
function mayColour(isTerminal: boolean): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '' } = processEnvironment().variables;
  return FORCE_COLOR === '' ? isTerminal && NO_COLOR === '' : FORCE_COLOR !== '0';
}
