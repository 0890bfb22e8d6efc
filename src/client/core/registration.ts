import { finishRegistration, startRegistration } from '../../auth/client-handshake.ts';
import type { GreetedTask, RegistrationCode } from './login-task.ts';
import { assertMayRegister } from './pins.ts';

/**
 * Registers a password that the person chooses: for a new account, or with a reset code. It counts
 * once the login that must follow has succeeded.
 *
 * @returns the password
 * @throws TrustError if the key is not the known one; GaveUpError; InputError for a password
 *   that is too weak; PartylineError as the server refuses
 */
export async function register(
  task: GreetedTask,
  name: string,
  { reason, code }: RegistrationCode,
): Promise<string> {
  assertMayRegister(task.trust, task.address);
  const { dialogue, hello, answers } = task;
  const password = await answers.newPassword(name, reason);
  const { request, state } = startRegistration(password);
  const { message } = await dialogue.request('register.start', {
    name,
    request,
    ...(code === undefined ? {} : { code }),
  });
  const { account: uid, response } = message;
  const { serverId, stretching } = hello;
  const { record } = finishRegistration({ password, state, response, uid, serverId, stretching });
  await dialogue.request('register.finish', { record });
  return password;
}
