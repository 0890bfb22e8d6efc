import type { RequestFields } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import type { LoginTask } from './login-task.ts';
import type { Cursors } from './read-positions.ts';

/* The choice of cursors that a greeting has room for. */

/** The highest number that a request can have: the one that takes most room. */
const id = 2 ** 31 - 1;

/** As many of the client's cursors as the frame of a request with these other fields has room for. */
export function fittingCursors<Name extends 'resume' | 'attach'>(
  { positions }: LoginTask,
  type: Name,
  fields: Omit<RequestFields<Name>, 'cursors'>,
): Cursors {
  const size = JSON.stringify({ type, id, ...fields, cursors: {} }).length;
  return positions.recent(limits.frameBytesBeforeLogin - size);
}
