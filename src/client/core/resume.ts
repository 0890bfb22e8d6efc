import { PartylineError } from '../../base/errors.ts';
import { fittingCursors } from './fitting-cursors.ts';
import type { GreetedTask, LoggedIn } from './login-task.ts';
import { mayResume } from './pins.ts';
import type { LogIn } from './way-in.ts';

/**
 * Logs in by the device token of the last time, where there is one and the key is the pinned one.
 *
 * @returns undefined if there is nothing to resume, or the server will not
 */
export async function resume(task: GreetedTask, wayIn: LogIn): Promise<LoggedIn | undefined> {
  const { session, epoch, name } = task.memory;
  if (session === undefined || epoch === undefined || !mayResume(task.trust)) return undefined;
  if (wayIn.name !== undefined && wayIn.name !== name) return undefined;
  if (resetIsDue(task, wayIn)) return undefined;
  const fields = { session: session.id, deviceToken: session.deviceToken, epoch };
  const { receive, present } = wayIn;
  const taking = receive && present ? {} : { receive, present };
  const cursors = fittingCursors(task, 'resume', { ...fields, ...taking });
  try {
    const { message: welcome } = await task.dialogue.request('resume', {
      ...fields,
      ...taking,
      cursors,
    });
    return { hello: task.hello, welcome, resumed: true, honoured: new Set(Object.keys(cursors)) };
  } catch (error) {
    if (error instanceof PartylineError && error.code === 'auth.resume') return undefined;
    throw error;
  }
}

function resetIsDue({ address, answers, memory }: GreetedTask, { name }: LogIn): boolean {
  return address.reset !== undefined && !answers.hasRegistered(name ?? memory.name ?? '');
}
