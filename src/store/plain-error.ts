import { DamageError, DeniedError, InputError, UnreachableError } from '../base/errors.ts';
import { FolderLostError } from './files-in-place.ts';

/* Errors on their way from a thread. */

/** An error as it crosses between threads, which do not keep its class. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
}

/** An error as a thread sends it. */
export function toPlainError(error: unknown): PlainError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message };
}

const classes = new Map<string, new (message: string) => Error>(
  Object.entries({ InputError, DamageError, DeniedError, UnreachableError, FolderLostError }),
);

/** The error on the other side: of the same class if its name is known here. */
export function fromPlainError({ name, message }: PlainError): Error {
  const Class = classes.get(name) ?? Error;
  return new Class(message);
}
