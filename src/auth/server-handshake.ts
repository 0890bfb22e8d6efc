import { createHmac } from 'node:crypto';
import { PartylineError } from '../base/errors.ts';
import { equalSecrets, newToken, randomId } from '../base/ids.ts';
import type { ChannelBinding, LoginContext } from './login-context.ts';
import { opaqueServer, unlessRefused, withReceived } from './opaque.ts';
import { proveClient, proveServer } from './proof.ts';

/*
 * The server's half of the login as calculation, without sockets: OPAQUE (RFC 9807), then a proof by each
 * side that it sees the same messages and the same channel as the other (proof.ts). OPAQUE's credential
 * identifier and client identity are the characters of the account id, its server identity those of
 * the server id. OPAQUE messages, records, states and keys are base64url; states and keys are secret
 * and stay in memory. Await opaqueReady() before the first call.
 */

/** The secrets that a server keeps in its key file for as long as its accounts live. */
export interface ServerKeys {
  /** The OPAQUE server setup: the seed of the accounts' keys and the server's private key. */
  readonly setup: string;
  /** Public identity, 16 bytes in base64url. */
  readonly serverId: string;
  /** 32 bytes in base64url; gives unknown names account ids that stay the same. */
  readonly decoySecret: string;
}

/** The keys of a new server. */
export function createServerKeys(): ServerKeys {
  return {
    setup: opaqueServer().createSetup(),
    serverId: randomId(16),
    decoySecret: newToken(),
  };
}

/**
 * The account id that a name nobody has is answered with: 16 bytes of HMAC-SHA256 in base64url, the
 * same every time, and not to be told from a real one.
 */
export function decoyUid(keys: ServerKeys, name: string): string {
  const secret = Buffer.from(keys.decoySecret, 'base64url');
  return createHmac('sha256', secret).update(name).digest().toString('base64url', 0, 16);
}

/**
 * The server's answer to a registration request.
 *
 * @param uid the account's id, which has to be the same at every login
 * @throws PartylineError `message.invalid` if the request is not an OPAQUE message
 */
export function answerRegistration(keys: ServerKeys, uid: string, request: string): string {
  return withReceived({ request }, () =>
    opaqueServer().createRegistrationResponse({
      serverSetup: keys.setup,
      userIdentifier: uid,
      registrationRequest: request,
    }),
  ).registrationResponse;
}

/** The account that logs in; without a record the answer is a decoy that no password opens. */
export interface LoginAccount {
  readonly uid: string;
  readonly record: string | null;
}

/**
 * The server's first step. The answer lets the client try one password, whether or not it goes on: it
 * has to be counted as an attempt here and not when the login fails. An unknown name (`decoyUid`, no
 * record) takes the same path and gives an answer of the same size.
 *
 * @returns `ke2` for the client, `state` for `finishServerLogin`
 * @throws PartylineError `message.invalid` if `ke1`, or the record that a client sent, is not an
 *   OPAQUE message
 */
export function startServerLogin(
  keys: ServerKeys,
  account: LoginAccount,
  ke1: string,
): { ke2: string; state: string } {
  const { uid, record } = account;
  const received = record === null ? { ke1 } : { ke1, record };
  const { loginResponse, serverLoginState } = withReceived(received, () =>
    opaqueServer().startLogin({
      serverSetup: keys.setup,
      userIdentifier: uid,
      registrationRecord: record,
      startLoginRequest: ke1,
      identifiers: { client: uid, server: keys.serverId },
    }),
  );
  return { ke2: loginResponse, state: serverLoginState };
}

/**
 * The server's second step: the client knows the password, and it is the other end of our channel.
 * Only then may a token be issued.
 *
 * @param context the four payloads as the server saw them
 * @param binding of the server's end of the channel, of the type that the client names; the caller
 *   makes sure that it is a type the server takes
 * @param proof the client's, base64url
 * @returns the server's proof, base64url
 * @throws PartylineError `auth.failed` if the password or the proof is wrong, `message.invalid` if
 *   `ke3` is not an OPAQUE message
 */
export function finishServerLogin(
  keys: ServerKeys,
  uid: string,
  state: string,
  ke3: string,
  context: LoginContext,
  binding: ChannelBinding,
  proof: string,
): { serverProof: string } {
  const sessionKey = sessionKeyOf(keys, uid, state, ke3);
  if (sessionKey === undefined) throw new PartylineError('auth.failed');
  if (!equalSecrets(proof, proveClient(sessionKey, context, binding))) {
    throw new PartylineError('auth.failed');
  }
  return { serverProof: proveServer(sessionKey, context, binding, proof) };
}

/**
 * Whether the client that answered `startServerLogin` knows the password, without a proof about the
 * channel: for a session that has had one, when it changes its password.
 *
 * @throws PartylineError `message.invalid` if `ke3` is not an OPAQUE message
 */
export function verifyKe3(keys: ServerKeys, uid: string, state: string, ke3: string): boolean {
  return sessionKeyOf(keys, uid, state, ke3) !== undefined;
}

/** The session key; undefined if `ke3` does not come from the password. */
function sessionKeyOf(
  keys: ServerKeys,
  uid: string,
  state: string,
  ke3: string,
): string | undefined {
  const identifiers = { client: uid, server: keys.serverId };
  return withReceived({ ke3 }, () =>
    unlessRefused(() =>
      opaqueServer().finishLogin({
        serverLoginState: state,
        finishLoginRequest: ke3,
        identifiers,
      }),
    ),
  )?.sessionKey;
}
