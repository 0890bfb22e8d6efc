import { InputError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';

/** Parameters of argon2id (RFC 9106), with which the client stretches the password. */
export interface Stretching {
  /** Passes over the memory. */
  readonly iterations: number;
  /** KiB. */
  readonly memory: number;
  /** Lanes. */
  readonly parallelism: number;
}

/**
 * 64 MiB and 3 passes: the second recommended option of RFC 9106 section 4, which takes a client
 * about 0.12 s. One lane instead of its four: this implementation computes lanes one after the other,
 * so that more of them would speed up nobody but an attacker. The parameters go into every record:
 * a server that changes them makes the passwords of its accounts useless.
 */
export const defaultStretching: Stretching = { iterations: 3, memory: 64 * 1024, parallelism: 1 };

/** The least a client agrees to: the minimum of OWASP's Password Storage Cheat Sheet. */
export const stretchingFloor: Stretching = { iterations: 2, memory: 19 * 1024, parallelism: 1 };

/** The most a client agrees to: a hostile server can cost it some seconds and 256 MiB, not more. */
export const stretchingCeiling: Stretching = {
  iterations: 10,
  memory: 256 * 1024,
  parallelism: 16,
};

/**
 * @throws InputError if a server asks for less or more than a client agrees to; the password must not
 *   be stretched, nor anything derived from it be sent
 */
export function checkStretching(stretching: Stretching): void {
  for (const key of ['iterations', 'memory', 'parallelism'] as const) {
    const value = stretching[key];
    const [least, most] = [stretchingFloor[key], stretchingCeiling[key]];
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new InputError(worded(`stretching.${key}`, { value, least, most }));
  }
}
