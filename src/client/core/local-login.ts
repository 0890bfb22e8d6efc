import type { GreetedTask, LoggedIn } from './login-task.ts';
import type { Local } from './way-in.ts';

/**
 * Comes in at the server itself, as its operator: the door is all that has to be shown.
 *
 * @throws PartylineError `forbidden` if the account there is no operator's any more
 */
export async function logInLocally(
  { dialogue, options, hello }: GreetedTask,
  { receive, present }: Local,
): Promise<LoggedIn> {
  const fields = { device: options.deviceName, receive, present };
  const { message: welcome } = await dialogue.request('local.login', fields);
  return { hello, welcome, resumed: true, honoured: new Set() };
}
