import {
  finishRegistration,
  openChallenge,
  startClientLogin,
  startRegistration,
} from '../../auth/client-handshake.ts';
import { opaqueReady } from '../../auth/opaque.ts';
import { checkPassword } from '../../auth/passwords.ts';
import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { LoggedIn } from './login-task.ts';
import type { Ask } from './requests.ts';

/**
 * Sets a new password, proving the old one. All other sessions of the account end.
 *
 * @returns how many sessions ended
 * @throws PartylineError `auth.failed` if the old password is wrong; InputError if the new one is weak
 */
export async function changePassword(
  ask: Ask,
  { hello, welcome }: LoggedIn,
  passwords: { readonly current: string; readonly next: string },
): Promise<number> {
  await checkPassword(passwords.next, welcome.name);
  await opaqueReady();
  const login = startClientLogin(passwords.current);
  const registration = startRegistration(passwords.next);
  const challenge = await ask('password.start', {
    ke1: login.ke1,
    request: registration.request,
  });
  const common = {
    uid: challenge.account,
    serverId: hello.serverId,
    stretching: hello.stretching,
  };
  const opened = openChallenge({
    ...common,
    password: passwords.current,
    state: login.state,
    ke2: challenge.ke2,
  });
  if (opened === undefined) throw new PartylineError('auth.failed', worded('password.old-wrong'));
  const { record } = finishRegistration({
    ...common,
    password: passwords.next,
    state: registration.state,
    response: challenge.response,
  });
  const fields = { ke3: opened.ke3, record };
  return (await ask('password.finish', fields)).revoked;
}
