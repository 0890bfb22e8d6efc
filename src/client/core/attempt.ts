import type { Address } from '../../wire/address.ts';
import { placeOf } from '../../wire/address.ts';
import { Connection } from './connection.ts';
import { Dialogue } from './dialogue.ts';
import { ConnectionError, TrustError } from './failures.ts';
import { logIn } from './login.ts';
import type { AttemptTask, LoggedIn, LoginTask } from './login-task.ts';
import { assertExpected, type Trust, trustOf } from './pins.ts';
import type { ResolvedOptions } from './resolved-options.ts';
import type { Route } from './route.ts';
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
  const { options, route, signal } = task;
  const address = expected(route, task.memory.pin);
  const wayIn = await present(options.wayIn);
  const { connectTimeoutMs, secureTimeoutMs, connectElsewhereAfterMs } = options.timing;
  const mostMs = route.hasMore ? connectElsewhereAfterMs : Number.POSITIVE_INFINITY;
  const transport = await options.openTransport({
    address,
    connectTimeoutMs: Math.min(connectTimeoutMs, mostMs),
    secureTimeoutMs: Math.min(secureTimeoutMs, mostMs),
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
    const login = await logIn({ ...task, address, wayIn, transport, trust, dialogue });
    return { connection, login, trust, fingerprint: transport.fingerprint };
  } catch (error) {
    const failure = atNode(route, address, error as Error);
    void connection.close(failure);
    throw failure;
  }
}

/** The line is known by its first address: every other has to show the key that is known from there. */
function expected({ present, isAtFirst }: Route, pin: string | undefined): Address {
  const fingerprint = present.fingerprint ?? (isAtFirst ? undefined : pin);
  return fingerprint === undefined ? present : { ...present, fingerprint };
}

/** An address that leads to somebody else ends nothing, while the line has others. */
function atNode(route: Route, address: Address, error: Error): Error {
  if (route.isAtFirst || !(error instanceof TrustError) || error.reason !== 'fingerprint')
    return error;
  route.forget();
  const words = `${placeOf(address)} is passed over, as it shows another key than the line. ${error.message}`;
  return new ConnectionError(words, error);
}

/** Looks up the secret that will be shown, before anything is connected. */
async function present(wayIn: ResolvedOptions['wayIn']): Promise<LoginTask['wayIn']> {
  if (wayIn.type !== 'attach') return wayIn;
  return { ...wayIn, presented: await wayIn.credential() };
}
