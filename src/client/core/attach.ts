import { PartylineError } from '../../base/errors.ts';
import { fittingCursors } from './fitting-cursors.ts';
import type { GreetedTask, LoggedIn, PresentedAttach } from './login-task.ts';
import { type AttachCredential, assertCredential } from './way-in.ts';

/**
 * Comes in beside others. The secret is read after the hellos: a device token that was read before may be an
 * older one by now, and an older one is a thief's. One that a running client has renewed since is read once
 * more.
 *
 * @throws PartylineError `auth.app-token`, `auth.resume`; TrustError if the secret is for another server now
 */
export async function attach(task: GreetedTask, wayIn: PresentedAttach): Promise<LoggedIn> {
  const presented = await wayIn.credential();
  assertCredential(task.address, presented, task.transport);
  try {
    return await present(task, wayIn, presented);
  } catch (error) {
    if (!(error instanceof PartylineError) || error.code !== 'auth.resume') throw error;
    const renewed = await wayIn.credential();
    if (renewed.secret === presented.secret) throw error;
    return await present(task, wayIn, renewed);
  }
}

async function present(
  task: GreetedTask,
  { receive, present }: PresentedAttach,
  { session, secret }: AttachCredential,
): Promise<LoggedIn> {
  const { dialogue, hello, memory } = task;
  const fields = { session, secret, receive, present };
  const { epoch } = memory;
  const cursors =
    receive && epoch !== undefined ? fittingCursors(task, 'attach', { ...fields, epoch }) : {};
  const { message: welcome } = await dialogue.request('attach', {
    ...fields,
    ...(epoch === undefined ? {} : { epoch, cursors }),
  });
  return { hello, welcome, resumed: true, honoured: new Set(Object.keys(cursors)) };
}
