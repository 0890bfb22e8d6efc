import { type KeyEvent, type Modifiers, namedKey } from './key-event.ts';

/*
 * The control sequences that terminals send for keys: those of xterm ("XTerm Control Sequences", PC-style function
 * keys), with those of rxvt, of the console of Linux, and of the keyboard protocol of kitty.
 */

/** Keys by the final byte of CSI or SS3. */
const byFinal: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'begin',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

/** Keys by the number before a `~`. */
const byNumber: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'page-up',
  6: 'page-down',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** rxvt ends the sequence of a key with another byte for modifiers. */
const rxvtModifiers: Readonly<Record<string, Modifiers>> = {
  '~': {},
  $: { shift: true },
  '^': { ctrl: true },
  '@': { ctrl: true, shift: true },
};

const rxvtArrows: Readonly<Record<string, string>> = {
  a: 'up',
  b: 'down',
  c: 'right',
  d: 'left',
};

/** Named keys among the code points of kitty's protocol and of xterm's modifyOtherKeys. */
const byCodePoint: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  10: 'enter',
  13: 'enter',
  27: 'escape',
  127: 'backspace',
};

/** Keys of a keyboard for Cyrillic that stand where Latin letters do: Alt-и is the key Alt-b. */
const cyrillic = 'йцукенгшщзхъфывапролджэячсмитьбю';
const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/** The modifiers of a parameter of xterm: one more than their bits. */
function modifiersOf(parameter: string | undefined): Modifiers {
  const bits = Math.max(0, Number.parseInt(parameter ?? '', 10) - 1 || 0);
  return { shift: (bits & 1) > 0, alt: (bits & 2) > 0, ctrl: (bits & 4) > 0 };
}

/**
 * The key of a control sequence; undefined for one that is no key.
 *
 * @param parameters between CSI and the final byte
 * @param alt ESC stood before it
 */
export function keyOfCsi(parameters: string, final: string, alt: boolean): KeyEvent | undefined {
  const [first = '', second, third] = parameters.split(';');
  const withAlt = (modifiers: Modifiers) => (alt ? { ...modifiers, alt } : modifiers);
  if (final === 'Z') return namedKey('tab', withAlt({ ...modifiersOf(second), shift: true }));
  if (final === 'u')
    return keyOfCodePoint(Number.parseInt(first, 10), withAlt(modifiersOf(second)));
  if (final === '~' && first === '27')
    return keyOfCodePoint(Number.parseInt(third ?? '', 10), withAlt(modifiersOf(second)));
  const arrow = parameters === '' ? rxvtArrows[final] : undefined;
  if (arrow !== undefined) return namedKey(arrow, withAlt({ shift: true }));
  const ended = rxvtModifiers[final];
  const name = ended === undefined ? byFinal[final] : byNumber[first];
  // M behind CSI is a report of the mouse.
  if (name === undefined || (ended === undefined && (final === 'M' || !/^1?$/.test(first))))
    return undefined;
  return namedKey(name, withAlt({ ...modifiersOf(second), ...ended }));
}

/** The key of a sequence that begins with SS3; undefined for one that is no key. */
export function keyOfSs3(parameter: string, final: string, alt: boolean): KeyEvent | undefined {
  const arrow = rxvtArrows[final];
  const modifiers = {
    ...modifiersOf(parameter),
    ...(arrow && { ctrl: true }),
    ...(alt && { alt }),
  };
  const name = arrow ?? byFinal[final];
  if (name !== undefined) return namedKey(name, modifiers);
  // The keys of a keypad in application mode stand 64 above their characters.
  const character = String.fromCharCode(final.charCodeAt(0) - 64);
  return /^[*+,\-./0-9=]$/.test(character) ? { type: 'text', text: character } : undefined;
}

/** F1 to F5 on the console of Linux: CSI [ A and so on. */
export function keyOfLinux(final: string): KeyEvent | undefined {
  const number = 'ABCDE'.indexOf(final) + 1;
  return number === 0 ? undefined : namedKey(`f${number}`);
}

/** The key of a code point that was typed with modifiers; undefined for none. */
function keyOfCodePoint(codePoint: number, modifiers: Modifiers): KeyEvent | undefined {
  const name = byCodePoint[codePoint];
  if (name !== undefined) return namedKey(name, modifiers);
  // Beyond Unicode, surrogates, and the area that kitty uses for keys of its own.
  if (
    !(codePoint >= 32) ||
    codePoint > 0x10ffff ||
    /^[\ud800-\uf8ff]$/.test(String.fromCharCode(codePoint))
  )
    return undefined;
  const text = String.fromCodePoint(codePoint);
  if (modifiers.ctrl || modifiers.alt) return modified(text, modifiers);
  return { type: 'text', text: modifiers.shift ? text.toUpperCase() : text };
}

/** A character with Alt or Ctrl: capital letters, and those of a Cyrillic keyboard, are the key they stand on. */
export function modified(character: string, modifiers: Modifiers): KeyEvent {
  const small = character.toLowerCase();
  const place = cyrillic.indexOf(small);
  const name = place < 0 ? small : (latin[place] ?? small);
  return namedKey(name === ' ' ? 'space' : name, modifiers);
}

/** The key of a control character (C0 or DEL). */
export function keyOfControl(code: number, alt: boolean): KeyEvent {
  const name = byCodePoint[code];
  if (name !== undefined) return namedKey(name, { alt });
  const character = code === 0 ? 'space' : String.fromCharCode(code + 64).toLowerCase();
  return namedKey(character, { ctrl: true, alt });
}
