import type { Figure, Unit } from '../measure/scenario.ts';
import { median } from '../measure/values.ts';

/** How a figure is shown: its median with the unit, and from where to where its values go. */
export interface Amounts {
  readonly median: string;
  readonly range: string;
}

/** How the numbers of a unit are shown. */
interface Scale {
  readonly unit: string;
  readonly factor: number;
  readonly digits: number;
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Shows the values of a figure, all on the scale of their median. */
export function amountsOf({ unit, values }: Pick<Figure, 'unit' | 'values'>): Amounts {
  const middle = median(values);
  const scale = scaleOf(unit, Math.abs(middle));
  const write = (value: number) => number(value * scale.factor, scale.digits);
  return {
    median: `${write(middle)} ${scale.unit}`,
    range: `${write(Math.min(...values))} to ${write(Math.max(...values))}`,
  };
}

function scaleOf(unit: Unit, size: number): Scale {
  if (unit === 'bytes') {
    return size >= mebibyte
      ? { unit: 'MiB', factor: 1 / mebibyte, digits: 1 }
      : { unit: 'KiB', factor: 1 / kibibyte, digits: 1 };
  }
  if (unit === '% of a core') return { unit, factor: 1, digits: 2 };
  const isTime = unit === 'us' || unit === 'ms';
  return { unit: unit === 'us' ? 'µs' : unit, factor: 1, digits: isTime && size < 100 ? 1 : 0 };
}

function number(value: number, digits: number): string {
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
