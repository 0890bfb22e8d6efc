import { openChallenge, startClientLogin } from '../../auth/client-handshake.ts';
import { isServerProof, makeClientProof } from '../../auth/client-proof.ts';
import type { ChannelBinding, LoginContext } from '../../auth/login-context.ts';
import { PartylineError } from '../../base/errors.ts';
import type { RequestFields } from '../../wire/requests.ts';
import { delay } from './delay.ts';
import { TrustError } from './failures.ts';
import type { GreetedTask, LoggedIn, RegistrationCode } from './login-task.ts';
import { interceptedWords } from './pins.ts';

type Welcome = LoggedIn['welcome'];

/**
 * The OPAQUE login, and the proof of both sides that nobody sits between them.
 *
 * @param registration set if the password was registered on this connection just now
 * @throws PartylineError `auth.failed` if name or password are wrong; after a registration what that
 *   means: `sign-up.name-taken`, or `sign-up.code`
 */
export async function provePassword(
  task: GreetedTask,
  name: string,
  password: string,
  registration?: RegistrationCode,
): Promise<Welcome> {
  const { dialogue, answers, hello } = task;
  if (answers.delayMs > 0) await delay(answers.delayMs, task.signal);
  const { ke1, state } = startClientLogin(password);
  const started = await dialogue.request('login.start', { name, ke1 });
  const { sent: loginStart, message: challenge, payload: loginChallenge } = started;
  const { serverId, stretching } = hello;
  const { account: uid, ke2 } = challenge;
  const opened = openChallenge({ password, state, ke2, uid, serverId, stretching });
  if (opened === undefined) return await cancel(task, name, registration);
  const context = {
    clientHello: task.clientHello,
    serverHello: task.serverHello,
    loginStart,
    loginChallenge,
  };
  return await exchangeProofs(task, { name, registration, opened, context });
}

/**
 * Always throws: the server's refusal, in the words that fit. A server does not tell an account that waits from
 * one that somebody else has: a client that has made it goes on waiting.
 */
async function cancel(
  { dialogue, answers }: GreetedTask,
  name: string,
  registration?: RegistrationCode,
): Promise<never> {
  try {
    return (await dialogue.request('login.cancel', {})).message;
  } catch (error) {
    if (!(error instanceof PartylineError) || error.code !== 'auth.failed') throw error;
    if (registration === undefined && answers.isAwaitingAdmission(name)) {
      throw new PartylineError('auth.pending', undefined, { cause: error });
    }
    if (registration === undefined) throw error;
    const code = registration.reason === 'reset' ? 'sign-up.code' : 'sign-up.name-taken';
    throw new PartylineError(code, undefined, { cause: error });
  }
}

/** A challenge that the password has opened. */
interface Opened {
  readonly name: string;
  readonly registration: RegistrationCode | undefined;
  readonly opened: { readonly ke3: string; readonly sessionKey: string };
  readonly context: LoginContext;
}

async function exchangeProofs(
  task: GreetedTask,
  { name, registration, opened, context }: Opened,
): Promise<Welcome> {
  const { bindingType } = task;
  const binding: ChannelBinding = { type: bindingType, data: task.transport.binding(bindingType) };
  const proof = await makeClientProof(opened.sessionKey, context, binding);
  const { ke3 } = opened;
  const fields = { ke3, binding: bindingType, proof, device: task.options.deviceName };
  const welcome = await proved(task, fields, name, registration);
  const isServer =
    welcome.proof !== null &&
    (await isServerProof(opened.sessionKey, context, binding, proof, welcome.proof));
  if (!isServer || welcome.name !== name) throw new TrustError('intercepted', interceptedWords);
  return welcome;
}

/**
 * The password opened the challenge, so if the server says that it is wrong, the channels differ. Only
 * after a sign-up by invitation it may also be how a taken name is kept secret.
 */
async function proved(
  task: GreetedTask,
  fields: RequestFields<'login.finish'>,
  name: string,
  registration: RegistrationCode | undefined,
): Promise<Welcome> {
  try {
    return (await task.dialogue.request('login.finish', fields)).message;
  } catch (error) {
    const isAnswer = error instanceof PartylineError;
    if (!isAnswer && registration !== undefined) task.answers.perhapsRegistered(name);
    if (!isAnswer) throw error;
    if (error.code === 'auth.pending') task.answers.awaitsAdmission(name);
    if (error.code !== 'auth.failed') throw error;
    const byInvitation = registration?.reason === 'sign-up' && registration.code !== undefined;
    const ambiguous = byInvitation && task.hello.signUp !== 'open';
    throw ambiguous
      ? new PartylineError('sign-up.name-taken', undefined, { cause: error })
      : new TrustError('intercepted', interceptedWords);
  }
}
