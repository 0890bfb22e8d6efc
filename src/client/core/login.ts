import { setTimeout as delay } from 'node:timers/promises';
import { openChallenge, startClientLogin } from '../../auth/client-handshake.ts';
import { isServerProof, makeClientProof } from '../../auth/client-proof.ts';
import type { ChannelBinding, LoginContext } from '../../auth/login-context.ts';
import { opaqueReady } from '../../auth/opaque.ts';
import { PartylineError } from '../../base/errors.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import { protocolVersion } from '../../wire/protocol-version.ts';
import type { RequestFields } from '../../wire/requests.ts';
import {
  type BindingType,
  chooseBindingType,
  clearBindingTypes,
  tlsBindingTypes,
} from '../../words/binding-type.ts';
import { attach } from './attach.ts';
import type { PasswordReason } from './credentials.ts';
import type { Exchange } from './dialogue.ts';
import { TrustError } from './failures.ts';
import { fittingCursors } from './fitting-cursors.ts';
import type {
  GreetedTask,
  LoggedIn,
  LoginTask,
  RegistrationCode,
  ServerHello,
} from './login-task.ts';
import { interceptedWords, mayResume } from './pins.ts';
import { register } from './registration.ts';

/**
 * Logs in on a fresh connection: with the device token if there is one and the certificate is the pinned
 * one, else with the password, after signing up where that is called for. A client that comes in beside
 * others has one way only.
 *
 * @throws TrustError if the other side cannot prove that it is the server; nothing was given away
 */
export async function logIn(task: LoginTask): Promise<LoggedIn> {
  const greeted = await greet(task);
  if (task.attach !== undefined) return await attach(greeted, task.attach);
  const resumed = await resume(greeted);
  if (resumed !== undefined) return resumed;
  await opaqueReady();
  const welcome = await withPassword(greeted);
  return { hello: greeted.hello, welcome, resumed: false, honoured: new Set() };
}

async function greet(task: LoginTask): Promise<GreetedTask> {
  const bindings = task.trust === 'clear' ? clearBindingTypes : tlsBindingTypes;
  const exchange = await exchangeHellos(task, bindings);
  const { sent: clientHello, message: hello, payload: serverHello } = exchange;
  task.greeted();
  const bindingType = chooseBindingType(bindings, hello.bindings);
  if (hello.version !== protocolVersion || bindingType === undefined) {
    throw new PartylineError('version.unsupported');
  }
  return { ...task, hello, clientHello, serverHello, bindingType };
}

async function exchangeHellos(
  { dialogue, address, software }: LoginTask,
  bindings: readonly BindingType[],
): Promise<Exchange<ServerHello>> {
  try {
    return await dialogue.greet({
      versions: [protocolVersion],
      client: software,
      bindings: [...bindings],
    });
  } catch (error) {
    if (!(error instanceof PartylineError) || !error.code.startsWith('frame.')) throw error;
    const words = `What answers on ${address.host}:${address.port} does not speak Partyline.`;
    throw new PartylineError('frame.invalid', words, { cause: error });
  }
}

/** @returns undefined if there is nothing to resume, or the server will not */
async function resume(task: GreetedTask): Promise<LoggedIn | undefined> {
  const { session, epoch, name } = task.memory;
  if (session === undefined || epoch === undefined || !mayResume(task.trust)) return undefined;
  if (task.name !== undefined && task.name !== name) return undefined;
  if (resetIsDue(task)) return undefined;
  const fields = { session: session.id, deviceToken: session.deviceToken, epoch };
  const cursors = fittingCursors(task, 'resume', fields);
  try {
    const { message: welcome } = await task.dialogue.request('resume', { ...fields, cursors });
    return { hello: task.hello, welcome, resumed: true, honoured: new Set(Object.keys(cursors)) };
  } catch (error) {
    if (error instanceof PartylineError && error.code === 'auth.resume') return undefined;
    throw error;
  }
}

function resetIsDue({ address, answers, name, memory }: LoginTask): boolean {
  return address.reset !== undefined && !answers.hasRegistered(name ?? memory.name ?? '');
}

/** Tries names and passwords until one is right or the person gives up. */
async function withPassword(task: GreetedTask): Promise<ServerMessages['welcome']> {
  for (;;) {
    const name = await task.answers.name(task.memory.name);
    try {
      return await attempt(task, name);
    } catch (error) {
      if (!(error instanceof PartylineError)) throw error;
      if (error.code === 'auth.failed') task.answers.wrongPassword(error);
      else if (error.code === 'sign-up.name-taken') takeAnotherName(task, name, error);
      else throw error;
    }
  }
}

function takeAnotherName(task: GreetedTask, name: string, error: PartylineError): void {
  task.answers.nameTaken(error);
  task.nameTaken(name);
}

async function attempt(task: GreetedTask, name: string): Promise<ServerMessages['welcome']> {
  const code = await registrationCode(task, name);
  if (code === undefined) {
    const password = await task.answers.password(name, passwordReason(task));
    return await provePassword(task, name, password);
  }
  const password = await register(task, name, code);
  const welcome = await provePassword(task, name, password, code);
  task.answers.registered(name);
  return welcome;
}

/** @returns undefined if the name has an account, as far as one can know */
async function registrationCode(
  task: GreetedTask,
  name: string,
): Promise<RegistrationCode | undefined> {
  const { answers, address } = task;
  if (answers.hasRegistered(name)) return undefined;
  if (address.reset !== undefined) return { reason: 'reset', code: address.reset };
  if (!(await isNew(task, name))) return undefined;
  return address.invite === undefined
    ? { reason: 'sign-up' }
    : { reason: 'sign-up', code: address.invite };
}

/** Only an open line tells; on others it is what the person says, or the invitation. */
async function isNew(task: GreetedTask, name: string): Promise<boolean> {
  const mode = task.hello.signUp;
  if (mode === 'open') return !(await isKnown(task, name));
  if (task.memory.name === name) return false;
  if (mode === 'closed') {
    if (task.address.invite !== undefined) throw new PartylineError('sign-up.closed');
    return false;
  }
  return task.address.invite !== undefined || (await task.answers.signUp(name, mode));
}

async function isKnown({ dialogue }: GreetedTask, name: string): Promise<boolean> {
  return (await dialogue.request('account.lookup', { name })).message.exists;
}

function passwordReason({ memory, trust, name }: LoginTask): PasswordReason {
  if (memory.session === undefined || (name !== undefined && name !== memory.name)) return 'login';
  return trust === 'changed' ? 'certificate-changed' : 'session-lost';
}

/**
 * The OPAQUE login, and the proof of both sides that nobody sits between them.
 *
 * @param registration set if the password was registered on this connection just now
 * @throws PartylineError `auth.failed` if name or password are wrong; after a registration what that
 *   means: `sign-up.name-taken`, or `sign-up.code`
 */
async function provePassword(
  task: GreetedTask,
  name: string,
  password: string,
  registration?: RegistrationCode,
): Promise<ServerMessages['welcome']> {
  const { dialogue, answers, hello } = task;
  if (answers.delayMs > 0) await delay(answers.delayMs, undefined, { signal: task.signal });
  const { ke1, state } = startClientLogin(password);
  const started = await dialogue.request('login.start', { name, ke1 });
  const { sent: loginStart, message: challenge, payload: loginChallenge } = started;
  const { serverId, stretching } = hello;
  const { account: uid, ke2 } = challenge;
  const opened = openChallenge({ password, state, ke2, uid, serverId, stretching });
  if (opened === undefined) return await cancel(task, registration);
  const context = {
    clientHello: task.clientHello,
    serverHello: task.serverHello,
    loginStart,
    loginChallenge,
  };
  return await exchangeProofs(task, { name, registration, opened, context });
}

/** Always throws: the server's refusal, in the words that fit. */
async function cancel({ dialogue }: GreetedTask, registration?: RegistrationCode): Promise<never> {
  try {
    return (await dialogue.request('login.cancel', {})).message;
  } catch (error) {
    const isRefusal = error instanceof PartylineError && error.code === 'auth.failed';
    if (!isRefusal || registration === undefined) throw error;
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
): Promise<ServerMessages['welcome']> {
  const { bindingType } = task;
  const binding: ChannelBinding = { type: bindingType, data: task.binding(bindingType) };
  const proof = await makeClientProof(opened.sessionKey, context, binding);
  const { ke3 } = opened;
  const fields = { ke3, binding: bindingType, proof, device: task.deviceName };
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
): Promise<ServerMessages['welcome']> {
  try {
    return (await task.dialogue.request('login.finish', fields)).message;
  } catch (error) {
    if (!(error instanceof PartylineError)) throw error;
    if (error.code === 'auth.pending') task.answers.registered(name);
    if (error.code !== 'auth.failed') throw error;
    const byInvitation = registration?.reason === 'sign-up' && registration.code !== undefined;
    const ambiguous = byInvitation && task.hello.signUp !== 'open';
    throw ambiguous
      ? new PartylineError('sign-up.name-taken', undefined, { cause: error })
      : new TrustError('intercepted', interceptedWords);
  }
}
