/*
 * The one door through which a string of somebody else's reaches the terminal: names, rooms, texts,
 * errors, notices and log output alike. It lets through an allow-list; docs/architecture.md names it.
 */

/* Default_Ignorable (UAX #44) is invisible by definition: zero-width, fillers, variation selectors. */
const invisible = String.raw`\p{Default_Ignorable_Code_Point}`;
/** Combining marks, and the Hangul letters that join the one before them. */
const mark = String.raw`[[\p{M}\u{1160}-\u{11FF}\u{D7B0}-\u{D7FF}]--${invisible}]`;
const base = String.raw`[[\p{L}\p{N}\p{P}\p{S}\p{Zs}]--${invisible}]`;

/** Most marks on one base. */
const marksInARow = 4;

/** One emoji, with its skin tone or its variation selector (UTS #51, ED-13 and ED-9a). */
const emojiElement = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u{FE0F})?`;
/**
 * Sequences in which invisible code points have their place: joined emoji, keycaps, text and emoji
 * presentation, and the flags of regions in tag characters (UTS #51, section 1.4).
 */
const emojiSequences = [
  String.raw`\u{1F3F4}[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{1,6}\u{E007F}`,
  String.raw`[0-9#*]\u{FE0F}\u{20E3}`,
  String.raw`${emojiElement}(?:\u{200D}${emojiElement}){1,7}`,
  String.raw`\p{Emoji}[\u{FE0E}\u{FE0F}]`,
];

/** Everything that is not a plain allowed code point; what the groups mean is in {@link passed}. */
const noteworthy = new RegExp(
  [
    `(?<emoji>${emojiSequences.join('|')})`,
    String.raw`(?<tab>\t)`,
    String.raw`(?<newline>\r\n|\n)`,
    `(?<piled>(?<=${mark}{${marksInARow}})${mark}+)`,
    String.raw`(?<orphan>(?<=^|\n)${mark})`,
    `[^${mark}${base}]`,
  ].join('|'),
  'gv',
);
const plainAscii = /^[\x20-\x7e]*$/;

type Groups = Readonly<
  Record<'emoji' | 'tab' | 'newline' | 'piled' | 'orphan', string | undefined>
>;

function passed(groups: Groups, newlines: boolean): string {
  if (groups.emoji !== undefined) return groups.emoji;
  if (groups.tab !== undefined) return '    ';
  if (groups.newline !== undefined && newlines) return '\n';
  return groups.piled === undefined ? '\u{FFFD}' : '';
}

/**
 * Makes a string harmless for a terminal. Letters, numbers, punctuation, symbols, spaces and
 * combining marks pass, and so do emoji sequences with their joiners. Of everything else (C0, DEL,
 * C1, bidi and other format controls, zero-width code points, private use, unassigned, lone
 * surrogates, line separators, a mark with nothing to stand on) each code point becomes U+FFFD, so
 * that one sees that something was there. A tab becomes four spaces; marks beyond four in a row are
 * dropped. Applying it twice changes nothing more.
 *
 * @param options.newlines whether a line feed passes (CR LF becomes one); else it becomes U+FFFD
 */
export function safeText(text: string, options: { readonly newlines: boolean }): string {
  if (plainAscii.test(text)) return text;
  return text.replace(noteworthy, (...found) =>
    passed(found.at(-1) as unknown as Groups, options.newlines),
  );
}

/** A string of somebody else's that stands on one line. */
export function safeLine(text: string): string {
  return safeText(text, { newlines: false });
}

/** Typed text, short enough for a sentence about it. */
export function shown(typed: string): string {
  return typed.length > 40 ? `${safeLine(typed.slice(0, 40))}...` : safeLine(typed);
}
