import { PartylineError, toPartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { checkMessage } from '../../wire/check-message.ts';
import { decodeText, parseText } from '../../wire/codec.ts';
import type { JsonObject } from '../../wire/strict-json.ts';
import { readUsualMessage } from '../../wire/usual-messages.ts';
import { requestId } from '../refusal.ts';
import type { MemberConnection } from './member-connection.ts';

/* Reads what a member sends: frame, token, message, in this order. */

/** The connection that a member's messages come in on. */
export interface ReceivingConnection {
  readonly log: Log;
  /** Tells an error; by default it is fatal where the protocol is broken. */
  refuse(error: PartylineError, re?: number, fatal?: boolean): void;
}

/**
 * Takes the payload of one frame of a member. The session token is looked at before anything else of the
 * message is. Throws what is thrown for a payload that is no JSON object.
 *
 * @param elapsedMs when it came, by the clock that nobody sets
 */
export function receiveFromMember(
  member: MemberConnection,
  payload: Buffer,
  connection: ReceivingConnection,
  elapsedMs: number,
): void {
  const text = decodeText(payload);
  const usual = readUsualMessage(text);
  const value: JsonObject = usual ?? parseText(text);
  if (!member.checkToken(value.token, elapsedMs)) {
    const type = String(value.type).slice(0, 32);
    connection.log.warn('token.refused', { name: member.name, type });
    connection.refuse(new PartylineError('auth.token'), requestId(value), true);
    return;
  }
  try {
    const done = member.handle(usual ?? checkMessage('member', value));
    done?.catch((error) => connection.refuse(toPartylineError(error), requestId(value)));
  } catch (error) {
    connection.refuse(toPartylineError(error), requestId(value));
  }
  member.updateReading();
}
