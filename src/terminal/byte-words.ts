const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** A size for people, in powers of a thousand: `812 bytes`, `1.4 MB`, `34 GB`. */
export function byteWords(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1_000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.floor(value)} ${units[power]}`;
}
