import { limits } from '../words/limits.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** How much one message takes. */
export interface TextLimits {
  /** Of the text in UTF-8. */
  readonly textBytes: number;
  /** Of the text as a JSON string. */
  readonly textJsonBytes: number;
}

/**
 * Cuts a text into as few messages as possible, at line ends, which are left out where it is cut. A
 * message of nothing is left out as well. Throws CommandError for a line that no message takes.
 */
export function splitText(text: string, bounds: TextLimits = limits): string[] {
  const parts: string[] = [];
  let part: Measured | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const measured = measure(line);
    if (!fits(measured, bounds)) throw lineTooLong(index + 1, measured.bytes, bounds);
    const joined = part === undefined ? measured : join(part, measured);
    if (part !== undefined && !fits(joined, bounds)) {
      parts.push(part.text);
      part = measured;
    } else {
      part = joined;
    }
  }
  if (part !== undefined) parts.push(part.text);
  return parts.filter((each) => each !== '');
}

/** A text with its lengths, so that each line is measured once. */
interface Measured {
  readonly text: string;
  readonly bytes: number;
  readonly jsonBytes: number;
}

function measure(text: string): Measured {
  const jsonBytes = Buffer.byteLength(JSON.stringify(text));
  return { text, bytes: Buffer.byteLength(text), jsonBytes };
}

/** A line end is one byte, and two as JSON; the quotes are counted once. */
function join(left: Measured, right: Measured): Measured {
  return {
    text: `${left.text}\n${right.text}`,
    bytes: left.bytes + 1 + right.bytes,
    jsonBytes: left.jsonBytes + right.jsonBytes,
  };
}

function fits({ bytes, jsonBytes }: Measured, bounds: TextLimits): boolean {
  return bytes <= bounds.textBytes && jsonBytes <= bounds.textJsonBytes;
}

function lineTooLong(number: number, bytes: number, { textBytes }: TextLimits): CommandError {
  const sizes =
    bytes > textBytes
      ? `has ${counted(bytes)} bytes, and a message takes at most ${counted(textBytes)}`
      : 'has too many control characters for one message';
  return new CommandError(
    exitCodes.data,
    `Line ${number} ${sizes}: --split cuts between lines only, so nothing was sent.`,
  );
}

function counted(bytes: number): string {
  return bytes.toLocaleString('en');
}
