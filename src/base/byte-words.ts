const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes in words, in powers of a thousand: `1 byte`, `230 MB`, `1.4 GB`. */
export function byteWords(bytes: number): string {
  if (bytes === 1) return '1 byte';
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
