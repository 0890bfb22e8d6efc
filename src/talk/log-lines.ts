import { wordFor } from '../base/log-line.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** A line of the log in words: `20:07 warn login.failed code=auth.failed name=ana`. */
export function readableLogLine(line: string, now: number): string {
  const facts = parse(line);
  if (facts === undefined) return safeLine(line);
  const { time, level, event, ...rest } = facts;
  const at = Date.parse(String(time));
  const words = Object.entries(rest).map(([name, value]) => `${name}=${wordFor(value)}`);
  const head = [Number.isNaN(at) ? String(time) : dayAndTime(at, now), level, event];
  return safeLine([...head, ...words].join(' '));
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
