import type { OneTimeCode } from '../client/core/operator.ts';
import { textOf } from '../texts/text-of.ts';
import { safeLine } from './safe-text.ts';

/** The lines that say where a one-time code is good: at the line, and at its page if it has one. */
export function placesOfCode({ address, page }: Pick<OneTimeCode, 'address' | 'page'>): string[] {
  const inBrowser = page === undefined ? [] : [textOf('code.page', { page: safeLine(page) })];
  return [`  ${safeLine(address)}`, ...inBrowser.map((line) => `  ${line}`)];
}
