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

/** Scripts whose letters join, stack or choose their shape by joiners (The Unicode Standard, 23.2). */
const joiningScripts = classOf(
  ...[
    'Arabic',
    'Syriac',
    'Mandaic',
    'Manichaean',
    'Sogdian',
    'Mongolian',
    'Phags_Pa',
    'Nko',
    'Adlam',
  ],
  ...[
    'Hanifi_Rohingya',
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
  ],
  ...[
    'Kannada',
    'Malayalam',
    'Sinhala',
    'Tibetan',
    'Myanmar',
    'Khmer',
    'Balinese',
    'Javanese',
    'Batak',
  ],
  ...[
    'Sundanese',
    'Meetei_Mayek',
    'Limbu',
    'Tai_Tham',
    'Chakma',
    'Newa',
    'Tirhuta',
    'Grantha',
    'Modi',
  ],
);
/** Scripts that are written without spaces, and break their lines at zero-width ones. */
const spacelessScripts = classOf(
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Tibetan',
  'Tai_Tham',
  'Javanese',
);

function classOf(...scripts: string[]): string {
  return `[${scripts.map((script) => String.raw`\p{scx=${script}}`).join('')}]`;
}

function letterOf(scripts: string): string {
  return String.raw`[[\p{L}&&${scripts}]--${invisible}]`;
}

const joiner = String.raw`[\u{200C}\u{200D}]`;
/** Up to a letter and its marks, looking back from behind one more code point. */
const behind = (letter: string) => `(?<=${letter}${mark}{0,${marksInARow - 1}}.)`;
/**
 * Characters that a text may hold besides, each where it has a meaning, and once: joiners at a letter of a script that
 * has them (RFC 5892, A.1 and A.2, and UTS #39, 3.1.1, widened to Bengali, Malayalam and Persian as they are
 * written), variation selectors at their bases (UTS #37, StandardizedVariants.txt), soft hyphens within a
 * word, zero-width spaces where there are no others, and directional marks beside what can be seen.
 */
const inProse = [
  `${joiner}${behind(letterOf(joiningScripts))}`,
  `${joiner}(?<!${joiner}.)(?=${letterOf(joiningScripts)})`,
  String.raw`[\u{FE00}-\u{FE0D}](?<=[[\p{L}\p{N}\p{P}\p{S}]--[\p{ASCII}${invisible}]].)`,
  String.raw`[\u{E0100}-\u{E01EF}](?<=\p{Ideographic}.)`,
  String.raw`[\u{180B}-\u{180D}\u{180F}](?<=${letterOf(classOf('Mongolian', 'Phags_Pa'))}.)`,
  String.raw`\u{AD}${behind(String.raw`[\p{L}--${invisible}]`)}(?=\p{L})`,
  String.raw`\u{200B}${behind(letterOf(spacelessScripts))}(?=\p{L})`,
  String.raw`[\u{200E}\u{200F}\u{61C}](?:(?<=[${mark}${base}].)|(?=${base}))`,
  // Isolates are balanced afterwards.
  String.raw`[\u{2066}-\u{2069}]`,
];

/** Everything that is not a plain allowed code point; what the groups mean is in {@link passed}. */
function noteworthy(kept: readonly string[]): RegExp {
  return new RegExp(
    [
      `(?<piled>(?<=[${mark}${joiner}]{${marksInARow}})[${mark}${joiner}]+)`,
      `(?<kept>${kept.join('|')})`,
      String.raw`(?<tab>\t)`,
      String.raw`(?<newline>\r\n|\n)`,
      String.raw`(?<orphan>(?<=^|\n)${mark})`,
      `[^${mark}${base}]`,
    ].join('|'),
    'gvs',
  );
}

const noteworthyInLabels = noteworthy(emojiSequences);
/** Made when it is first needed: its classes are large. */
let noteworthyInProse: RegExp | undefined;
const plainAscii = /^[\x20-\x7e]*$/;

type Groups = Readonly<Record<'piled' | 'kept' | 'tab' | 'newline' | 'orphan', string | undefined>>;

function passed(groups: Groups, newline: string): string {
  if (groups.piled !== undefined) return '';
  if (groups.kept !== undefined) return groups.kept;
  if (groups.tab !== undefined) return '    ';
  return groups.newline === undefined ? '\u{FFFD}' : newline;
}

/**
 * Makes a label harmless for a terminal: a name, an address, a sentence about them, a line of the log. Letters,
 * numbers, punctuation, symbols, spaces and combining marks pass, and so do emoji sequences with their
 * joiners. Of everything else (C0, DEL, C1, bidi and other format controls, zero-width code points, private
 * use, unassigned, lone surrogates, line separators, a mark with nothing to stand on) each code point
 * becomes U+FFFD, so that one sees that something was there. A tab becomes four spaces; marks beyond four
 * in a row are dropped. Applying it twice changes nothing more.
 *
 * @param options.newlines whether a line feed passes (CR LF becomes one); else it becomes U+FFFD
 */
export function safeText(text: string, options: { readonly newlines: boolean }): string {
  if (plainAscii.test(text)) return text;
  const newline = options.newlines ? '\n' : '\u{FFFD}';
  return text.replace(noteworthyInLabels, (...found) => passed(found.at(-1) as Groups, newline));
}

/**
 * Makes what a person wrote harmless for a terminal. As {@link safeText}, and what languages need passes too:
 * joiners, variation selectors, soft hyphens, directional marks, and isolates that end within their line.
 */
export function safeProse(text: string): string {
  if (plainAscii.test(text)) return text;
  return balanced(safeProseAt(text, 0, '\n').text);
}

/**
 * As {@link safeProse}, for a text that is being edited: also tells where a place of the text has gone.
 *
 * @param place index in `text`
 * @param newline stands for a line feed
 */
export function safeProseAt(
  text: string,
  place: number,
  newline: string,
): { readonly text: string; readonly place: number } {
  if (plainAscii.test(text)) return { text, place };
  noteworthyInProse ??= noteworthy([...emojiSequences, ...inProse]);
  let moved = place;
  const safe = text.replace(noteworthyInProse, (...found) => {
    const [match, groups] = [found[0] as string, found.at(-1) as Groups];
    const shown = passed(groups, newline);
    if ((found.at(-3) as number) < place) moved += shown.length - match.length;
    return shown;
  });
  return { text: safe, place: moved };
}

/** Replaces isolates (UAX #9) that do not end within their line, and ends that nothing has begun. */
function balanced(text: string): string {
  if (!/[\u{2066}-\u{2069}]/u.test(text)) return text;
  const characters = text.split('');
  let open: number[] = [];
  const refuse = (places: readonly number[]) => {
    for (const place of places) characters[place] = '\u{FFFD}';
  };
  for (const [place, character] of [...characters, '\n'].entries()) {
    if (character === '\n') {
      refuse(open);
      open = [];
    } else if (character === '\u{2069}') {
      if (open.pop() === undefined) refuse([place]);
    } else if (character >= '\u{2066}' && character <= '\u{2068}') open.push(place);
  }
  return characters.join('');
}

/** Letters that are written from right to left, by their blocks, and what changes the direction. */
const directed =
  /[\u{590}-\u{8FF}\u{FB1D}-\u{FDFF}\u{FE70}-\u{FEFF}\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}\u{200E}\u{200F}\u{2066}-\u{2069}]/u;

/**
 * Keeps the direction of a safe line to itself (UAX #9, FSI and PDI), so that it turns nothing beside it round.
 * A line that is written from left to right throughout stays as it is.
 */
export function isolated(line: string): string {
  return directed.test(line) ? `\u{2068}${line}\u{2069}` : line;
}

/** A string of somebody else's that stands on one line. */
export function safeLine(text: string): string {
  return safeText(text, { newlines: false });
}

/** Prose of somebody else's among other words of one line: its line feeds become spaces. */
export function oneLine(text: string): string {
  return isolated(safeProse(text).replaceAll('\n', ' '));
}

/** Typed text, short enough for a sentence about it. */
export function shown(typed: string): string {
  return typed.length > 40 ? `${safeLine(typed.slice(0, 40))}...` : safeLine(typed);
}
