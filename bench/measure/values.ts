/** The middle one of some values; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  if (low === undefined || high === undefined) throw new Error('there is no value');
  return (low + high) / 2;
}

/** The value that `share` of them do not exceed: 0.99 for the 99th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.floor((sorted.length - 1) * share)];
  if (value === undefined) throw new Error('there is no value');
  return value;
}

/** The median, and from where to where they go: `231 ms (229 to 240)`. */
export function told(values: readonly number[], unit: string, digits = 0): string {
  const write = (value: number) => value.toFixed(digits);
  const range = `${write(Math.min(...values))} to ${write(Math.max(...values))}`;
  return `${write(median(values))} ${unit} (${range})`;
}
