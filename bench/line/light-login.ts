import { join } from 'node:path';
import { startClientLogin, startRegistration } from '../../src/auth/client-handshake.ts';
import { opaqueClient, opaqueReady } from '../../src/auth/opaque.ts';
import { answerRegistration } from '../../src/auth/server-handshake.ts';
import { defaultStretching } from '../../src/auth/stretching.ts';
import { randomId } from '../../src/base/ids.ts';
import { apply } from '../../src/chat/apply.ts';
import { loadKeys, makeMissingKeys } from '../../src/server/keys.ts';
import { openDatabase } from '../../src/store/database.ts';
import { SqliteTables } from '../../src/store/sqlite-tables.ts';

/*
 * Logins whose passwords are stretched by next to nothing. Only clients stretch, and clients keep to
 * bounds below which they do not go; the load is to keep a server busy, so it goes below them. The server's
 * work and its records are the same, byte for byte in size.
 */

/** The password of all accounts that log in with one. */
export const password = 'correct horse battery 77';

const keyStretching = { 'argon2id-custom': { iterations: 1, memory: 8, parallelism: 1 } };

/** Signs up so many people with the password, in a store that nobody else has open; returns their names. */
export async function addPasswordAccounts(folder: string, count: number): Promise<string[]> {
  await opaqueReady();
  await makeMissingKeys(folder, Date.now(), defaultStretching);
  const { login } = loadKeys(folder);
  const database = openDatabase(join(folder, 'line.sqlite'));
  const tables = new SqliteTables(database);
  tables.begin();
  const names = Array.from({ length: count }, (_, index) => `login${index}`);
  for (const name of names) {
    const uid = randomId(16);
    const { request, state } = startRegistration(password);
    const response = answerRegistration(login, uid, request);
    const record = recordOf({ state, response, uid, serverId: login.serverId });
    const outcome = apply(tables, {
      ...{ type: 'account.create', at: Date.now(), uid, name, role: 'member', record },
      ...{ mode: 'open', inviteHash: null, session: null },
    });
    if (!outcome.ok) throw new Error(`signing up ${name}: ${outcome.code}`);
  }
  tables.commit();
  database.close();
  return names;
}

interface Sides {
  readonly state: string;
  readonly uid: string;
  readonly serverId: string;
}

function recordOf({
  state,
  response,
  uid,
  serverId,
}: Sides & { readonly response: string }): string {
  return opaqueClient().finishRegistration({
    password,
    clientRegistrationState: state,
    registrationResponse: response,
    identifiers: { client: uid, server: serverId },
    keyStretching,
  }).registrationRecord;
}

/** The client's first step of a login. */
export function startLightLogin(): { readonly ke1: string; readonly state: string } {
  return startClientLogin(password);
}

/** The client's second step. Throws when the password is wrong. */
export function openLightChallenge(step: Sides & { readonly ke2: string }): {
  readonly ke3: string;
  readonly sessionKey: string;
} {
  const opened = opaqueClient().finishLogin({
    password,
    clientLoginState: step.state,
    loginResponse: step.ke2,
    identifiers: { client: step.uid, server: step.serverId },
    keyStretching,
  });
  if (opened === undefined) throw new Error('the password is wrong');
  return { ke3: opened.finishLoginRequest, sessionKey: opened.sessionKey };
}
