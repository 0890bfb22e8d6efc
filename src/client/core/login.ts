import { PartylineError } from '../../base/errors.ts';
import { protocolVersion } from '../../wire/protocol-version.ts';
import { chooseBindingType } from '../../words/binding-type.ts';
import { attach } from './attach.ts';
import type { Exchange } from './dialogue.ts';
import { logInLocally } from './local-login.ts';
import type { GreetedTask, LoggedIn, LoginTask, ServerHello } from './login-task.ts';
import { resume } from './resume.ts';
import type { LogIn } from './way-in.ts';

/**
 * Logs in on a fresh connection: greets the server, and comes in the client's way.
 *
 * @throws TrustError if the other side cannot prove that it is the server; nothing was given away
 */
export async function logIn(task: LoginTask): Promise<LoggedIn> {
  const greeted = await greet(task);
  const { wayIn } = task;
  switch (wayIn.type) {
    case 'attach':
      return attach(greeted, wayIn);
    case 'local':
      return logInLocally(greeted, wayIn);
    case 'log-in':
      return (await resume(greeted, wayIn)) ?? (await byPassword(greeted, wayIn));
  }
}

/** Most logins resume, so the code for passwords is loaded only when it is needed. */
async function byPassword(task: GreetedTask, wayIn: LogIn): Promise<LoggedIn> {
  const { logInWithPassword } = await import('./password-login.ts');
  return logInWithPassword(task, wayIn);
}

async function greet(task: LoginTask): Promise<GreetedTask> {
  const exchange = await exchangeHellos(task);
  const { sent: clientHello, message: hello, payload: serverHello } = exchange;
  task.greeted();
  const bindingType = chooseBindingType(task.transport.bindings, hello.bindings);
  if (hello.version !== protocolVersion || bindingType === undefined) {
    throw new PartylineError('version.unsupported');
  }
  return { ...task, hello, clientHello, serverHello, bindingType };
}

async function exchangeHellos(task: LoginTask): Promise<Exchange<ServerHello>> {
  const { dialogue, address, options, transport } = task;
  try {
    return await dialogue.greet({
      versions: [protocolVersion],
      client: options.software,
      bindings: [...transport.bindings],
    });
  } catch (error) {
    if (!(error instanceof PartylineError) || !error.code.startsWith('frame.')) throw error;
    const words = `The server on ${address.host}:${address.port} does not speak Partyline.`;
    throw new PartylineError('frame.invalid', words, { cause: error });
  }
}
