import { PartylineError } from '../../base/errors.ts';
import type { AttachCredential, Attachment } from './attachment.ts';
import { fittingCursors } from './fitting-cursors.ts';
import type { GreetedTask, LoggedIn } from './login-task.ts';

/**
 * Comes in beside others. A device token that a running client has renewed since it was read is read
 * once more.
 *
 * @throws PartylineError `auth.app-token`, `auth.resume`
 */
export async function attach(
  task: GreetedTask,
  { by, credential }: NonNullable<GreetedTask['attach']>,
): Promise<LoggedIn> {
  try {
    return await show(task, by, credential);
  } catch (error) {
    if (!(error instanceof PartylineError) || error.code !== 'auth.resume') throw error;
    const renewed = await by.credential();
    if (renewed.secret === credential.secret) throw error;
    return await show(task, by, renewed);
  }
}

async function show(
  task: GreetedTask,
  { receive, present }: Attachment,
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
