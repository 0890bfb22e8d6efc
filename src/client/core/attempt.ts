import { Connection } from './connection.ts';
import { Dialogue } from './dialogue.ts';
import { logIn } from './login.ts';
import type { AttemptTask, LoggedIn, LoginTask } from './login-task.ts';
import { assertExpected, type Trust, trustOf } from './pins.ts';
import type { ResolvedOptions } from './resolved-options.ts';
import { assertCredential } from './way-in.ts';

/* One attempt to join: connect, look at the key, log in. */

/** A connection that is logged in. */
export interface Attempted {
  readonly connection: Connection;
  readonly login: LoggedIn;
  readonly trust: Trust;
  /** Undefined without TLS. */
  readonly fingerprint: string | undefined;
}

/** Connects and logs in; when it throws, nothing is left open. */
export async function attempt(task: AttemptTask): Promise<Attempted> {
  const { options, address, signal } = task;
  const wayIn = await present(options.wayIn);
  const transport = await options.openTransport({
    address,
    timeoutMs: options.timing.connectTimeoutMs,
    signal,
    onSecuring: () => task.progress('securing'),
  });
  const connection = new Connection(transport, options.timing.silenceTimeoutMs);
  const stop = () => connection.abort(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  void connection.ended.then(() => signal.removeEventListener('abort', stop));
  try {
    assertExpected(address, transport);
    if (wayIn.type === 'attach') assertCredential(address, wayIn.presented, transport);
    task.progress('authenticating');
    const pin = wayIn.type === 'attach' ? wayIn.presented.fingerprint : task.memory.pin;
    const trust = trustOf(transport, pin);
    const dialogue = new Dialogue(connection, options.timing.answerTimeoutMs);
    const login = await logIn({ ...task, wayIn, transport, trust, dialogue });
    return { connection, login, trust, fingerprint: transport.fingerprint };
  } catch (error) {
    void connection.close(error as Error);
    throw error;
  }
}

/** Looks up the secret that will be shown, before anything is connected. */
async function present(wayIn: ResolvedOptions['wayIn']): Promise<LoginTask['wayIn']> {
  if (wayIn.type !== 'attach') return wayIn;
  return { ...wayIn, presented: await wayIn.credential() };
}
