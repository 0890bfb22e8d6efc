/* The measure of text in columns, in a file of its own: it is large, and loaded when it is needed. */
import measure from 'string-width';

/** How many columns a terminal gives a text. */
export function stringWidth(text: string): number {
  return measure(text);
}
