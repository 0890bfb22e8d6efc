/** Characters that a terminal could take for more than text, or that some programs take for line ends. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A value as one line of JSON (RFC 8259) with a line end. Control and format characters, among them C1
 * and bidi controls, are written as escapes, so that strangers' texts can do nothing to a terminal.
 */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(unsafe, escaped)}\n`;
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
