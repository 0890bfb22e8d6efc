import { hash } from 'node:crypto';

/** How things look: each method gives its text back, with or without colours around it. */
export interface Style {
  /** The part of a line that matters most. */
  strong(text: string): string;
  /** Parts that may be overlooked: times, hints, separators. */
  faint(text: string): string;
  /** Something went wrong. */
  error(text: string): string;
  /** Something the person should notice. */
  warning(text: string): string;
  /** Something the person can type or choose. */
  accent(text: string): string;
  /** A person's name, in a colour that is the same wherever the name is shown. */
  name(text: string): string;
}

const plain = (text: string): string => text;

/** No colours: for pipes, and where `NO_COLOR` is set. */
export const plainStyle: Style = {
  strong: plain,
  faint: plain,
  error: plain,
  warning: plain,
  accent: plain,
  name: plain,
};

/** Foreground colours of ECMA-48 that are readable on dark and on light; red and yellow mean trouble. */
const nameColours = [32, 34, 35, 36, 92, 94, 95, 96];

function rendition(start: number, end: number): (text: string) => string {
  return (text) => `\x1b[${start}m${text}\x1b[${end}m`;
}

function nameColour(name: string): number {
  const digest = hash('sha256', name, 'buffer');
  return nameColours[digest.readUInt32BE(0) % nameColours.length] as number;
}

/** Colours of the terminal's own palette (ECMA-48, SGR), so that they fit its theme. */
export const colourStyle: Style = {
  strong: rendition(1, 22),
  faint: rendition(2, 22),
  error: rendition(31, 39),
  warning: rendition(33, 39),
  accent: rendition(36, 39),
  name: (text) => rendition(nameColour(text), 39)(text),
};

/** @param colour whether colours may be used: the caller knows the terminal and `NO_COLOR` */
export function createStyle(colour: boolean): Style {
  return colour ? colourStyle : plainStyle;
}
