import type { LineMessage } from '../client/core/events.ts';
import { textOf } from '../texts/text-of.ts';
import { safeLine } from './safe-text.ts';
import type { Style } from './style.ts';

/** A file that was posted, in words: `[file tea.txt, 1.2 MB]`. */
export function fileMark({ file }: Pick<LineMessage, 'file'>, style: Style): string {
  if (file === null) return style.faint(textOf('message.deleted'));
  const { name, bytes } = file;
  const words = textOf('file.mark', { name: safeLine(name), size: fileSizeWords(bytes) });
  return style.strong(words);
}

const units = ['kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes in words, in powers of a thousand: `1 byte`, `230 kB`, `1.4 GB`. */
export function fileSizeWords(bytes: number): string {
  if (bytes < 1_000) return textOf('size.byte', { count: bytes });
  let value = bytes / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const count = value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return textOf(`size.${units[unit] as (typeof units)[number]}`, { count });
}
