import type { AuditEvent, Tables } from './tables.ts';

/** Writes down at the next position what was accepted; `data` never holds secrets. */
export function recordEvent(tables: Tables, event: Omit<AuditEvent, 'position'>): void {
  tables.addEvent({ position: tables.nextPosition(), ...event });
}
