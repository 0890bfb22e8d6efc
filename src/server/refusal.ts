import type { PartylineError } from '../base/errors.ts';
import type { Words } from '../base/worded.ts';
import type { ServerMessages } from '../wire/messages.ts';

/* How refusals are told to a client, and which of them end its connection. */

/** An error as the peer is told it; `re` is the request that it answers. */
export function errorMessage(error: PartylineError, re?: number): ServerMessages['error'] {
  const { code, words, field, retryAfterMs } = error;
  return {
    type: 'error',
    code,
    ...sentenceFields(words),
    ...(re === undefined ? {} : { re }),
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A sentence as the peer is told it: in English, and where it has a name by that and its facts. */
export function sentenceFields(
  words: Words,
): Pick<ServerMessages['bye'], 'message' | 'detail' | 'facts'> {
  if (typeof words === 'string') return { message: words };
  const { detail, facts, text } = words;
  return { message: text, detail, ...(Object.keys(facts).length === 0 ? {} : { facts }) };
}

/** After login, a broken protocol ends the connection; a request that was refused does not. */
export function endsMember(error: PartylineError): boolean {
  return ['frame.invalid', 'frame.too-large', 'auth.token', 'message.unexpected'].includes(
    error.code,
  );
}

/** The `id` of a request, if it has a usable one, so that the error can name it. */
export function requestId(value: { readonly [field: string]: unknown }): number | undefined {
  const { id } = value;
  return Number.isInteger(id) && (id as number) >= 1 && (id as number) < 2 ** 31
    ? (id as number)
    : undefined;
}
