import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMessage, type MessagesOf, type Side } from './codec.ts';
import type { JsonObject } from './strict-json.ts';

const require = createRequire(import.meta.url);

/**
 * Checks that a parsed payload is a message of one side, whole and with nothing left over, and returns it.
 *
 * @throws PartylineError as `faultOf` of message-faults.ts says it
 */
export function checkMessage<S extends Side>(side: S, value: JsonObject): MessagesOf[S] {
  if (!isMessage(side, value)) throw faultOf(side, value);
  return value as unknown as MessagesOf[S];
}

/** The words for a fault need the schemas, which take longer to load than all else; most never do. */
function faultOf(side: Side, value: JsonObject): Error {
  const file = new URL('./message-faults.ts', import.meta.url);
  const faults = require(fileURLToPath(file)) as typeof import('./message-faults.ts');
  return faults.faultOf(side, value);
}
