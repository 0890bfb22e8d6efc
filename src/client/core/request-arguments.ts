import { InputError, type PartylineError } from '../../base/errors.ts';
import { isMessage } from '../../wire/codec.ts';
import type { MemberRequestName } from '../../wire/requests.ts';
import { checkSurrogates, type JsonObject } from '../../wire/strict-json.ts';

/** Stands in for the fields that a line adds by itself. */
const anyToken = 'A'.repeat(43);

/**
 * Refuses fields that no server would take, before they are sent.
 *
 * @throws (by rejection) InputError with the first that is wrong
 */
export async function assertRequest(type: MemberRequestName, fields: object): Promise<void> {
  const fault = await faultIn({ type, token: anyToken, id: 1, ...fields } as JsonObject);
  if (fault !== undefined) throw new InputError(`Cannot ask the server (${type}): ${fault}`);
}

async function faultIn(message: JsonObject): Promise<string | undefined> {
  if (!isMessage('member', message)) {
    // Hardly any program needs the words.
    const { faultOf } = await import('../../wire/message-faults.ts');
    return faultOf('member', message).message;
  }
  try {
    checkSurrogates(message, '');
    return undefined;
  } catch (error) {
    return (error as PartylineError).message;
  }
}
