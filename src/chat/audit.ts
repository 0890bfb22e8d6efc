import type { AuditEvent, Tables } from './tables.ts';

/** Whom something was done to that was done to the line as a whole. */
export const lineSubject = 'line';

/** Writes down at the next position what was accepted; `data` never holds secrets. */
export function recordEvent(
  tables: Tables,
  event: Omit<AuditEvent, 'position' | 'whom'> & Partial<Pick<AuditEvent, 'whom'>>,
): void {
  tables.addEvent({ position: tables.nextPosition(), whom: null, ...event });
}
