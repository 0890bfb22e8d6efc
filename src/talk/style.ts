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
  /** Something that was searched for. */
  found(text: string): string;
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
  found: plain,
  accent: plain,
  name: plain,
};

/** Colours for a terminal with a light or a dark background, or no colours. */
export const themes = ['light', 'dark', 'none'] as const;
export type Theme = (typeof themes)[number];

/** Foreground colours of ECMA-48 for names, by theme: red and yellow mean trouble. Without one they do on both. */
const nameColours: Readonly<Record<Exclude<Theme, 'none'> | 'both', readonly number[]>> = {
  both: [32, 34, 35, 36, 92, 94, 95, 96],
  light: [32, 34, 35, 36],
  dark: [32, 35, 36, 92, 94, 95, 96],
};

function rendition(start: number, end: number): (text: string) => string {
  return (text) => `\x1b[${start}m${text}\x1b[${end}m`;
}

const encoder = new TextEncoder();

/** Chooses one of so many colours for a name, the same on every machine. */
export function nameColour(name: string, colours: number): number {
  // FNV-1a, of 32 bits (RFC 9923).
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % colours;
}

/** Colours of the terminal's own palette (ECMA-48, SGR), so that they fit its theme. */
export const colourStyle: Style = coloured('both');

function coloured(theme: keyof typeof nameColours): Style {
  return {
    strong: rendition(1, 22),
    faint: rendition(2, 22),
    error: rendition(31, 39),
    // Yellow cannot be read on white.
    warning: rendition(theme === 'light' ? 35 : 33, 39),
    found: rendition(7, 27),
    accent: rendition(theme === 'light' ? 34 : 36, 39),
    name: (text) => {
      const colours = nameColours[theme];
      return rendition(colours[nameColour(text, colours.length)] as number, 39)(text);
    },
  };
}

/** @param colour whether colours may be used: the caller knows the terminal and `NO_COLOR` */
export function createStyle(colour: boolean, theme?: Theme): Style {
  if (!colour || theme === 'none') return plainStyle;
  return theme === undefined ? colourStyle : coloured(theme);
}
