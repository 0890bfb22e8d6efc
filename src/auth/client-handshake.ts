import { opaqueClient, withReceived } from './opaque.ts';
import { normalisePassword } from './password-text.ts';
import { checkStretching, type Stretching } from './stretching.ts';

/*
 * The client's half of the login as calculation, in a browser as in Node; server-handshake.ts is the other
 * half and says what the two exchange. Await opaqueReady() before the first call.
 */

/**
 * The client's first step towards an account, or a new password.
 *
 * @throws InputError if the password cannot be one (see `normalisePassword`)
 */
export function startRegistration(password: string): { request: string; state: string } {
  const { registrationRequest, clientRegistrationState } = opaqueClient().startRegistration({
    password: normalisePassword(password),
  });
  return { request: registrationRequest, state: clientRegistrationState };
}

/** The input of the client's second step, of a registration as of a login. */
interface ClientStep {
  readonly password: string;
  /** From the first step. */
  readonly state: string;
  /** The account id that the server answered with. */
  readonly uid: string;
  /** From the server's hello. */
  readonly serverId: string;
  readonly stretching: Stretching;
}

/** Input of `finishRegistration`. */
export interface RegistrationStep extends ClientStep {
  readonly response: string;
}

/**
 * The client's second step: the record that the server keeps. Takes as long as the stretching does,
 * and the thread with it.
 *
 * @throws InputError if the stretching is outside the client's bounds; PartylineError
 *   `message.invalid` if the response is not an OPAQUE message
 */
export function finishRegistration(step: RegistrationStep): { record: string } {
  checkStretching(step.stretching);
  const { registrationRecord } = withReceived({ response: step.response }, () =>
    opaqueClient().finishRegistration({
      ...commonParameters(step),
      clientRegistrationState: step.state,
      registrationResponse: step.response,
    }),
  );
  return { record: registrationRecord };
}

/**
 * The client's first step of a login.
 *
 * @throws InputError if the password cannot be one (see `normalisePassword`)
 */
export function startClientLogin(password: string): { ke1: string; state: string } {
  const { startLoginRequest, clientLoginState } = opaqueClient().startLogin({
    password: normalisePassword(password),
  });
  return { ke1: startLoginRequest, state: clientLoginState };
}

/** Input of `openChallenge`. */
export interface ChallengeStep extends ClientStep {
  readonly ke2: string;
}

/** A challenge that the password opened. */
export interface OpenedChallenge {
  readonly ke3: string;
  /** 64 bytes that only the two sides share; for the proofs. */
  readonly sessionKey: string;
  /** The server's OPAQUE key, the same at every login: a client that keeps it can tell another server. */
  readonly serverPublicKey: string;
}

/**
 * The client's second step of a login: opens the server's challenge, which shows at the same time that
 * the server has the account's record. Takes as long as the stretching does, and the thread with it.
 *
 * @returns undefined if the name or the password is wrong: answer with `login.cancel`
 * @throws InputError if the stretching is outside the client's bounds; PartylineError
 *   `message.invalid` if `ke2` is not an OPAQUE message
 */
export function openChallenge(step: ChallengeStep): OpenedChallenge | undefined {
  checkStretching(step.stretching);
  const opened = withReceived({ ke2: step.ke2 }, () =>
    opaqueClient().finishLogin({
      ...commonParameters(step),
      clientLoginState: step.state,
      loginResponse: step.ke2,
    }),
  );
  if (opened === undefined) return undefined;
  const { finishLoginRequest: ke3, sessionKey, serverStaticPublicKey: serverPublicKey } = opened;
  return { ke3, sessionKey, serverPublicKey };
}

function commonParameters(step: ClientStep) {
  const { iterations, memory, parallelism } = step.stretching;
  return {
    password: normalisePassword(step.password),
    identifiers: { client: step.uid, server: step.serverId },
    keyStretching: { 'argon2id-custom': { iterations, memory, parallelism } },
  };
}
