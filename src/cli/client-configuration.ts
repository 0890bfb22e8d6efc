import { existsSync } from 'node:fs';
import { CommandError } from './exit-codes.ts';
import { defaultClientConfiguration } from './paths.ts';
import type { ProcessEnvironment } from './process-environment.ts';

/** The client's configuration file in its usual place, if there is one. */
export function existingConfiguration(environment: ProcessEnvironment): string | undefined {
  try {
    const path = defaultClientConfiguration(environment);
    return existsSync(path) ? path : undefined;
  } catch (error) {
    // Without a home folder there is no such place.
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}
