import { opaqueReady } from '../../auth/opaque.ts';
import { PartylineError } from '../../base/errors.ts';
import type { PasswordReason } from './credentials.ts';
import type { GreetedTask, LoggedIn, RegistrationCode } from './login-task.ts';
import { provePassword } from './password-proof.ts';
import { register } from './registration.ts';
import type { LogIn } from './way-in.ts';

type Welcome = LoggedIn['welcome'];

/** Logs in by password, after signing up where that is called for: until it works, or the person gives up. */
export async function logInWithPassword(task: GreetedTask, wayIn: LogIn): Promise<LoggedIn> {
  await opaqueReady();
  const welcome = await untilRight(task, wayIn);
  return { hello: task.hello, welcome, resumed: false, honoured: new Set() };
}

async function untilRight(task: GreetedTask, wayIn: LogIn): Promise<Welcome> {
  for (;;) {
    const name = await task.answers.name(task.memory.name);
    try {
      return await attempt(task, wayIn, name);
    } catch (error) {
      if (!(error instanceof PartylineError)) throw error;
      if (error.code === 'auth.failed') task.answers.wrongPassword(name, error);
      else if (error.code === 'sign-up.name-taken') takeAnotherName(task, name, error);
      else throw error;
    }
  }
}

function takeAnotherName(task: GreetedTask, name: string, error: PartylineError): void {
  task.answers.nameTaken(name, error);
  task.nameTaken(name);
}

async function attempt(task: GreetedTask, wayIn: LogIn, name: string): Promise<Welcome> {
  const registered = (await afterLostAnswer(task, name)) ?? (await signUp(task, name));
  if (registered !== undefined) {
    task.answers.registered(name);
    return registered;
  }
  task.answers.wasNotRegistered(name);
  const password = await task.answers.password(name, passwordReason(task, wayIn));
  return await provePassword(task, name, password);
}

/**
 * Registers a password, where that is called for, and logs in with it.
 *
 * @returns undefined if the name has an account
 */
async function signUp(task: GreetedTask, name: string): Promise<Welcome | undefined> {
  const code = await registrationCode(task, name);
  // A registration whose answer was lost may have been on its way yet when it was asked for first.
  if (code === undefined) return await afterLostAnswer(task, name);
  try {
    const password = await register(task, name, code);
    return await provePassword(task, name, password, code);
  } catch (error) {
    const isTaken = error instanceof PartylineError && error.code === 'sign-up.name-taken';
    const late = isTaken ? await afterLostAnswer(task, name) : undefined;
    if (late === undefined) throw error;
    return late;
  }
}

/**
 * The answer to a registration was lost: a login with its password shows whether it counted.
 *
 * @returns undefined if it has not, as yet, or no answer was lost
 */
async function afterLostAnswer(task: GreetedTask, name: string): Promise<Welcome | undefined> {
  const password = task.answers.uncertainPassword(name);
  if (password === undefined) return undefined;
  try {
    return await provePassword(task, name, password);
  } catch (error) {
    if (error instanceof PartylineError && error.code === 'auth.failed') return undefined;
    throw error;
  }
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

function passwordReason({ memory, trust }: GreetedTask, { name }: LogIn): PasswordReason {
  if (memory.session === undefined || (name !== undefined && name !== memory.name)) return 'login';
  return trust === 'changed' ? 'key-changed' : 'session-lost';
}
